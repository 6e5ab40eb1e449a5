"""Showing a number in full (显示完整号码, S66): what for, and how many a day; counted from the trail itself."""

from __future__ import annotations

from datetime import datetime, time

from django.db import connection, transaction

from registry.kernel.clock import CHINA
from registry.kernel.refusals import Refused
from registry.members.models import Member
from registry.security import trail
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Outcome

FUNCTION = "member.reveal"
PURPOSES = {"check": "核对证件", "contact": "联系本人", "correct": "更正信息", "answer": "答复查询"}
A_DAY = 100
"""Numbers one person may see in full in a day; whoever needs more asks for an export, which is approved."""
NO_PURPOSE = "请选择查看完整号码的用途。"
USED_UP = "您今天已查看{count}个完整号码，达到每日上限；确需更多的，请申请导出并写明用途，或明天再看。"


def note(actor: Actor, member: Member, item: str, purpose: str) -> None:
    """One more number is shown to this person; Refused without a purpose, or beyond what a day allows."""
    if purpose not in PURPOSES:
        raise Refused(NO_PURPOSE)
    with transaction.atomic():
        with connection.cursor() as cursor:  # of two asked for at once, both count
            cursor.execute("select pg_advisory_xact_lock(hashtextextended('registry.reveal', %s))", [actor.user])
        if used(actor) < A_DAY:
            trail.read(actor, FUNCTION, member, item=item, purpose=purpose)
            return
    refusal = USED_UP.format(count=A_DAY)
    trail.refuse(actor, FUNCTION, member, refusal)
    raise Refused(refusal)


def used(actor: Actor) -> int:
    """How many this person has seen in full today."""
    morning = datetime.combine(actor.today, time.min, CHINA)
    return AuditEntry.objects.filter(user=actor.user, function=FUNCTION, outcome=Outcome.READ, at__gte=morning).count()
