"""Addresses of printing (打印地址)."""

from django.urls import path

from registry.printing import views

urlpatterns = [
    path("members/<uuid:uid>/", views.one, name="member.print-one"),
    path("organisations/<uuid:uid>/", views.organisation, name="organisation.print"),
]
