"""The printing app (打印)."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "registry.printing"
    verbose_name = "打印"
