"""What accounts do for themselves at night (账号夜间维护): unfinished tries are cleared, accounts nobody uses are put out of use."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from registry.accounts import guarding, notices, operations, proving, signing
from registry.accounts.queries import DORMANT, idle
from registry.jobs.nightly import nightly
from registry.security.actors import Actor
from registry.security.models import User
from registry.security.operation import each
from registry.web import rates

REASON = "连续90天没有登录，自动停用"


@nightly("accounts.clear", "清理登录失败记录、暂存的请求、看过的提示和半年前的登录")
def clear(now: datetime) -> str:
    """Failures older than a day count for nothing any more; a request nobody came back for was sealed, and goes.

    Stays that ended go after half a year: until then they tell a person's own devices from new ones.
    """
    gone = guarding.forget(), proving.forget(), notices.forget(), signing.forget(), rates.forget()
    return "清理登录失败 {} 条、暂存请求 {} 份、提示 {} 条、结束的登录 {} 次、用量 {} 条".format(*gone)


@nightly("accounts.suspend", "停用90天没有登录的账号")
def suspend_dormant(now: datetime) -> str:
    """Accounts that nobody used for ninety days are put out of use (S18); not at the top, where nobody could bring them back."""
    if settings.DEMONSTRATION:
        return "演示环境不停用账号"
    dormant = User.objects.get_queryset().filter(idle(DORMANT), organisation__parent__isnull=False)
    dormant = dormant.select_related("organisation")
    actor = Actor.console("user.suspend", today=now.date())
    done = each(operations.suspend, dormant.order_by("pk"), actor=actor, reason=REASON)
    return f"停用 {sum(not one.refusal for one in done)} 个账号"
