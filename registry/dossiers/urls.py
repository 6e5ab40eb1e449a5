"""Addresses of an organisation's file (党组织档案地址)."""

from django.urls import path

from registry.dossiers import operations, views
from registry.dossiers.sets import SETS
from registry.organisations.models import Organisation
from registry.web.row_dialogs import row_dialogs

urlpatterns = [
    path("<uuid:uid>/composition/", views.composition, name="organisation.view-composition"),
    path("papers/<uuid:uid>/", views.paper, name="organisation.view-paper"),
    path("<uuid:uid>/attach/", views.attach, name="organisation.attach"),
    path("papers/<uuid:uid>/detach/", views.detach, name="organisation.detach"),
    path("<uuid:uid>/group/", views.group, name="organisation.group"),
    path("groups/<uuid:uid>/", views.regroup_members, name="organisation.group-change"),
    path("groups/<uuid:uid>/ungroup/", views.ungroup, name="organisation.ungroup"),
    path("groups/<uuid:uid>/regroup/", views.regroup, name="organisation.regroup"),
]
for one in SETS:
    urlpatterns += row_dialogs(one, operations.KEEP[one.key], Organisation, views.owner_of, views.after(one))
