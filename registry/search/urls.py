"""Address of the search (查找地址)."""

from django.urls import path

from registry.search import views

urlpatterns = [path("", views.find, name="search.find")]
