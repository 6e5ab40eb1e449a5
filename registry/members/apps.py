"""The members app (党员)."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "registry.members"
    verbose_name = "党员"
