"""Addresses of the auditor (审计地址)."""

from django.urls import path, reverse

from registry.auditing import forms, operations, views
from registry.auditing.models import Clue
from registry.web.dialogs import dialogs

urlpatterns = [
    path("", views.entries, name="audit.list"),
    path("<int:entry>/", views.entry, name="audit.view"),
    path("export/", views.export, name="audit.export"),
    path("verify/", views.verify, name="audit.verify"),
    path("count/", views.count, name="audit.count"),
    path("clues/", views.clues, name="clue.list"),
    path("clues/<uuid:uid>/", views.clue, name="clue.view"),
    *dialogs(
        Clue,
        {operations.explain: forms.words_form, operations.confirm: forms.words_form},
        prefix="clues", done=lambda clue: reverse("clue.view", args=[clue.uid]),
    ),
]  # fmt: skip
