"""What each reorganisation consists of (变动方案): asked for the preview, and again when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from registry.dossiers.models import Group, Notice, Pairing, Paper, Rectification, Reward, Work
from registry.dossiers.records import OrganisationRecord
from registry.kernel import paths
from registry.kernel.periods import holds_on
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.members.models import Member, Placement
from registry.members.sets.probation import FULL
from registry.organisations import builds, categories, structure
from registry.organisations.models import Organisation, Reorganisation, State
from registry.organisations.sets import basic
from registry.organisations.sets.size_rules import MOST_IN_A_BRANCH
from registry.reorganisations.plans import Plan, Step
from registry.reorganisations.steps import (
    Clear,
    Dissolve,
    Found,
    Gather,
    Place,
    Recast,
    Settle,
    Shift,
    Unlink,
    Vacate,
    called,
    linked,
)
from registry.security.models import Post
from registry.units.sets.build_rules import ENOUGH

FILED: tuple[type[OrganisationRecord], ...] = (Reward, Notice, Work, Rectification, Pairing, Group, Paper)
"""What is entered into the file of an organisation that is at work."""
STAYS = 0
"""In a split, the number of the organisation itself; its parts are counted from one."""


def moved(organisation: Organisation, parent: Organisation, today: date) -> Plan:
    """The organisation, with everything below it, under another superior (R-159)."""
    structure.may_move(organisation, parent, today)
    return Plan([Shift(organisation, parent)])


def recategorised(organisation: Organisation, items: Mapping[str, Any], today: date) -> Plan:
    """Another category; between 基层 and 地方 units and the year's party work are cleared (R-161)."""
    category, former = items["category"], organisation.category
    if category == former and items.get("name", organisation.name) == organisation.name:
        raise Invalid([Violation("R-139", "组织类别与现在的相同，请选择批准的新类别。", "category")])
    _leaves_members(organisation, category)
    _children_suit(organisation, category)
    steps: list[Step] = [Recast(organisation, items)]
    if (former[:1] in categories.NEEDS_UNIT) == (category[:1] in categories.NEEDS_UNIT):
        return Plan(steps)
    if linked(organisation):
        steps += [Unlink(organisation), *_left_alone([organisation])]
    if Work.objects.filter(organisation=organisation, year=today.year).exists():
        steps.append(Clear(organisation, today.year))
    return Plan(steps, ["更改组织类别将清空单位和党建工作信息，请确认（R-161）。"] if len(steps) > 1 else [])


def merged(organisations: Sequence[Organisation], into: Place, today: date) -> Plan:
    """Each gives its members or its subordinates to `into` and is dissolved; as many as one likes at once (R-160)."""
    steps: list[Step] = [into] if isinstance(into, Found) else []
    for one in organisations:
        _may_merge(one, into)
        steps += _emptied(one, into)
        steps += [*_vacated(one, today), Dissolve(one)]
    _no_twins(organisations, into)
    steps += _left_alone(organisations, [into] if isinstance(into, Found) else [])
    return Plan(steps, _crowded(_members_of(organisations, into), into))


def divided(
    organisation: Organisation, parts: Sequence[Found], deal: Mapping[str, int], today: date, *, goes: bool
) -> Plan:
    """Members and subordinates are dealt out to new organisations beside it; it stays as one of them, or goes (R-160).

    `deal`: by the identity of a member or a subordinate, the number of the part; what is not dealt stays.
    """
    members = list(Member.objects.filter(organisation=organisation).order_by("pk"))
    children = list(structure.below(organisation))
    shares = [deal.get(str(one.uid), STAYS) for one in (*members, *children)]
    _all_dealt(shares, len(parts), goes=goes)
    steps: list[Step] = [*parts]
    for number, part in enumerate(parts, 1):
        theirs = tuple(one.pk for one in members if deal.get(str(one.uid), STAYS) == number)
        steps += [Gather(organisation, part, theirs)] if theirs else []
        steps += [Shift(one, part) for one in children if deal.get(str(one.uid), STAYS) == number]
    if goes:
        steps += [*_vacated(organisation, today), Dissolve(organisation), *_left_alone([organisation], parts)]
    return Plan(steps, _enough(members, deal, parts, organisation, goes=goes))


def dissolved(organisation: Organisation, today: date) -> Plan:
    """It must be empty: its members, applicants and subordinates are somewhere else first (R-158)."""
    left = _left(organisation)
    if left:
        raise Refused(f"撤销“{organisation}”前须先转出或并入其他党组织：{'、'.join(left)}；可以改用“合并”一次办理。")
    return Plan([*_vacated(organisation, today), Dissolve(organisation), *_left_alone([organisation])])


def _vacated(organisation: Organisation, today: date) -> list[Vacate]:
    """Posts, rights and requests end with their organisation, if there are any; whose last post it was is the accounts' to list."""
    step = Vacate(organisation, today)
    return [step] if step.tally() else []


def _left_alone(organisations: Sequence[Organisation], parts: Sequence[Found] = ()) -> list[Settle]:
    """What becomes of the units in which there were only these; those that the new `parts` are in have them."""
    taken = [unit for part in parts for unit in part.units]
    return [Settle(unit) for unit in builds.left_alone(organisations, taken)]


