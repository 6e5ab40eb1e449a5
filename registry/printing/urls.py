"""Addresses of printing (打印地址)."""

from django.urls import path

from registry.printing import views

urlpatterns = [
    path("members/", views.picked, name="member.print"),
    path("members/export/", views.export, name="member.export"),
    path("members/<uuid:uid>/", views.one, name="member.print-one"),
    path("branches/<uuid:uid>/", views.branch, name="member.print-branch"),
    path("organisations/<uuid:uid>/", views.organisation, name="organisation.print"),
]
