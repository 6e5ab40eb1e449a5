"""The reporting app (报告期)."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "registry.reporting"
    verbose_name = "报告期"
