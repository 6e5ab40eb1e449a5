"""One person, one record (身份唯一, R-022): the blind index beside the sealed number."""

from __future__ import annotations

import json
from uuid import UUID

from registry.kernel.refusals import Invalid, Violation
from registry.kernel.sealing import keyring
from registry.members.models import Member, MemberIdentity
from registry.members.sets import basic

PURPOSE = "identity"


def index_of(number: str) -> UUID:
    """The blind index of an identity number."""
    return keyring().blind(number, PURPOSE)


def indexes_of(number: str) -> list[UUID]:
    """Every blind index that a row with this number may have: two while the index changes keys."""
    return keyring().blinds(number, PURPOSE)


def change(member: Member) -> None:
    """Make the index follow the number the member now has; Invalid if it is somebody else's."""
    number = member.identity_number
    if number and MemberIdentity.objects.filter(index__in=indexes_of(number)).exclude(member=member).exists():
        raise Invalid(
            [
                Violation(
                    "R-022", "该身份号码已被登记，请先核对号码；确属重复采集的，报上级党组织处理。", "identity_number"
                )
            ]
        )
    MemberIdentity.objects.filter(member=member).delete()
    if number:
        MemberIdentity.objects.create(member=member, index=index_of(number))


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
