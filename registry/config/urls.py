"""Root addresses (根地址)."""

from django.urls import include, path

urlpatterns = [
    path("", include("registry.desk.urls")),
    path("", include("registry.web.urls")),
    path("", include("registry.accounts.urls")),
    path("organisations/", include("registry.organisations.urls")),
    path("organisations/", include("registry.dossiers.urls")),
    path("organisations/", include("registry.reorganisations.urls")),
    path("units/", include("registry.unit_register.urls")),
    path("members/", include("registry.members.urls")),
    path("periods/", include("registry.reporting.urls")),
    path("rights/", include("registry.rights.urls")),
    path("audit/", include("registry.auditing.urls")),
    path("search/", include("registry.search.urls")),
    path("loans/", include("registry.lending.urls")),
    path("printing/", include("registry.printing.urls")),
    path("intake/", include("registry.intake.urls")),
    path("custody/", include("registry.custody.urls")),
    path("jobs/", include("registry.jobs.urls")),
]

handler400 = "registry.web.failures.bad_request"
handler403 = "registry.web.failures.forbidden"
handler404 = "registry.web.failures.missing"
handler500 = "registry.web.failures.broken"
