"""Addresses of printing (打印地址)."""

from django.urls import path

from registry.members.lists import MemberList
from registry.organisations.placed import list_at
from registry.printing import views
from registry.unit_register.lists import UnitList

urlpatterns = [
    path("members/", views.picked, name="member.print"),
    path("members/export/", views.exported(MemberList, list_at), name=MemberList.export),
    path("units/export/", views.exported(UnitList, list_at), name=UnitList.export),
    path("members/<uuid:uid>/", views.one, name="member.print-one"),
    path("branches/<uuid:uid>/", views.branch, name="member.print-branch"),
    path("organisations/<uuid:uid>/", views.organisation, name="organisation.print"),
]
