"""The units app (单位)."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "registry.units"
    verbose_name = "单位"
