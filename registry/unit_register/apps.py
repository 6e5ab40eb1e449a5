"""The app of the unit register (单位登记)."""

from django.apps import AppConfig


class UnitRegisterConfig(AppConfig):
    name = "registry.unit_register"
    verbose_name = "单位登记"
