"""The life of an account (用户), and what its owner does with it: opened by a superior, made his own by nobody but him."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from registry.accounts import activation, factors, naming, notices, passkeys, passwords
from registry.accounts.flow import FLOW
from registry.accounts.models import ActivationCode, Ending, Session
from registry.kernel.paths import WIDTH
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.organisations.models import Organisation
from registry.security.actors import Actor, Seat
from registry.security.matrix import Reach
from registry.security.models import User, UserStatus
from registry.security.operation import note, operation

TOO_FAR = "只能为本级和直接下级党组织开通用户；更下级的，由其直接上级逐级开通（C-A01）。"
REQUIRED = "请填写{label}。"
NOT_OWN = "只能办理本人的账号。"
ONLY_FACTOR = "您的岗位必须有二次验证，请先登记另一种，再解除这一种。"
CODE_USED = "这个恢复码刚刚用过，请换一个再试。"
NOT_CLOSED = "只能抹去已注销账号的号码；请先注销账号。"
STALE = "该用户的信息刚被别人改过，请刷新后核对再改。"


@operation("user.open")
def open_user(
    place: Organisation, *, actor: Actor, items: dict[str, Any], login_name: str = "", role: str = ""
) -> User:
    """A natural person gets an account of his own, from his own organisation or the one above it (开通用户, C-A01, C-A02)."""
    _within_reach(place, actor)
    _complete(items)
    user = User(organisation=place, login_name=login_name or naming.login_name(place, items, role), wanted_role=role)
    _free(user.login_name)
    _assign(user, items)
    user.save()
    return user


@operation("user.correct")
def correct(user: User, *, actor: Actor, items: dict[str, Any], version: int) -> User:
    """Name, mobile number or identity number were written wrongly, or have changed (更正); a new telephone voids open codes."""
    if version != user.version:
        raise Refused(STALE)
    before = user.phone_index
    _assign(user, {name: value for name, value in items.items() if value not in (None, "")})
    user.save()
    if user.phone_index != before:
        ActivationCode.objects.filter(user=user, used_at__isnull=True).update(void=True)
    return user


@operation("user.issue")
def issue(user: User, *, actor: Actor) -> str:
    """An authorisation code for an account that waits for its owner (签发授权码, R-249); nobody can read it afterwards."""
    FLOW.move(user, UserStatus.OPENED)
    return activation.issue(user)


@operation("user.erase")
def erase(user: User, *, actor: Actor, reason: str) -> User:
    """The numbers of a closed account are blotted out, on request or when kept long enough (抹去, R-252, PIPL 47)."""
    if user.status != UserStatus.CLOSED:
        raise Refused(NOT_CLOSED)
    if not reason.strip():
        raise Invalid([Violation("R-252", "请填写抹去的原因，例如本人申请。", "reason")])
    kept = user.identity_index  # one person has one account for ever
    user.phone, user.identity_number = None, None
    user.identity_index = kept
    user.save()
    note(reason=reason.strip())
    return user


@operation("user.activate")
def activate(user: User, *, actor: Actor, request: ActivationCode, password: str) -> User:
    """The person has shown who he is, and chooses his password (激活账号, S2 4.3)."""
    _his_own(user, actor)
    passwords.check(user, password)
    activation.use(request)
    FLOW.move(user, UserStatus.ACTIVE)
    user.save()
    passwords.keep(user, password)
    return user


@operation("user.reset")
def reset(user: User, *, actor: Actor) -> User:
    """Password and second factors are lost: all of them go, and the account waits for its owner again (重置, S10)."""
    FLOW.move(user, UserStatus.OPENED)
    user.save()
    _strip(user)
    notices.warn(user, "您的密码和二次验证已由上级重置，账号须用新的授权码重新激活。")
    return user


@operation("user.suspend")
def suspend(user: User, *, actor: Actor, reason: str) -> User:
    """The account is put out of use at once (停用)."""
    FLOW.move(user, UserStatus.SUSPENDED)
    user.save()
    _put_out(user)
    note(reason=reason)
    return user


@operation("user.resume")
def resume(user: User, *, actor: Actor) -> User:
    """The account comes back into use; its owner activates it anew (恢复)."""
    FLOW.move(user, UserStatus.OPENED)
    user.save()
    _strip(user)
    return user


@operation("user.close")
def close(user: User, *, actor: Actor, reason: str) -> User:
    """The account is not needed any more (注销); it stays on record, and its name is never given again."""
    FLOW.move(user, UserStatus.CLOSED)
    user.save()
    _strip(user)
    note(reason=reason)
    return user


@operation("user.recover")
def recover(user: User, *, actor: Actor, password: str, code: str = "") -> User:
    """The person proved by a passkey or a recovery code who he is, and chooses a new password (自助找回, S10)."""
    _renew(user, actor, password)
    if code and not factors.stood_in(user, code):
        raise Refused(CODE_USED)
    _put_out(user)
    notices.warn(user, "您的密码刚刚通过“找回密码”更换。")
    return user


@operation("password.change")
def change_password(user: User, *, actor: Actor, password: str, stay: Session | None = None) -> User:
    """The person chooses a new password (修改密码); his other devices are signed out."""
    _renew(user, actor, password)
    others = Session.objects.filter(user=user).exclude(pk__in=[stay.pk] if stay else [])
    others.end(Ending.RENEWED)
    notices.warn(user, "您的密码刚刚修改。")
    return user


@operation("factor.enrol")
def enrol(user: User, *, actor: Actor, secret: str, digits: str) -> list[str]:
    """A telephone counts one-time passwords from now on (绑定动态口令); the recovery codes come with it."""
    _his_own(user, actor)
    factors.bind(user, secret, digits)
    notices.warn(user, "您的账号刚刚绑定了动态口令。")
    return factors.draw(user)


@operation("factor.register")
def register(user: User, *, actor: Actor, answer: str, asked: passkeys.Asked, label: str) -> list[str]:
    """A passkey of the person's own (登记通行密钥); recovery codes come with the first second factor."""
    _his_own(user, actor)
    passkeys.register(user, answer, asked, label)
    notices.warn(user, "您的账号刚刚登记了一个通行密钥。")
    return [] if user.recovery_codes.filter(used_at__isnull=True).exists() else factors.draw(user)


