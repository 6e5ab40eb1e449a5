"""What accounts do for themselves at night (账号夜间维护): unfinished tries are cleared, accounts nobody uses are put out of use."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from registry.accounts import guarding, operations, proving
from registry.accounts.models import Password, Session
from registry.jobs.nightly import nightly
from registry.security.actors import Actor
from registry.security.models import User, UserStatus
from registry.security.operation import each
from registry.web import rates

DORMANT = timedelta(days=90)
REASON = "连续90天没有登录，自动停用"


@nightly("accounts.clear", "清理登录失败记录和暂存的请求")
def clear(now: datetime) -> str:
    """Failures older than a day count for nothing any more; a request nobody came back for was sealed, and goes."""
    return f"清理登录失败 {guarding.forget()} 条、暂存请求 {proving.forget()} 份、用量 {rates.forget()} 条"


@nightly("accounts.suspend", "停用90天没有登录的账号")
def suspend_dormant(now: datetime) -> str:
    """Accounts that nobody used for ninety days are put out of use (S18); not at the top, where nobody could bring them back."""
    if settings.DEMONSTRATION:
        return "演示环境不停用账号"
    recent = Session.objects.filter(user=OuterRef("pk"), seen_at__gt=Now() - DORMANT)
    chosen = Password.objects.filter(user=OuterRef("pk"), set_at__gt=Now() - DORMANT)
    active = User.objects.get_queryset().filter(status=UserStatus.ACTIVE, organisation__parent__isnull=False)
    dormant = active.exclude(Exists(recent)).exclude(Exists(chosen)).select_related("organisation")
    actor = Actor.console("user.suspend", today=now.date())
    done = each(operations.suspend, dormant.order_by("pk"), actor=actor, reason=REASON)
    return f"停用 {sum(not one.refusal for one in done)} 个账号"
