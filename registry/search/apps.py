"""The search app (查找)."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "registry.search"
    verbose_name = "查找"
