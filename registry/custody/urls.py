"""Addresses of custody (数据保护地址)."""

from django.urls import path, reverse

from registry.custody import forms, operations, views
from registry.custody.models import KeyChange
from registry.organisations.models import Organisation
from registry.web.dialogs import dialogs


def _to_keys(done: object) -> str:
    return reverse("key.list")


urlpatterns = [
    path("keys/", views.keys, name="key.list"),
    path("keys/<uuid:uid>/", views.keys, name="key.list-change"),
    *dialogs(Organisation, {operations.ask: forms.ask_form}, prefix="keys/at", done=_to_keys),
    *dialogs(
        KeyChange, {operations.confirm: forms.confirm_form, operations.decline: forms.decline_form},
        prefix="keys", done=_to_keys,
    ),
]  # fmt: skip
