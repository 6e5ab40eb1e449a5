"""Asking for a function and being answered (申请开通、同意、不同意, U-06), and a post that goes to a successor (移交, N16)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from registry.kernel.refusals import Invalid, Refused, Violation
from registry.organisations.models import Organisation
from registry.rights import queries
from registry.rights.models import Answer, Handover, Request
from registry.security import appointments, granting
from registry.security.actors import Actor
from registry.security.granting import Said
from registry.security.matrix import function as function_named
from registry.security.models import Grant, Post, User
from registry.security.operation import note, operation
from registry.web.models import Draft, Preference


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


@operation("post.hand")
def hand_over(post: Post, *, actor: Actor, user: User, on: date, reason: str = "") -> Handover:
    """The post goes to a successor on one day, with all that is open in its name (移交岗位, N16)."""
    left = queries.left_by(post, on)
    successor = appointments.succession(post, actor, user, on, reason)
    made = Handover.objects.create(
        organisation=post.organisation, post=post, successor=successor, handed_on=on, reason=reason.strip(),
        supervised_by_id=actor.user or None, left=[asdict(one) for one in left],
    )  # fmt: skip
    note(handed_from=post.user.name, handed_to=user.name, left=len(left))
    if on <= actor.today:
        carry_along(made)
    return made


def carry_along(made: Handover) -> None:
    """What is open in the name of the old post goes on in that of the new one; safe to repeat."""
    post, heir = made.post, made.successor
    queries.tasks_of(post).update(user=heir.user_id, post=heir.pk)
    begun = Draft.objects.filter(user=heir.user_id).values_list("function", "subject")
    for draft in queries.drafts_of(post):
        if (draft.function, draft.subject) not in set(begun):
            Draft.objects.filter(pk=draft.pk).update(user=heir.user_id)
    chosen = [Preference(user_id=heir.user_id, key=one.key, value=one.value) for one in queries.settings_of(post)]
    Preference.objects.bulk_create(chosen, ignore_conflicts=True)


def _waiting(request: Request) -> None:
    if request.answer != Answer.WAITING:
        raise Refused(f"该申请已经答复（{request.get_answer_display()}），请刷新后核对。")


def _answer(request: Request, answer: Answer, words: str, today: date) -> None:
    request.answer, request.words, request.answered_on = answer, words.strip(), today
    request.save(update_fields=["answer", "words", "answered_on"])
