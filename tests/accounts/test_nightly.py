"""What happens to accounts at night (夜间维护): what nobody uses is put out of use, what nobody came back for goes."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from pytest_django import Settings

from registry.accounts import jobs
from registry.accounts.models import Failure, KeptRequest, Password, Session
from registry.kernel.clock import now
from registry.kernel.uids import uid
from registry.security.models import User, UserStatus
from tests.screens import signed_in
from tests.world import World

LONG = jobs.DORMANT + timedelta(days=1)


def suspended() -> set[str]:
    users = User.objects.get_queryset().filter(status=UserStatus.SUSPENDED)
    return set(users.values_list("login_name", flat=True))


def test_who_was_not_in_for_ninety_days_is_put_out_of_use(world: World, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    signed_in(User.objects.get(login_name="mill-clerk"))
    for name in ("mill-clerk", "weavers-clerk", "nation-clerk"):
        Password.objects.filter(user__login_name=name).update(set_at=F("set_at") - LONG)
    assert jobs.suspend_dormant(now()) == "停用 1 个账号"
    assert suspended() == {"weavers-clerk"}
    Session.objects.update(seen_at=F("seen_at") - LONG)
    jobs.suspend_dormant(now())
    assert suspended() == {"weavers-clerk", "mill-clerk"}


def test_a_demonstration_puts_nobody_out_of_use(world: World) -> None:
    Password.objects.update(set_at=F("set_at") - LONG)
    jobs.suspend_dormant(now())
    assert suspended() == set()


def test_what_counts_for_nothing_any_more_goes(world: World) -> None:
    user = User.objects.get(login_name="mill-clerk")
    stay = Session.objects.create(user=user, device="Windows", address="10.0.0.1")
    for old in (False, True):
        failure = Failure.objects.create(account=uid(), address=uid())
        kept = KeptRequest.objects.create(session=stay, path="/", content=b"")
        if old:
            Failure.objects.filter(pk=failure.pk).update(at=F("at") - timedelta(days=2))
            KeptRequest.objects.filter(pk=kept.pk).update(kept_at=F("kept_at") - timedelta(hours=1))
    assert jobs.clear(now()) == "清理登录失败 1 条、暂存请求 1 份、用量 0 条"
    assert (Failure.objects.count(), KeptRequest.objects.count()) == (1, 1)