def hindrances(organisation: Organisation, today: date) -> list[str]:
    """What was built on an organisation, so that it cannot have been a mistake (R-157)."""
    units = linked(organisation)
    posts = Post.objects.filter(holds_on(today), organisation=organisation).count()
    history = Placement.objects.filter(organisation=organisation).exists()
    dealt_with = Reorganisation.objects.filter(organisation=organisation).exists()
    ended = Organisation.objects.filter(parent=organisation).exclude(state=State.ACTIVE).exists()
    return [
        *_left(organisation),
        *[f"所在单位关联{units}个"] * bool(units),
        *[f"在用帐号{posts}个"] * bool(posts),
        *["党员隶属历史"] * (history and not Member.objects.filter(organisation=organisation).exists()),
        *["组织变动记录"] * dealt_with,
        *["党组织档案中的记录和附件"] * any(one.objects.filter(organisation=organisation).exists() for one in FILED),
        *["已撤销或已删除的下级党组织"] * ended,
    ]


def _left(organisation: Organisation) -> list[str]:
    members = Member.objects.filter(organisation=organisation).count()
    children = Organisation.objects.filter(parent=organisation, state=State.ACTIVE).count()
    return [f"党员{members:,}名"] * bool(members) + [f"下级党组织{children:,}个"] * bool(children)


def _emptied(one: Organisation, into: Place) -> list[Step]:
    steps: list[Step] = []
    if Member.objects.filter(organisation=one).exists():
        steps.append(Gather(one, into))
    return [*steps, *(Shift(child, into) for child in structure.below(one))]


def _may_merge(one: Organisation, into: Place) -> None:
    stands = into.parent if isinstance(into, Found) else into
    if into == one:
        raise Refused(f"“{one}”不能并入它自己，请另选党组织。")
    if paths.is_below(stands.path, one.path):
        raise Refused(f"“{called(into)}”在“{one}”之下，不能把上级并入下级；请先改变隶属关系，或选另一个党组织。")
    if one.closed:
        raise Refused(one.closed)
    category = into.items["category"] if isinstance(into, Found) else into.category
    if (category in categories.BRANCHES) != one.is_branch:
        raise Refused(
            f"“{one}”与“{called(into)}”不能合并：党支部只能与党支部合并，有下级的党组织只能与有下级的党组织合并；"
            "要调整上下级，请用“改变隶属关系”。"
        )
    for child in structure.below(one):
        if not categories.may_stand_below(child.category, category):
            raise Refused(f"“{one}”的下级“{child}”不能设在“{called(into)}”之下；请先调整它的隶属关系或类别。")


def _no_twins(organisations: Sequence[Organisation], into: Place) -> None:
    """No two subordinates of one name meet under one superior (R-143)."""
    above = [*organisations, into] if isinstance(into, Organisation) else organisations
    names = Organisation.objects.filter(parent__in=above, state=State.ACTIVE).values_list("name", flat=True)
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Refused(f"合并后“{called(into)}”下会有同名党组织“{twice[0]}”，请先给其中一个改名。")


def _members_of(organisations: Sequence[Organisation], into: Place) -> int:
    present = [*organisations, into] if isinstance(into, Organisation) else organisations
    return Member.objects.filter(organisation__in=present).count()


def _crowded(members: int, place: Place) -> list[str]:
    return (
        [f"“{called(place)}”将有党员{members}人，党支部党员一般不超过{MOST_IN_A_BRANCH}人（R-147）。"]
        if members > MOST_IN_A_BRANCH
        else []
    )


def _leaves_members(organisation: Organisation, category: str) -> None:
    if category not in categories.BRANCHES and Member.objects.filter(organisation=organisation).exists():
        raise Refused(
            f"“{organisation}”有党员，党员必须编在党支部里（R-162）：请用“分设”把党员分到新建的党支部，或先新建党总支、党委，"
            "再把它改属其下。"
        )


def _children_suit(organisation: Organisation, category: str) -> None:
    for child in structure.below(organisation):
        if not categories.may_stand_below(child.category, category):
            kind = basic.items["category"].text(Organisation(category=category))
            raise Refused(f"下级“{child}”不能设在“{kind}”之下；请先调整它的隶属关系或类别（R-139）。")


def _all_dealt(shares: Iterable[int], parts: int, *, goes: bool) -> None:
    dealt = set(shares)
    if not parts:
        raise Refused("请写出分设后新建的党组织，每行一个名称。")
    if any(not STAYS <= share <= parts for share in dealt):
        raise Refused("有的党员或下级分到了不存在的党组织，请重新分配。")
    if goes and STAYS in dealt:
        raise Refused("原党组织不再保留，所有党员和下级都要分到新的党组织；请把还留在原处的分完。")


def _enough(
    members: Sequence[Member],
    deal: Mapping[str, int],
    parts: Sequence[Found],
    organisation: Organisation,
    *,
    goes: bool,
) -> list[str]:
    """Branches of their own have three full members (R-146): new ones are refused below that, the old one is warned of."""
    full = Counter(deal.get(str(one.uid), STAYS) for one in members if one.category == FULL)
    total = Counter(deal.get(str(one.uid), STAYS) for one in members)
    warnings = []
    for number, part in enumerate(parts, 1):
        if part.items["category"] in categories.BRANCHES - categories.JOINT and full[number] < ENOUGH:
            raise Refused(
                f"“{called(part)}”只分到正式党员{full[number]}人，不足{ENOUGH}人，不能单独成立党支部；"
                "请多分几人，或改为联合党支部（R-146）。"
            )
        warnings += _crowded(total[number], part)
    if not goes and organisation.is_branch and full[STAYS] < ENOUGH:
        warnings.append(f"“{organisation}”只剩正式党员{full[STAYS]}人，不足{ENOUGH}人，应改为联合党支部（R-146）。")
    return warnings + ([] if goes else _crowded(total[STAYS], organisation))
