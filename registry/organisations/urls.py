"""Addresses of the organisations (党组织地址)."""

from django.urls import path

from registry.organisations import operations, views
from registry.organisations.forms.founding import create_form
from registry.organisations.forms.papers import rename_form
from registry.organisations.models import Organisation
from registry.web.dialogs import dialogs

urlpatterns = [
    path("", views.organisations, name="organisation.list"),
    path("found/", views.found, name="organisation.list-found"),
    path("offered/", views.offered, name="organisation.list-offered"),
    path("<uuid:uid>/", views.organisation, name="organisation.view"),
    path("<uuid:uid>/children/", views.children, name="organisation.list-children"),
    path("<uuid:uid>/menu/", views.node_menu, name="organisation.list-menu"),
    path("<uuid:uid>/arrange/", views.arrange, name="organisation.arrange"),
    path("<uuid:uid>/edit/", views.edit, name="organisation.maintain"),
    *dialogs(Organisation, {operations.create: create_form, operations.rename: rename_form}, done="organisation.view"),
]
