"""The jobs app (后台任务)."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "registry.jobs"
    verbose_name = "后台任务"
