"""The security app (安全)."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SecurityConfig(AppConfig):
    name = "registry.security"
    verbose_name = "安全"

    def ready(self) -> None:
        from registry.security import ledger, policies

        post_migrate.connect(ledger.guard_tables, dispatch_uid="registry.security.ledger")
        post_migrate.connect(policies.raise_wall, dispatch_uid="registry.security.policies")
