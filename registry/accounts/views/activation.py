"""Making an account one's own, and getting it back (激活、找回密码): one answer for every kind of wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from registry.accounts import activation, factors, guarding, operations, passkeys, passwords, signing
from registry.accounts.forms import ActivationForm, MessageForm, RecoverForm
from registry.kernel.refusals import Invalid, Refused
from registry.security.models import User, UserStatus
from registry.security.operation import name_of
from registry.web.screens import go, open_to_all

WRONG_RECOVERY = "登录名、恢复码（通行密钥）有不一致，请核对后再试；没有二次验证的，请上级党组织重置。"


@sensitive_post_parameters()
@open_to_all
def activate(request: Any) -> HttpResponse:
    """激活账号: first who one is and the code, then what came to the telephone and a password of one's own."""
    pending = activation.still_valid(request.session.get("activating", "")) if "activating" in request.session else None
    if request.method == "GET" and "again" in request.GET:
        request.session.pop("activating", None)
        pending = None
    if request.method == "POST" and request.POST.get("step") == "message" and pending is not None:
        return _activated(request, pending)
    return _known(request) if request.method == "POST" else _activation(request, pending)


def _known(request: Any) -> HttpResponse:
    """The first step: everything is right, or everything is wrong."""
    form = ActivationForm(request.POST)
    if not form.is_valid():
        return _activation(request, None, form)
    typed = form.cleaned_data
    user = signing.user_called(typed["login"])
    found = guarding.counts(request, typed["login"], user)
    if wait := guarding.why_not_now(request, typed["login"], user, found):
        form.add_error(None, wait)
        return _activation(request, None, form, status=429)
    pending = activation.request_of(user, typed["code"], typed["name"], typed["number"])
    if pending is None:
        guarding.failed(request, typed["login"], user, "激活信息不一致", "user.activate")
        form.add_error(None, activation.WRONG)
        return _activation(request, None, form)
    try:
        activation.send_for(pending)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _activation(request, None, form)
    request.session["activating"] = str(pending.uid)
    return go(request, reverse("session.open-activate"))


def _activated(request: Any, pending: Any) -> HttpResponse:
    """The second step: the telephone is his, and the password is good; then the account is his own."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _activation(request, pending, form)
    user: User = pending.user
    try:
        passwords.check(user, form.cleaned_data["password"])  # before the digits, which are good for one try
        if not activation.message_is_right(pending.uid, form.cleaned_data["digits"]):
            form.add_error("digits", activation.WRONG_MESSAGE)
            return _activation(request, pending, form)
        actor = operations.oneself(user, guarding.stranger(request), name_of(operations.activate))
        operations.activate(user, actor=actor, request=pending, password=form.cleaned_data["password"])
    except Invalid as invalid:
        form.refuse(invalid)
        return _activation(request, pending, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _activation(request, pending, form)
    request.session.pop("activating", None)
    messages.success(request, f"激活成功。您的登录名是 {user.login_name}，也可以用手机号登录。")
    return go(request, reverse("session.open"))


def _activation(request: Any, pending: Any, form: Any = None, status: int = 422) -> HttpResponse:
    made = form or (MessageForm() if pending else ActivationForm())
    phone = pending.user.phone_mask if pending else ""
    context = {"form": made, "pending": pending, "phone": phone, "title": "激活账号"}
    return render(request, "accounts/activate.html", context, status=status if request.method == "POST" else 200)


@sensitive_post_parameters()
@open_to_all
def recover(request: Any) -> HttpResponse:
    """找回密码: a recovery code or a passkey stands in for the password; whoever has neither asks the superior."""
    if request.method != "POST":
        return _recovery(request, RecoverForm())
    form = RecoverForm(request.POST)
    if not form.is_valid():
        return _recovery(request, form)
    typed = form.cleaned_data["login"]
    user = signing.user_called(typed)
    if wait := guarding.why_not_now(request, typed, user, guarding.counts(request, typed, user)):
        form.add_error(None, wait)
        return _recovery(request, form, status=429)
    return _recovered(request, form, user, typed)


def _recovered(request: Any, form: RecoverForm, user: User | None, typed: str) -> HttpResponse:
    """What stands in is looked at first, and used up only once the new password is good."""
    if user is None or user.status != UserStatus.ACTIVE or not _stands_in(request, form, user):
        guarding.failed(request, typed, user, "找回密码没有通过", "user.recover")
        form.add_error(None, WRONG_RECOVERY)
        return _recovery(request, form)
    try:
        actor = operations.oneself(user, guarding.stranger(request), name_of(operations.recover))
        code = "" if request.POST.get("passkey") else form.cleaned_data["code"]
        operations.recover(user, actor=actor, password=form.cleaned_data["password"], code=code)
    except Invalid as invalid:
        form.refuse(invalid)
        return _recovery(request, form)
    guarding.succeeded(request, typed, user)
    messages.success(request, "密码已更换，所有设备上的登录已经结束；请用新密码登录。")
    return go(request, reverse("session.open"))


def _stands_in(request: Any, form: RecoverForm, user: User) -> bool:
    answer = request.POST.get("passkey", "")
    if answer:
        return passkeys.signed_by(answer, passkeys.Asked.kept(request.session, request)) == user
    return factors.is_unused(user, form.cleaned_data["code"])


def _recovery(request: Any, form: RecoverForm, status: int = 422) -> HttpResponse:
    context = {"form": form, "options": passkeys.assertion(request), "title": "找回密码"}
    return render(request, "accounts/recover.html", context, status=status if request.method == "POST" else 200)
