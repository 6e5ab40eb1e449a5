"""The custody app (数据保护)."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "registry.custody"
    verbose_name = "数据保护"

    def ready(self) -> None:
        from registry.custody import counting
        from registry.kernel import usage

        usage.told_by(counting.take)
