"""Members' files (党员档案业务): entered once, changed with a basis, explained where a check is mistaken."""

from __future__ import annotations

import pytest

from registry.kernel.refusals import Invalid, Refused
from registry.members import operations as members
from registry.members.models import Basis, Explanation, Member, MemberIdentity, Placement
from registry.members.sets import basic
from registry.organisations.models import Headcount
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Outcome, StoredFile
from tests.support.writing import writing
from tests.world import TODAY, World, clerk, console, identity_number, member_form, written

UNKNOWN = "0" * 18


def enter(world: World, **values: str) -> Member:
    return members.enter(world.weavers, actor=console("member.enter"), items=member_form(**values))


def document() -> StoredFile:
    return StoredFile.put("关于认定的决定.pdf", "pdf", b"%PDF-1.7 test")


def broken(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [violation.rule for violation in refusal.value.violations]


def test_a_member_belongs_to_a_branch_from_the_day_he_is_entered(world: World) -> None:
    member = enter(world)
    assert (member.organisation, member.path) == (world.weavers, world.weavers.path)
    placement = Placement.objects.get(member=member)
    assert (placement.organisation, placement.started_on, placement.ended_on) == (world.weavers, TODAY, None)


@pytest.mark.parametrize("place", ["mill", "spinning", "county"])
def test_only_a_branch_has_members(place: str, world: World) -> None:
    with pytest.raises(Refused, match="编入一个党支部"):
        members.enter(getattr(world, place), actor=console("member.enter"), items=member_form())


def test_one_number_has_one_file(world: World) -> None:
    enter(world)
    with pytest.raises(Invalid) as refusal:
        enter(world, name="另一人")
    assert broken(refusal) == ["R-022"]
    assert MemberIdentity.objects.count() == Member.objects.count()


def test_any_number_of_people_may_be_without_a_number(world: World) -> None:
    first, second = (enter(world, name=name, identity_number=UNKNOWN) for name in ("号码甲", "号码乙"))
    for member in (first, second):
        assert member.identity_unknown
        assert member.identity_number is None
        assert not MemberIdentity.objects.filter(member=member).exists()


def test_a_number_that_is_found_later_is_entered_with_its_document(world: World, committee_clerk: Actor) -> None:
    member = enter(world, identity_number=UNKNOWN)
    number = identity_number("19750312", "男", 7)
    items = written(basic, identity_number=number)
    members.correct(member, actor=committee_clerk, items=items, version=1, basis=document())
    found = Member.objects.with_identity(number).get()
    assert (found, found.identity_unknown, found.identity_mask) == (member, False, "990001**********" + number[-2:])


def test_a_number_is_free_again_when_it_turns_out_to_be_anothers(world: World, committee_clerk: Actor) -> None:
    number, other = identity_number("19750312", "男", 7), identity_number("19750312", "男", 8)
    wrong = enter(world, identity_number=number)
    items = written(basic, identity_number=other)
    members.correct(wrong, actor=committee_clerk, items=items, version=1, basis=document())
    assert Member.objects.with_identity(number).count() == 0
    assert enter(world, name="本来的人", identity_number=number).identity.member.name == "本来的人"


@pytest.mark.parametrize("name", ["birth_on", "joined_on", "converted_on"])
def test_a_key_date_changes_only_with_a_document_that_is_kept(name: str, world: World, committee_clerk: Actor) -> None:
    items = written(
        basic, **{name: {"birth_on": "1962-03-06", "joined_on": "1985-06-30", "converted_on": "1986-07-02"}[name]}
    )
    with pytest.raises(Invalid) as refusal:
        members.correct(world.li, actor=committee_clerk, items=items, version=1)
    assert broken(refusal) == ["R-031"]
    members.correct(world.li, actor=committee_clerk, items=items, version=1, basis=document())
    basis = Basis.objects.get(member=world.li)
    assert (basis.items, basis.title, basis.added_on) == ([name], "关于认定的决定.pdf", TODAY)
    assert basis.file.read() == b"%PDF-1.7 test"


@pytest.mark.parametrize(
    ("name", "value", "procedure"),
    [("category", "预备党员", "接收、转正"), ("status", "停止党籍", "停止党籍")],
)
def test_what_a_procedure_owns_is_not_edited(
    name: str, value: str, procedure: str, world: World, committee_clerk: Actor
) -> None:
    """R-030."""
    with pytest.raises(Invalid, match=procedure) as refusal:
        members.correct(
            world.li, actor=committee_clerk, items=written(basic, **{name: value}), version=1, basis=document()
        )
    assert broken(refusal) == ["R-030"]


def test_an_item_of_a_procedure_that_stays_as_it_is_does_not_disturb(world: World, committee_clerk: Actor) -> None:
    items = written(basic, category="正式党员", status="正常", household="江川省")
    assert members.correct(world.li, actor=committee_clerk, items=items, version=1).household == "江川省"


def test_a_branch_changes_schooling_telephone_and_address_and_nothing_else(world: World, branch_clerk: Actor) -> None:
    items = written(basic, education="大专", phone="13900000055", address="新住址", household="江川省", degree="")
    kept = members.maintain(world.li, actor=branch_clerk, items=items, version=1)
    assert (kept.education, kept.phone, kept.address) == ("31", "13900000055", "新住址")
    for value in ({"name": "李守地"}, {"post": "公务员"}, {"floating": "是"}, {"birth_on": "1962-03-06"}):
        with pytest.raises(Refused, match="您的岗位不能修改"):
            members.maintain(world.li, actor=branch_clerk, items=written(basic, **value), version=2)


def test_a_waivable_rule_lets_a_document_pass(world: World, committee_clerk: Actor) -> None:
    """R-020: the seventeenth digit says 男."""
    items = written(basic, sex="女")
    with pytest.raises(Invalid) as refusal:
        members.correct(world.li, actor=committee_clerk, items=items, version=1)
    assert broken(refusal) == ["R-020"]
    assert members.correct(world.li, actor=committee_clerk, items=items, version=1, basis=document()).sex == "2"


def test_a_document_lets_no_other_rule_pass(world: World, committee_clerk: Actor) -> None:
    items = written(basic, joined_on="2999-01-01")
    with pytest.raises(Invalid) as refusal:
        members.correct(world.li, actor=committee_clerk, items=items, version=1, basis=document())
    assert "R-027" in broken(refusal)
    assert not Basis.objects.exists()


def test_an_old_fault_elsewhere_does_not_stop_a_small_correction(world: World, branch_clerk: Actor) -> None:
    with writing():
        Member.objects.filter(pk=world.li.pk).update(post="", version=1)
    assert members.maintain(world.li, actor=branch_clerk, items=written(basic, address="新址"), version=1).post == ""


def test_a_number_may_turn_out_unknown_though_another_item_was_always_missing(
    world: World, committee_clerk: Actor
) -> None:
    """R-023: old records are only listed; an edit answers for what it touches."""
    with writing():
        Member.objects.filter(pk=world.li.pk).update(post="", ethnicity="", version=1)
    items = written(basic, identity_number=UNKNOWN)
    kept = members.correct(world.li, actor=committee_clerk, items=items, version=1, basis=document())
    assert (kept.identity_unknown, kept.identity_number, kept.post) == (True, None, "")


@pytest.mark.parametrize(
    ("name", "label"), [("phone", "联系电话"), ("address", "家庭住址"), ("education", "学历"), ("sex", "性别")]
)
def test_an_edit_that_takes_an_item_away_is_refused_and_names_that_item_alone(
    name: str, label: str, world: World, committee_clerk: Actor
) -> None:
    with writing():
        Member.objects.filter(pk=world.li.pk).update(post="", joined_on=None, joined_precision="month", version=1)
    with pytest.raises(Invalid) as refusal:
        members.correct(world.li, actor=committee_clerk, items=written(basic, **{name: ""}), version=1)
    assert [str(one) for one in refusal.value.violations if one.rule == "R-023"] == [f"缺少必填项：{label}。"]


def test_a_number_is_not_simply_taken_away(world: World, committee_clerk: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        members.correct(
            world.li, actor=committee_clerk, items=written(basic, identity_number=""), version=1, basis=document()
        )
    assert [str(one) for one in refusal.value.violations] == ["缺少必填项：公民身份号码。"]


def test_a_file_that_is_gone_meanwhile_is_refused_in_words(world: World, committee_clerk: Actor) -> None:
    with writing():
        world.li.placements.all().delete()
        MemberIdentity.objects.filter(member=world.li).delete()
        Member.objects.filter(pk=world.li.pk).delete()
    with pytest.raises(Refused, match="这条党员记录已不存在，可能刚刚被撤回；请返回列表刷新后再办理。"):
        members.correct(world.li, actor=committee_clerk, items=written(basic, household="江川省"), version=1)
    assert AuditEntry.objects.latest("pk").outcome == Outcome.REFUSED


def test_a_new_name_is_found_by_its_initials(world: World, committee_clerk: Actor) -> None:
    members.correct(world.li, actor=committee_clerk, items=written(basic, name="单守田"), version=1)
    assert world.li in Member.objects.spelt("sst")
    assert world.li not in Member.objects.spelt("lst")


def test_an_explanation_holds_while_the_values_stay_the_same(world: World) -> None:
    actor = clerk(world.spinners)
    members.explain(world.wei, actor=actor, rule="R-026", text=" 档案如此。 ")
    members.explain(world.wei, actor=actor, rule="R-026", text="档案记载如此。")
    explanation = Explanation.objects.get(member=world.wei)
    assert (explanation.text, explanation.added_on) == ("档案记载如此。", TODAY)


@pytest.mark.parametrize(("rule", "text"), [("R-021", "并不存在"), ("R-999", "没有这条规则")])
def test_what_is_not_wrong_needs_no_explanation(rule: str, text: str, world: World, branch_clerk: Actor) -> None:
    with pytest.raises(Refused, match="无需说明"):
        members.explain(world.li, actor=branch_clerk, rule=rule, text=text)


def test_an_explanation_says_something(world: World) -> None:
    with pytest.raises(Invalid, match="请填写情况说明"):
        members.explain(world.wei, actor=clerk(world.spinners), rule="R-026", text="  ")


def test_a_branch_counts_its_members_with_every_change(world: World) -> None:
    counted = Headcount.objects.get(organisation=world.weavers)
    assert (counted.full, counted.probationary) == (4, 0)
    enter(world, category="预备党员", joined_on="20250115", converted_on="")
    counted.refresh_from_db()
    assert (counted.full, counted.probationary) == (4, 1)
    with writing():
        world.li.place(world.dyers, TODAY)
    counted.refresh_from_db()
    assert (counted.full, counted.probationary) == (3, 1)
    assert Headcount.objects.get(organisation=world.dyers).full == 3
