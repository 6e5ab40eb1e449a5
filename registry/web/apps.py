"""The web app (页面框架)."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "registry.web"
    verbose_name = "页面"
