"""The rights app (授权)."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "registry.rights"
    verbose_name = "授权"
