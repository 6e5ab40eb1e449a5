"""The accounts app (账号)."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "registry.accounts"
    verbose_name = "账号"
