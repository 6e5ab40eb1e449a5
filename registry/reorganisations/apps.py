"""The app of reorganisations (组织变动)."""

from django.apps import AppConfig


class ReorganisationsConfig(AppConfig):
    name = "registry.reorganisations"
    verbose_name = "组织变动"
