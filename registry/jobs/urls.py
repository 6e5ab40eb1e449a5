"""Address of long work (后台任务地址)."""

from django.urls import path

from registry.jobs import views

urlpatterns = [path("", views.tasks, name="job.list")]
