"""What accounts do for themselves at night (账号夜间维护): unfinished tries are cleared, accounts nobody uses are put out of use."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef

from registry.accounts import operations
from registry.accounts.models import ActivationCode, Failure, KeptRequest, MessageCode, Notice, Session
from registry.accounts.queries import DORMANT, idle
from registry.jobs.nightly import nightly
from registry.jobs.retention import sweep
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Outcome, User, UserStatus
from registry.security.operation import each
from registry.web.models import Usage

KEPT_LONG_ENOUGH = "保存期限届满，自动抹去"
REASON = "连续90天没有登录，自动停用"


@sweep("failures")
def failures(before: datetime) -> int:
    """Failures older than a day count for nothing any more."""
    return Failure.objects.filter(at__lt=before).delete()[0]


@sweep("requests")
def requests(before: datetime) -> int:
    """A request nobody came back for."""
    return KeptRequest.objects.filter(kept_at__lt=before).delete()[0]


@sweep("codes")
def codes(before: datetime) -> int:
    """Codes that were used or came to nothing; they are digests, and good for a week at most."""
    issued = ActivationCode.objects.filter(issued_at__lt=before).delete()[0]
    return issued + MessageCode.objects.filter(sent_at__lt=before).delete()[0]


@sweep("stays")
def stays(before: datetime) -> int:
    """Where somebody signed in from, long ago; but for his latest stay, which tells when he was last in."""
    later = Session.objects.filter(user=OuterRef("user"), pk__gt=OuterRef("pk"))
    old = Session.objects.filter(Exists(later), opened_at__lt=before)
    return old.delete()[1].get("accounts.Session", 0)


@sweep("notices")
def shown(before: datetime) -> int:
    """Notices that were shown."""
    return Notice.objects.filter(shown_at__lt=before).delete()[0]


@sweep("usage")
def usage(before: datetime) -> int:
    """How often somebody asked, in windows long past."""
    return Usage.objects.filter(began_at__lt=before).delete()[0]


@sweep("accounts")
def accounts(before: datetime) -> int:
    """The numbers of accounts closed long ago; the name stays for the trail, the index so that nobody gets a second account."""
    closed = AuditEntry.objects.filter(function="user.close", outcome=Outcome.DONE, subject_id=OuterRef("pk"))
    late = User.objects.get_queryset().filter(status=UserStatus.CLOSED, identity_mask__gt="")
    due = late.filter(Exists(closed.filter(at__lt=before)), ~Exists(closed.filter(at__gte=before)))
    actor = Actor.console("user.erase", today=before.date())
    done = each(
        operations.erase, due.select_related("organisation").order_by("pk"), actor=actor, reason=KEPT_LONG_ENOUGH
    )
    return sum(not one.refusal for one in done)


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
