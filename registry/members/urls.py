"""Addresses of the members (党员地址)."""

from django.urls import path

from registry.members import operations, views
from registry.members.forms import explain_form
from registry.members.lists import MemberList
from registry.members.models import Member
from registry.organisations.placed import placed
from registry.web.dialogs import dialogs

urlpatterns = [
    *placed(MemberList, "members/list.html"),
    path("<uuid:uid>/", views.member, name="member.view"),
    path("<uuid:uid>/edit/", views.edit, name="member.maintain"),
    path("<uuid:uid>/reveal/<str:name>/", views.reveal, name="member.reveal"),
    path("<uuid:uid>/bases/<int:number>/", views.basis, name="member.view-basis"),
    *dialogs(Member, {operations.explain: explain_form}, done="member.view"),
]
