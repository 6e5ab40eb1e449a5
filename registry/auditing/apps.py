"""The auditing app (审计台)."""

from django.apps import AppConfig


class AuditingConfig(AppConfig):
    name = "registry.auditing"
    verbose_name = "审计台"
