"""Who is on the register already (比对): by the blind index of the number, or, without one, by name, birth and sex."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models.expressions import RawSQL

from registry.intake.models import Source, Weight
from registry.intake.steps.cells import Remark
from registry.kernel.paths import is_below
from registry.members.models import Member
from registry.security.actors import Actor
from registry.security.sight import seeing_everything

ELSEWHERE = "该身份号码须由上级党组织核验后才能导入，请先核对号码；确认无误的，报上级党组织办理。"
OTHER_BRANCH = "该身份号码已在“{branch}”登记，须通过组织关系转接办理，不能用导入改变所在支部。"
FILLS_NUMBER = "本支部已有同名、同生日、同性别而号码待核的党员；补齐身份号码须在党员档案中上传依据材料办理。"

Person = tuple[int, str, date, str]
"""Branch, name, day of birth and sex: who somebody is when the number is not known."""


class Known(NamedTuple):
    """A member on the register, with what is needed to compare a row with him."""

    pk: int
    uid: UUID
    version: int
    path: str
    branch: int
    branch_name: str
    sealed: dict[str, bytes | None]


@seeing_everything()
def by_index(indexes: Collection[str]) -> dict[str, Known]:
    """The members of these numbers, by the hexadecimal digits of their indexes."""
    # one text: thousands of parameters would each be adapted and quoted
    asked = RawSQL("select unnest(string_to_array(%s, ',')::uuid[])", [",".join(indexes)])
    found = _known(Member.objects.filter(identity__index__in=asked), "identity__index")
    return {index.hex: known for index, known in found}


def by_person(people: Iterable[Person], *, unknown_only: bool = False) -> dict[Person, Known]:
    """The members who answer to these descriptions, each in his branch; nobody where two do."""
    wanted = set(people)
    if not wanted:
        return {}
    branches, names = {person[0] for person in wanted}, {person[1] for person in wanted}
    here = Member.objects.filter(organisation__in=branches)
    here = here.filter(identity_unknown=True) if unknown_only else here.filter(name__in=names)
    found: dict[Person, list[Known]] = {}
    for person, known in _known(here):
        found.setdefault(person, []).append(known)
    return {person: found[person][0] for person in wanted if len(found.get(person, ())) == 1}


def refusal(known: Known, branch: int | None, top: str, actor: Actor) -> Remark | None:
    """Why a row may not speak of this member: he is out of sight, or in another branch (R-022, R-030)."""
    if not actor.may("intake.load", known):
        return Remark("identity_number", "R-022", Weight.REFUSE, Source.PLACE, ELSEWHERE)
    if (branch is not None and branch != known.branch) or not is_below(known.path, top):
        message = OTHER_BRANCH.format(branch=known.branch_name)
        return Remark("organisation", "R-030", Weight.REFUSE, Source.PLACE, message)
    return None


def fills_number() -> Remark:
    """Why a row that brings the missing number of a member may not be loaded (R-031)."""
    return Remark("identity_number", "R-031", Weight.REFUSE, Source.PLACE, FILLS_NUMBER)


def _known(members: Any, *key: str) -> Iterable[tuple[Any, Known]]:
    columns = ("pk", "uid", "version", "path", "organisation_id", "organisation__short_name", "identity_number",
               "phone", "address")  # fmt: skip
    keys = key or ("organisation_id", "name", "birth_on", "sex")
    known: Any = Known
    for row in members.values_list(*keys, *columns):
        own, rest = row[: len(keys)], row[len(keys) :]
        sealed = dict(zip(columns[6:], rest[6:], strict=True))
        yield own if len(own) > 1 else own[0], known(*rest[:6], sealed)
