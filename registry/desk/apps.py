"""The desk app (工作台)."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "registry.desk"
    verbose_name = "工作台"
