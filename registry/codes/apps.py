"""The codes app (代码集)."""

from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "registry.codes"
    verbose_name = "代码集"