@operation("factor.draw")
def draw(user: User, *, actor: Actor) -> list[str]:
    """Ten new recovery codes in place of those left (重新生成恢复码)."""
    _his_own(user, actor)
    notices.warn(user, "您的恢复码刚刚重新生成，原来的全部作废。")
    return factors.draw(user)


@operation("factor.remove")
def remove(user: User, *, actor: Actor, kept: str, wanted: bool = False) -> User:
    """A second factor is given up (解除二次验证): `kept` names it; where the office wants one, not the last."""
    _his_own(user, actor)
    if wanted and factors.count(user) <= 1:
        raise Refused(ONLY_FACTOR)
    factors.give_up(user, kept)
    notices.warn(user, "您的账号刚刚解除了一种二次验证。")
    return user


@operation("session.end")
def end_session(user: User, *, actor: Actor, stay: Session) -> User:
    """The person ends what is open elsewhere with his account (结束其他登录)."""
    _his_own(user, actor)
    Session.objects.filter(pk=stay.pk, user=user).end(Ending.ENDED)
    return user


def oneself(user: User, actor: Actor, *names: str) -> Actor:
    """The same person with nothing but the named functions, at the organisation that has his account.

    His own account is his from whatever post he acts, and before he has any.
    """
    seat = Seat(actor.seat.post, user.organisation_id, user.organisation.path, "本人", dict.fromkeys(names, Reach.OWN))
    return replace(actor, user=user.pk, name=user.name, seat=seat)


def _within_reach(place: Organisation, actor: Actor) -> None:
    """The actor's own organisation, or one directly below; the machine itself reaches everywhere."""
    if actor.user and len(place.path) - len(actor.seat.path) > WIDTH:
        raise Refused(TOO_FAR)


def _complete(items: dict[str, Any]) -> None:
    missing = [
        Violation("R-248", REQUIRED.format(label=User._meta.get_field(name).verbose_name), name)  # type: ignore[union-attr]
        for name in ("name", "identity_number", "phone")
        if items.get(name) in (None, "")
    ]
    if missing:
        raise Invalid(missing)


def _free(login_name: str) -> None:
    if User.objects.filter(login_name=login_name).exists():
        raise Invalid([Violation("R-248", "该登录名已被使用过，登录名不能重复使用，请另取一个。", "login_name")])


def _assign(user: User, items: dict[str, Any]) -> None:
    """The items on the user; one person has one account, and one telephone one person."""
    for name, value in items.items():
        setattr(user, name, value)
    taken = {
        "identity_number": User.objects.filter(identity_index=user.identity_index),
        "phone": User.objects.filter(phone_index=user.phone_index).exclude(status=UserStatus.CLOSED),
    }
    sentences = {one.fields[0]: one.violation_error_message for one in User._meta.constraints}  # type: ignore[attr-defined]
    columns = {"identity_number": "identity_index", "phone": "phone_index"}
    broken = [
        Violation("R-248", str(sentences[columns[name]]), name)
        for name, others in taken.items()
        if getattr(user, columns[name]) and others.exclude(pk=user.pk).exists()
    ]
    if broken:
        raise Invalid(broken)


def _his_own(user: User, actor: Actor) -> None:
    """Only the person himself; the machine itself stands for whoever sits at it."""
    if actor.user not in (0, user.pk):
        raise Refused(NOT_OWN)


def _renew(user: User, actor: Actor, password: str) -> None:
    _his_own(user, actor)
    passwords.check(user, password)
    passwords.keep(user, password)


def _put_out(user: User) -> None:
    """Nobody is in with this account any more."""
    Session.objects.filter(user=user).end(Ending.RENEWED)


def _strip(user: User) -> None:
    """Nothing opens the account any more: no stay, no password, no factor, no code."""
    _put_out(user)
    passwords.withdraw(user)
    factors.give_up_all(user)
    ActivationCode.objects.filter(user=user, used_at__isnull=True).update(void=True)
