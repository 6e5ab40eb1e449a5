"""Addresses of lending (借阅地址); every list that may leave the registry has one of its own, for its declaration alone."""

from django.urls import path

from registry.lending import operations
from registry.lending.forms import ApproveForm, DeclineForm, ExtendForm, ReturnForm, confirm_form
from registry.lending.making import lists
from registry.lending.models import Loan
from registry.lending.views import exports, files, prints, traces
from registry.web.dialogs import dialogs

urlpatterns = [
    path("", files.loans, name="loan.list"),
    path("watched/", files.watched, name="loan.watch"),
    path("watched/<uuid:uid>/", files.watched_one, name="loan.watch-one"),
    path("trace/", traces.trace, name="loan.trace"),
    path("members/", prints.picked, name="member.print"),
    path("branches/<uuid:uid>/", prints.branch, name="member.print-branch"),
    *[path(f"{name.replace('.', '/')}/", exports.exported(kind), name=name) for name, kind in lists().items()],
    path("<uuid:uid>/", files.loan, name="loan.view"),
    path("<uuid:uid>/file/", exports.take, name="loan.take"),
    *dialogs(
        Loan,
        {
            operations.approve: ApproveForm, operations.decline: DeclineForm, operations.withdraw: confirm_form,
            operations.give_back: ReturnForm, operations.extend: ExtendForm,
        },
        done="loan.view",
    ),
]  # fmt: skip
