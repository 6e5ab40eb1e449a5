"""Addresses of the frame itself (框架地址)."""

from django.urls import path

from registry.web import views

urlpatterns = [
    path("tabs/close/", views.close_tab, name="home.view-close"),
    path("preferences/", views.preferences, name="home.view-preferences"),
    path("drafts/<str:function>/<uuid:subject>/", views.draft, name="home.view-draft"),
    path("stay/", views.stay, name="home.view-stay"),
    path("health/", views.health, name="session.open-health"),
]
