"""Asking for a function and being answered (申请开通、同意、不同意): the grey button's way on (U-06)."""

from __future__ import annotations

from datetime import date

from registry.kernel.refusals import Invalid, Refused, Violation
from registry.organisations.models import Organisation
from registry.rights.models import Answer, Request
from registry.security import granting
from registry.security.actors import Actor
from registry.security.granting import Said
from registry.security.matrix import function as function_named
from registry.security.models import Grant
from registry.security.operation import operation


@operation("right.ask")
def ask(organisation: Organisation, *, actor: Actor, function: str, reason: str) -> Request:
    """An organisation asks its superior to open a function for it (申请开通, U-06)."""
    if not reason.strip():
        raise Invalid([Violation("R-245", "请填写申请理由，上级据此答复。", "reason")])
    one, now = function_named(function), granting.standing(organisation, actor.today)
    granting.may_be_asked(organisation, one, now)
    if function in now.rights:
        raise Refused(f"“{organisation}”已有“{one.label}”权限，无需申请；如仍不能办理，请重新登录。")
    return Request.objects.create(
        organisation=organisation, path=organisation.path, function=function, reason=reason.strip(),
        asked_by_id=actor.user, asked_on=actor.today,
    )  # fmt: skip


@operation("right.agree")
def agree(
    request: Request, *, actor: Actor, ended_on: date | None = None, document: str = "", words: str = ""
) -> Grant:
    """The superior opens what was asked for, from today on (同意开通)."""
    _waiting(request)
    said = Said(request.function, actor.today, ended_on, document=document, reason=words)
    granting.may_open(request.organisation, said, actor)
    _answer(request, Answer.AGREED, words, actor.today)
    return granting.switch(request.organisation, actor, said, opened=True)


@operation("right.decline")
def decline(request: Request, *, actor: Actor, words: str) -> Request:
    """The superior says no, and why (不同意)."""
    _waiting(request)
    if not words.strip():
        raise Invalid([Violation("R-245", "请写明不同意的理由和应如何办理。", "words")])
    _answer(request, Answer.DECLINED, words, actor.today)
    return request


def _waiting(request: Request) -> None:
    if request.answer != Answer.WAITING:
        raise Refused(f"该申请已经答复（{request.get_answer_display()}），请刷新后核对。")


def _answer(request: Request, answer: Answer, words: str, today: date) -> None:
    request.answer, request.words, request.answered_on = answer, words.strip(), today
    request.save(update_fields=["answer", "words", "answered_on"])
