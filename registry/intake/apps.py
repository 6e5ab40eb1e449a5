"""The intake app (导入中心)."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "registry.intake"
    verbose_name = "导入中心"
