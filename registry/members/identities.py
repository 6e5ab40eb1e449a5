"""One person, one record (身份唯一, R-022): the blind index beside the sealed number."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import connection

from registry.kernel.refusals import Invalid, Refused, Violation
from registry.kernel.sealing import keyring
from registry.members.models import Member, MemberIdentity
from registry.members.sets import basic
from registry.security.actors import Actor
from registry.security.sight import seeing_everything

PURPOSE = "identity"
HERE = "该身份号码已被登记，请先核对号码；确属重复采集的，报上级党组织处理。"
OUTSIDE = "该身份号码须由上级党组织核验后才能登记，请先核对号码；确认无误的，报上级党组织办理。"
DAILY = 20
SPENT = f"您今天登记的身份号码已有{DAILY}个未通过查重，今天不能再登记号码，请明天再办理，或报上级党组织办理。"
_TRIED = """
select count(*) from security_auditentry where user_id = %s and outcome = 'refused' and reason like '%%R-022%%'
and at >= date_trunc('day', now(), 'Asia/Shanghai')
"""


def index_of(number: str) -> UUID:
    """The blind index of an identity number."""
    return keyring().blind(number, PURPOSE)


def indexes_of(number: str) -> list[UUID]:
    """Every blind index that a row with this number may have: two while the index changes keys."""
    return keyring().blinds(number, PURPOSE)


def change(member: Member, function: str, actor: Actor) -> None:
    """Make the index follow the number the member now has; Invalid if it is somebody else's (S27)."""
    number = member.identity_number
    if number:
        _only_his(member, number, function, actor)
    MemberIdentity.objects.filter(member=member).delete()
    if number:
        MemberIdentity.objects.create(member=member, index=index_of(number))


@seeing_everything()
def _only_his(member: Member, number: str, function: str, actor: Actor) -> None:
    """Who has asked too often today is answered before anything is looked up, so that the answer tells nothing."""
    if _tried_today(actor) >= DAILY:
        raise Refused(SPENT)
    owner = Member.objects.filter(identity__index__in=indexes_of(number)).exclude(pk=member.pk).first()
    if owner:
        message = HERE if actor.may(function, owner) else OUTSIDE
        raise Invalid([Violation("R-022", message, "identity_number")])


def _tried_today(actor: Actor) -> int:
    """How many numbers this person was refused today because somebody has them; the trail counts, from whatever post."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIED, [actor.user])
        return int(cursor.fetchone()[0])


def values_digest(member: Member, rule: str) -> UUID:
    """A digest of the values that a rule looks at: an explanation holds as long as it stays the same."""
    return keyring().blind(_values(member, rule), f"explanation {rule}")


def is_digest(digest: UUID, member: Member, rule: str) -> bool:
    """Whether the values are still those of which `digest` was made, by the index key of now or of then."""
    return digest in keyring().digests(_values(member, rule), f"explanation {rule}")


def _values(member: Member, rule: str) -> str:
    names = sorted({name for one in basic.rules if one.code == rule for name in one.fields})
    values = [str(getattr(member, name, None)) for name in names]
    return json.dumps(values, ensure_ascii=False)
