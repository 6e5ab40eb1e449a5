"""The web app (页面框架)."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "registry.web"
    verbose_name = "页面"

    def ready(self) -> None:
        """The checks before going into service are known to Django from here on."""
        import_module("registry.web.deployment")
