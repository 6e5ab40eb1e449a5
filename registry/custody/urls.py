"""Addresses of custody (数据保护地址)."""

from django.urls import path, reverse

from registry.custody import forms, operations, views
from registry.custody.models import Hold, KeyChange
from registry.organisations.models import Organisation
from registry.web.dialogs import dialogs


def _to_keys(done: object) -> str:
    return reverse("key.view")


def _to_retention(done: object) -> str:
    return reverse("retention.view")


urlpatterns = [
    path("keys/", views.keys, name="key.view"),
    path("keys/<uuid:uid>/", views.keys, name="key.view-change"),
    path("retention/", views.retention, name="retention.view"),
    path("personal/", views.personal, name="personal.view"),
    path("personal/sheet/", views.personal_sheet, name="personal.view-sheet"),
    *dialogs(Organisation, {operations.ask: forms.ask_form}, prefix="keys/at", done=_to_keys),
    *dialogs(Organisation, {operations.place: forms.place_form}, prefix="retention/at", done=_to_retention),
    *dialogs(Hold, {operations.release: forms.release_form}, prefix="retention", done=_to_retention),
    *dialogs(
        KeyChange, {operations.confirm: forms.confirm_form, operations.decline: forms.decline_form},
        prefix="keys", done=_to_keys,
    ),
]  # fmt: skip
