"""The lending app (导出借阅)."""

from django.apps import AppConfig


class LendingConfig(AppConfig):
    name = "registry.lending"
    verbose_name = "导出借阅"
