"""How an account is opened, made one's own, kept and given up (账号), each once."""

from __future__ import annotations

from datetime import date

from registry.accounts import activation, factors, operations
from registry.accounts.models import OneTimePassword, Session
from registry.security.models import User
from tests.accounts.keys import digits_now, registration
from tests.performances import Performance, performance
from tests.world import PASSWORD, World, account_form, console

TODAY = date(2025, 9, 1)
NEW_PASSWORD = "Walnut-on-7-rivers"


def clerk_of(key: str = "weavers-clerk") -> User:
    return User.objects.get(login_name=key)


def opened(world: World, name: str = "测试新人") -> User:
    """Somebody whose account waits for him."""
    items = account_form(User.objects.count(), name=name)
    return operations.open_user(world.mill, actor=console("user.open", today=TODAY), items=items)


@performance("user.open")
def open_user(world: World) -> Performance:
    return Performance(world.mill, console("user.open"), {"items": account_form(User.objects.count())})


@performance("user.correct")
def correct(world: World) -> Performance:
    user = opened(world)
    return Performance(user, console("user.correct"), {"items": {"name": "测试更名"}, "version": user.version})


@performance("user.issue")
def issue(world: World) -> Performance:
    return Performance(opened(world), console("user.issue"))


@performance("user.activate")
def activate(world: World) -> Performance:
    user = opened(world)
    code = operations.issue(user, actor=console("user.issue"))
    request = activation.request_of(user, code, user.name, str(user.identity_number))
    return Performance(user, console("user.activate"), {"request": request, "password": PASSWORD})


@performance("user.reset")
def reset(world: World) -> Performance:
    return Performance(clerk_of(), console("user.reset"))


@performance("user.suspend")
def suspend(world: World) -> Performance:
    return Performance(clerk_of(), console("user.suspend"), {"reason": "测试调离"})


@performance("user.resume")
def resume(world: World) -> Performance:
    user = operations.suspend(clerk_of(), actor=console("user.suspend"), reason="测试休假")
    return Performance(user, console("user.resume"))


@performance("user.erase")
def erase(world: World) -> Performance:
    closed = operations.close(clerk_of(), actor=console("user.close"), reason="测试退休")
    return Performance(closed, console("user.erase"), {"reason": "本人申请"})


@performance("user.close")
def close(world: World) -> Performance:
    return Performance(clerk_of(), console("user.close"), {"reason": "测试退休"})


@performance("user.recover")
def recover(world: World) -> Performance:
    user = clerk_of()
    return Performance(user, console("user.recover"), {"password": NEW_PASSWORD, "code": factors.draw(user)[0]})


@performance("password.change")
def change_password(world: World) -> Performance:
    return Performance(clerk_of(), console("password.change"), {"password": NEW_PASSWORD})


@performance("factor.enrol")
def enrol(world: World) -> Performance:
    secret = factors.new_secret()
    return Performance(clerk_of(), console("factor.enrol"), {"secret": secret, "digits": digits_now(secret)})


@performance("factor.register")
def register(world: World) -> Performance:
    user = clerk_of()
    asked, answer = registration(user)
    return Performance(user, console("factor.register"), {"asked": asked, "answer": answer, "label": "测试密钥"})


@performance("factor.draw")
def draw(world: World) -> Performance:
    return Performance(clerk_of(), console("factor.draw"))


@performance("factor.remove")
def remove(world: World) -> Performance:
    user, secret = clerk_of(), factors.new_secret()
    factors.bind(user, secret, digits_now(secret))
    kept = OneTimePassword.objects.get(user=user)
    return Performance(user, console("factor.remove"), {"kept": str(kept.uid)})


@performance("session.end")
def end_session(world: World) -> Performance:
    user = clerk_of()
    stay = Session.objects.create(user=user, device="Windows · Chrome", address="10.0.0.9")
    return Performance(user, console("session.end"), {"stay": stay})
