"""Addresses of the intake centre (导入地址)."""

from typing import Any

from django.urls import path

from registry.intake import operations, views
from registry.intake.models import Batch
from registry.web.dialogs import dialogs
from registry.web.forms import ConfirmForm


def confirm(data: Any, files: Any, *, subject: Batch, actor: Any) -> ConfirmForm:
    """Only a yes."""
    return ConfirmForm(data)


urlpatterns = [
    path("", views.batches, name="intake.list"),
    path("upload/", views.upload, name="intake.upload"),
    path("upload/places/", views.offered_places, name="intake.upload-places"),
    path("templates/<str:kind>/", views.empty_sheet, name="intake.upload-template"),
    path("<uuid:uid>/", views.batch, name="intake.view"),
    path("<uuid:uid>/match/", views.match, name="intake.match"),
    path("<uuid:uid>/rows/<int:row>/<str:item>/", views.mend, name="intake.mend"),
    path("<uuid:uid>/rows/<int:row>/", views.decide, name="intake.decide"),
    path("<uuid:uid>/start/", views.start, name="intake.start"),
    path("<uuid:uid>/returned/<str:part>/", views.returned, name="intake.return"),
    *dialogs(Batch, {operations.undo: confirm, operations.discard: confirm}, done="intake.view"),
]
