"""The app of organisations' files (党组织档案)."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "registry.dossiers"
    verbose_name = "党组织档案"
