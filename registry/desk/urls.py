"""Address of the workbench (工作台地址)."""

from django.urls import path

from registry.desk import views

urlpatterns = [path("", views.home, name="home.view")]
