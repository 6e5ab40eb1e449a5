"""Nobody learns from a refusal who is registered where he cannot see (重号试探, S27)."""

from __future__ import annotations

from registry.kernel.refusals import Invalid, Refused
from registry.members import operations as members
from registry.members.identities import DAILY
from registry.members.models import Member
from registry.members.sets import basic
from registry.security import trail
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Outcome, StoredFile
from tests.world import World, console, identity_number, member_form, written


def _number(world: World, order: int) -> str:
    """A number that fits Li's sex and birth."""
    return identity_number(f"{world.li.birth_on:%Y%m%d}", "男", order)


def elsewhere(world: World, place: str, order: int) -> str:
    """The number of somebody who was entered at `place`."""
    number = _number(world, order)
    items = member_form(name="别处的人", identity_number=number, sex="男", birth_on="19620305")
    members.enter(getattr(world, place), actor=console("member.enter"), items=items)
    return number


def answer(world: World, actor: Actor, number: str, **others: str) -> str:
    """What the clerk is told who gives Li this number."""
    li = Member.objects.get(pk=world.li.pk)
    items = written(basic, identity_number=number, **others)
    document = StoredFile.put("关于认定的决定.pdf", "pdf", b"%PDF-1.7 test")
    try:
        members.correct(li, actor=actor, items=items, version=li.version, basis=document)
    except (Invalid, Refused) as refusal:
        return str(refusal)
    return ""


def test_the_answer_is_the_same_wherever_out_of_sight_the_number_is(world: World, committee_clerk: Actor) -> None:
    told = {answer(world, committee_clerk, elsewhere(world, "teachers", order)) for order in (301, 303, 305)}
    assert len(told) == 1
    [text] = told
    assert "核验" in text
    for secret in ("别处的人", world.teachers.name, world.teachers.short_name, world.school.short_name, "登记。"):
        assert secret not in text


def test_within_sight_the_clerk_is_told_that_it_is_registered(world: World, committee_clerk: Actor) -> None:
    assert "已被登记" in answer(world, committee_clerk, elsewhere(world, "weavers", 301))


def test_what_another_rule_refuses_does_not_tell_whether_the_number_is_somebodys(
    world: World, committee_clerk: Actor
) -> None:
    taken, free = elsewhere(world, "teachers", 301), _number(world, 303)
    told = {answer(world, committee_clerk, number, joined_on="1975-01-01") for number in (taken, free)}
    assert len(told) == 1
    assert told != {""}


def test_after_twenty_numbers_a_day_every_further_one_is_refused_unread(world: World, committee_clerk: Actor) -> None:
    taken, free = elsewhere(world, "teachers", 301), _number(world, 303)
    for _ in range(DAILY - 1):
        trail.refuse(committee_clerk, "member.correct", world.li, "R-022")
    assert "核验" in answer(world, committee_clerk, taken)
    told = {answer(world, committee_clerk, number) for number in (taken, free)}
    assert len(told) == 1
    assert "明天再办理" in told.pop()
    assert AuditEntry.objects.filter(outcome=Outcome.REFUSED, reason__contains="R-022").count() == DAILY


def test_the_refusals_of_one_person_stop_nobody_else(world: World, committee_clerk: Actor) -> None:
    for _ in range(DAILY):
        trail.refuse(console("member.correct"), "member.correct", world.li, "R-022")
    assert answer(world, committee_clerk, _number(world, 303)) == ""


def test_a_refused_number_is_counted_by_its_rule_alone(world: World, committee_clerk: Actor) -> None:
    number = elsewhere(world, "teachers", 301)
    answer(world, committee_clerk, number)
    entry = AuditEntry.objects.filter(outcome=Outcome.REFUSED, user=committee_clerk.user).latest("pk")
    assert entry.reason == "R-022"
    assert number not in str(entry.detail)
