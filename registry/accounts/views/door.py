"""The door (登录、解锁、退出): whoever stands before it is told the same whatever was wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from registry.accounts import challenges, factors, guarding, passkeys, passwords, signing
from registry.accounts.models import Ending
from registry.kernel import clock
from registry.security.models import Post, User, UserStatus
from registry.security.sight import seeing_everything
from registry.web.screens import go, open_to_all, page, screen

WRONG = "登录名或密码不正确，请核对后再试。"
UNANSWERED = "验证问题没有答对，请按新的图片或算式再答一次。"
WRONG_FACTOR = "验证没有通过：请用最新的一组六位数字，或一个没有用过的恢复码。"
TAMPERED = "您的岗位或授权记录被绕过系统改动过，已停止使用；请报上级的安全保密管理员核查。"
NO_POST = "您目前没有在任岗位，请联系上级党组织的安全保密管理员。"
OUT_OF_USE = {
    UserStatus.SUSPENDED: "您的账号已停用，请联系上级党组织的系统管理员。",
    UserStatus.CLOSED: "您的账号已注销，请联系上级党组织的系统管理员。",
    UserStatus.OPENED: "您的账号待激活，请用授权码激活。",
}
SAID = {
    Ending.REPLACED: "您已在另一台设备登录，这里的登录随之结束；如不是本人操作，请立即修改密码并告诉系统管理员。",
    Ending.ENDED: "您在另一台设备上结束了这里的登录。",
    Ending.OVER: "登录已满8小时，请重新登录。",
    Ending.RENEWED: "密码、账号或岗位有变动，请重新登录。",
}
HALF_LASTS = 300.0
"""Seconds between the password and the second factor."""


@sensitive_post_parameters()
@open_to_all
def session_open(request: Any) -> HttpResponse:
    """登录: name and password, after failures a question as well, then the second factor of whoever has one."""
    if request.actor is not None:
        return go(request, "/")
    return _tried(request) if request.method == "POST" else _door(request)


def _tried(request: Any) -> HttpResponse:
    """One try, counted if it fails; a right password makes nobody wait less than a wrong one."""
    typed = request.idle.user.login_name if request.idle else request.POST.get("login", "")[:40]
    user = signing.user_called(typed)
    found = guarding.counts(request, typed, user)
    if wait := guarding.why_not_now(request, typed, user, found):
        return _door(request, typed, wait, status=429)
    if found.questioned and not challenges.is_answered(request):
        return _door(request, typed, UNANSWERED if "answer" in request.POST else "", questioned=True)
    if not passwords.matches(user, request.POST.get("password", "")) or user is None:
        guarding.failed(request, typed, user, "登录名或密码不正确")
        return _door(request, typed, WRONG, questioned=guarding.counts(request, typed, user).questioned)
    if user.status != UserStatus.ACTIVE:
        guarding.turned_away(request, typed, user, OUT_OF_USE[UserStatus(user.status)])
        return _door(request, typed, OUT_OF_USE[UserStatus(user.status)])
    if factors.count(user) and not request.idle:
        request.session["half"] = {"user": user.pk, "at": clock.now().timestamp(), "name": typed}
        return go(request, reverse("session.open-second"))
    return _let_in(request, user, typed)


def _let_in(request: Any, user: User, typed: str, *, with_factor: bool = False) -> HttpResponse:
    """Whoever has shown all there is to show is in, or back in."""
    guarding.succeeded(request, typed, user)
    wanted = request.session.pop("wanted", "") or "/"
    if request.idle:
        signing.prove(request.idle)
        request.session.cycle_key()
        return _on(request, wanted)
    held = list(Post.held(user.pk, request.today))
    posts = signing.sound(held, request.today)
    if not posts:
        wrong = TAMPERED if held else NO_POST
        guarding.turned_away(request, typed, user, wrong)
        return _door(request, typed, wrong)
    signing.sign_in(request, posts[0], request.today, with_factor=with_factor)
    left = signing.days_left(signing.stay_of(request))
    if left is not None:
        messages.warning(request, f"密码还有{left}天到期，请在右上角“修改密码”里及时更换。")
    return _on(request, wanted)


def _on(request: Any, wanted: str) -> HttpResponse:
    return go(request, wanted if url_has_allowed_host_and_scheme(wanted, None) else "/")


def _door(
    request: Any, typed: str = "", wrong: str = "", *, questioned: bool = False, status: int = 422
) -> HttpResponse:
    """The page before the registry."""
    said = request.session.pop("said", "") if request.method == "GET" else ""
    context = {
        "demonstration": settings.DEMONSTRATION, "login": typed, "wrong": wrong, "idle": request.idle,
        "said": SAID.get(Ending(said), "") if said else "", "question": challenges.ask(request) if questioned else None,
    }  # fmt: skip
    return render(request, "accounts/sign_in.html", context, status=status if request.method == "POST" else 200)


@sensitive_post_parameters()
@open_to_all
def second(request: Any) -> HttpResponse:
    """二次验证: the digits of the telephone, a recovery code, or a passkey; without the password before it there is none."""
    half = request.session.get("half")
    if request.actor is not None:
        return go(request, "/")
    if not half or clock.now().timestamp() - half["at"] > HALF_LASTS:
        return _door(request) if request.method == "GET" else render(request, "accounts/refused.html", status=403)
    user = User.objects.select_related("organisation").get(pk=half["user"])
    if request.method != "POST":
        return _second_page(request, user)
    found = guarding.counts(request, half["name"], user)
    if wait := guarding.why_not_now(request, half["name"], user, found):
        return _second_page(request, user, wait, status=429)
    answer = request.POST.get("passkey", "")
    if answer:
        right = passkeys.signed_by(answer, passkeys.Asked.kept(request.session, request)) == user
    else:
        right = factors.accepted(user, request.POST.get("secret", ""))
    if not right:
        guarding.failed(request, half["name"], user, "二次验证没有通过")
        return _second_page(request, user, WRONG_FACTOR)
    return _let_in(request, user, half["name"], with_factor=True)


def _second_page(request: Any, user: User, wrong: str = "", status: int = 422) -> HttpResponse:
    has_key = user.passkeys.exists()
    context = {
        "wrong": wrong, "has_key": has_key, "has_totp": hasattr(user, "one_time_password"),
        "options": passkeys.assertion(request, user) if has_key else "", "title": "二次验证",
    }  # fmt: skip
    return render(request, "accounts/second.html", context, status=status if request.method == "POST" else 200)


@sensitive_post_parameters()
@open_to_all
def unlock(request: Any) -> HttpResponse:
    """解锁: the password opens what was locked; nothing of the page is lost."""
    stay = request.idle or request.stay
    if stay is None or request.method != "POST" or (request.actor is None and request.idle is None):
        return _door(request)
    user = User.objects.select_related("organisation").get(pk=stay.user_id)
    name = user.login_name
    found = guarding.counts(request, name, user)
    if wait := guarding.why_not_now(request, name, user, found):
        return HttpResponse(wait, status=429, content_type="text/plain; charset=utf-8")
    if not passwords.matches(user, request.POST.get("password", "")):
        guarding.failed(request, name, user, "解锁密码不正确")
        return HttpResponse("密码不正确，请核对后再试。", status=422, content_type="text/plain; charset=utf-8")
    guarding.succeeded(request, name, user)
    signing.prove(stay)
    return HttpResponse(status=204)


@screen("session.close", "POST")
def lock(request: Any) -> HttpResponse:
    """锁定: nothing more is answered until the password is given."""
    signing.lock(request.stay)
    return HttpResponse(status=204)


@screen("session.close", "POST")
def session_close(request: Any) -> HttpResponse:
    """退出登录."""
    signing.sign_out(request)
    response = go(request, reverse("session.open"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@screen("post.switch", "GET", "POST")
@seeing_everything()
def post_switch(request: Any) -> HttpResponse:
    """切换岗位: one post, one scope; the opened pages of the other post are closed."""
    posts = signing.sound(Post.held(request.actor.user, request.today), request.today)
    if request.method == "POST":
        chosen = next((post for post in posts if str(post.pk) == request.POST.get("post")), None)
        if chosen is None:
            raise Http404
        signing.switch(request, chosen, request.today)
        return go(request, "/")
    return page(request, "accounts/posts.html", {"posts": posts})
