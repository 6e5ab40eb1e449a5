"""One's own account (本人账号): password, second factors, the devices one is signed in at."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from registry.accounts import factors, guarding, operations, passkeys, passwords, signing
from registry.accounts.forms import ChangeForm, EnrolForm
from registry.accounts.models import Session
from registry.kernel.refusals import Invalid, Refused
from registry.security.models import Post, User
from registry.security.operation import name_of
from registry.security.sight import seeing_everything
from registry.web.screens import go, page, screen

SHOWN = 20
WRONG = "现在的密码不正确，请核对后再试。"


@seeing_everything()
def _me(request: Any) -> User:
    return User.objects.select_related("organisation", "one_time_password").get(pk=request.actor.user)


def _act(request: Any, act: Any, user: User, **inputs: Any) -> Any:
    """One of a person's own operations, done as himself."""
    return act(user, actor=operations.oneself(user, request.actor, name_of(act)), **inputs)


@screen("session.list")
def sessions(request: Any) -> HttpResponse:
    """登录设备: where one is in, and was lately."""
    stays = Session.objects.filter(user=request.actor.user).order_by("-pk")[:SHOWN]
    return page(request, "accounts/sessions.html", {"stays": list(stays), "here": request.stay})


@screen("session.end", "POST")
def end(request: Any, stay: UUID) -> HttpResponse:
    """结束其他登录."""
    user = _me(request)
    found = get_object_or_404(Session, uid=stay, user=user)
    _act(request, operations.end_session, user, stay=found)
    messages.success(request, "那台设备上的登录已经结束。")
    return go(request, reverse("session.list"))


@sensitive_post_parameters()
@screen("password.change", "GET", "POST")
def change(request: Any) -> HttpResponse:
    """修改密码."""
    form = ChangeForm(request.POST or None)
    user = _me(request)
    if request.method == "POST" and form.is_valid() and _changed(request, form, user):
        messages.success(request, "密码已修改，您在其他设备上的登录已经结束。")
        return go(request, "/")
    return page(request, "accounts/password.html", {"form": form})


def _changed(request: Any, form: ChangeForm, user: User) -> bool:
    name = user.login_name
    if wait := guarding.why_not_now(request, name, user, guarding.counts(request, name, user)):
        form.add_error(None, wait)
        return False
    if not passwords.matches(user, form.cleaned_data["present"]):
        guarding.failed(request, name, user, "现在的密码不正确", "password.change")
        form.add_error("present", WRONG)
        return False
    try:
        _act(request, operations.change_password, user, password=form.cleaned_data["password"], stay=request.stay)
    except Invalid as invalid:
        form.refuse(invalid)
        return False
    request.session.cycle_key()
    return True


@screen("factor.list")
def own_factors(request: Any) -> HttpResponse:
    """二次验证: what there is, and what may be added."""
    user = _me(request)
    context = {
        "user": user, "totp": getattr(user, "one_time_password", None), "keys": list(user.passkeys.order_by("pk")),
        "codes_left": user.recovery_codes.filter(used_at__isnull=True).count(), "wanted": _wanted(request),
    }  # fmt: skip
    return page(request, "accounts/factors.html", context)


@sensitive_post_parameters()
@screen("factor.enrol", "GET", "POST")
def enrol(request: Any) -> HttpResponse:
    """绑定动态口令: the secret as a picture, and the digits that prove it arrived."""
    user, form = _me(request), EnrolForm(request.POST or None)
    secret = request.session.get("secret") if request.method == "POST" else None
    if secret and form.is_valid():
        try:
            codes = _act(request, operations.enrol, user, secret=secret, digits=form.cleaned_data["digits"].strip())
            request.session.pop("secret", None)
            return _codes(request, user, codes, "动态口令已绑定。")
        except Invalid as invalid:
            form.add_error("digits", str(invalid))
    secret = request.session["secret"] = secret or factors.new_secret()
    context = {"form": form, "picture": factors.picture(user, secret), "secret": secret}
    return page(request, "accounts/enrol.html", context)


@screen("factor.register", "GET", "POST")
def register(request: Any) -> HttpResponse:
    """登记通行密钥."""
    user, wrong = _me(request), ""
    if request.method == "POST":
        asked = passkeys.Asked.kept(request.session, request)
        try:
            if asked is None:
                raise Refused(passkeys.FAILED)
            given = {"answer": request.POST.get("passkey", ""), "label": request.POST.get("label", ""), "asked": asked}
            codes = _act(request, operations.register, user, **given)
            messages.success(request, "通行密钥已登记。")
            return _codes(request, user, codes, "通行密钥已登记。") if codes else go(request, reverse("factor.list"))
        except Refused as refusal:
            wrong = str(refusal)
    return page(request, "accounts/register.html", {"options": passkeys.registration(user, request), "wrong": wrong})


@screen("factor.draw", "POST")
def draw(request: Any) -> HttpResponse:
    """重新生成恢复码."""
    user = _me(request)
    return _codes(request, user, _act(request, operations.draw, user), "恢复码已重新生成，原来的全部作废。")


@screen("factor.remove", "POST")
def remove(request: Any, factor: UUID) -> HttpResponse:
    """解除二次验证."""
    user = _me(request)
    _act(request, operations.remove, user, kept=str(factor), wanted=_wanted(request))
    messages.success(request, "已解除。")
    return go(request, reverse("factor.list"))


def _codes(request: Any, user: User, codes: list[str], said: str) -> HttpResponse:
    """The recovery codes, shown this once."""
    return page(request, "accounts/codes.html", {"codes": codes, "said": said, "user": user}, title="恢复码")


def _wanted(request: Any) -> bool:
    """Whether the present post may not be without a second factor."""
    post = Post.objects.get(pk=request.actor.seat.post)
    return settings.SECOND_FACTOR == "required" and signing.wants_factor(post, request.actor)
