"""Addresses of reorganisations (组织变动地址)."""

from django.urls import path, reverse

from registry.organisations.models import Organisation, Reorganisation
from registry.reorganisations import operations, views
from registry.reorganisations.forms import (
    dissolve_form,
    merge_form,
    move_form,
    recategorise_form,
    remove_form,
    split_form,
    undo_form,
    unite_form,
)
from registry.web.dialogs import dialogs

urlpatterns = [
    path("<uuid:uid>/as-of/", views.as_of, name="organisation.view-as-of"),
    path("<uuid:uid>/changes/", views.changes, name="organisation.view-changes"),
    *dialogs(
        Organisation,
        {
            operations.move: move_form,
            operations.recategorise: recategorise_form,
            operations.merge: merge_form,
            operations.unite: unite_form,
            operations.split: split_form,
            operations.dissolve: dissolve_form,
            operations.remove: remove_form,
            operations.restore: undo_form,
        },
        done="organisation.view",
    ),
    *dialogs(
        Reorganisation,
        {operations.undo: undo_form},
        prefix="reorganisations",
        done=lambda organisation: reverse("organisation.view", args=[organisation.uid]),
    ),
]
