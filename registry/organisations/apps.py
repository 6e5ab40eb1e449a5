"""The organisations app (党组织)."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "registry.organisations"
    verbose_name = "党组织"
