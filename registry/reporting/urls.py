"""Addresses of the reporting periods (报告期地址)."""

from django.urls import path, reverse

from registry.reporting import operations, views
from registry.reporting.forms import close_form, reopen_form
from registry.reporting.models import ReportingPeriod
from registry.web.dialogs import dialogs

urlpatterns = [
    path("", views.periods, name="period.list"),
    path("open/", views.register, name="period.open"),
    *dialogs(
        ReportingPeriod,
        {operations.close: close_form, operations.reopen: reopen_form},
        done=lambda period: reverse("period.list"),
    ),
]
