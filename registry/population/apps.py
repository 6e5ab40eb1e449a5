"""The population app (合成省)."""

from django.apps import AppConfig


class PopulationConfig(AppConfig):
    name = "registry.population"
    verbose_name = "合成省"
