"""Rows of an organisation's file (多条信息集): what is refused and why, two clerks at once, whose they are, what goes with them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from registry.dossiers import queries
from registry.dossiers.models import Paper, Rectification, Reward, Work
from registry.dossiers.operations import KEEP
from registry.dossiers.sets import SETS, notices, pairings, rectifications, rewards, work
from registry.kernel.refusals import Invalid, Refused
from registry.kernel.sets import InformationSet
from registry.members.models import Member
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation
from registry.reorganisations import operations as reorganisations
from registry.security.actors import Actor
from registry.security.models import AuditEntry, StoredFile
from tests.dossiers.performances import PAPER, ROWS, row_of
from tests.reorganisations.performances import PAPER as DOCUMENT
from tests.support.writing import writing
from tests.world import TODAY, World, clerk, organisation_form, written

EVERY = pytest.mark.parametrize("information", SETS, ids=lambda one: one.key)


def keep(information: InformationSet, world: World, *, actor: Actor | None = None, **inputs: Any) -> Any:
    """The row of the weavers that the committee's clerk keeps; with `items` as they are typed."""
    given = {"items": row_of(information)} | inputs
    KEEP[information.key](world.weavers, actor=actor or clerk(world.mill), **given)
    return information.model._default_manager.order_by("pk").last()


def refused(information: InformationSet, world: World, **inputs: Any) -> list[tuple[str, str, str]]:
    """What is said of each item: its rule, the sentence, the place."""
    with pytest.raises(Invalid) as refusal:
        keep(information, world, **inputs)
    return [(one.rule, one.message, one.field) for one in refusal.value.violations]


def changed(information: InformationSet, row: Any, **values: str) -> dict[str, Any]:
    return {"items": written(information, **values), "row": row.uid, "version": row.version}


@EVERY
def test_a_row_is_kept_as_it_was_typed(information: InformationSet, world: World) -> None:
    row = keep(information, world)
    typed = written(information, **ROWS[information])
    assert [name for name, value in typed.items() if information.items[name].field.differs(row, value)] == []
    assert row.organisation == world.weavers


@EVERY
def test_a_row_that_is_entered_twice_is_entered_once(information: InformationSet, world: World) -> None:
    keep(information, world)
    with pytest.raises(Refused, match=r"已经登记|还没有销号"):
        keep(information, world)
    assert information.model._default_manager.count() == 1


def test_two_rows_that_differ_in_one_item_are_two_rows(world: World) -> None:
    keep(rewards, world)
    keep(rewards, world, items=row_of(rewards, decided_on="20230628"))
    assert Reward.objects.count() == 2


def test_a_row_is_not_changed_into_one_that_is_there(world: World) -> None:
    keep(rewards, world)
    other = keep(rewards, world, items=row_of(rewards, decided_on="20230628"))
    with pytest.raises(Refused, match="一模一样的奖惩已经登记过"):
        keep(rewards, world, **changed(rewards, other, decided_on="20210628"))


def test_the_same_honour_of_another_organisation_is_another(world: World) -> None:
    keep(rewards, world)
    KEEP["rewards"](world.spinners, actor=clerk(world.mill), items=row_of(rewards))
    assert Reward.objects.count() == 2


@EVERY
def test_whatever_counts_must_be_there(information: InformationSet, world: World) -> None:
    needed = [item for item in information.counted if item.applies is None]
    for item in needed:
        found = refused(information, world, items=row_of(information, **{item.name: ""}))
        assert ("R-023", f"请填写“{item.label}”。", item.name) in found


@pytest.mark.parametrize(
    ("information", "typed", "label", "name"),
    [
        (rewards, {"level": ""}, "批准机关级别", "level"),
        (notices, {"result": ""}, "评议结果", "result"),
        (pairings, {"partner": ""}, "结对对象", "partner"),
        (pairings, {"kind": "21", "partner": ""}, "结对人数", "people"),
    ],
)
def test_what_a_kind_of_row_needs_must_be_there(
    information: InformationSet, typed: dict[str, str], label: str, name: str, world: World
) -> None:
    assert refused(information, world, items=row_of(information, **typed)) == [("R-023", f"请填写“{label}”。", name)]


@pytest.mark.parametrize(
    ("information", "typed", "label", "name"),
    [
        (rewards, {"kind": "31"}, "批准机关级别", "level"),
        (notices, {"kind": "11"}, "评议结果", "result"),
        (pairings, {"kind": "22", "people": "3"}, "结对对象", "partner"),
        (pairings, {"people": "3"}, "结对人数", "people"),
    ],
)
def test_what_a_kind_of_row_does_not_have_stays_empty(
    information: InformationSet, typed: dict[str, str], label: str, name: str, world: World
) -> None:
    found = refused(information, world, items=row_of(information, **typed))
    assert found == [("S3-31", f"这一类不填“{label}”，请清空。", name)]


@pytest.mark.parametrize(
    ("information", "typed", "sentence", "name"),
    [
        (rewards, {"decided_on": "20250902"}, "批准日期不能晚于今天。", "decided_on"),
        (rewards, {"revoked_on": "20210627"}, "撤销（解除）日期不能早于批准日期。", "revoked_on"),
        (notices, {"held_on": "20250902"}, "日期不能晚于今天。", "held_on"),
        (work, {"year": "2026"}, "年度应在1921年至今年之间。", "year"),
        (work, {"year": "1920"}, "年度应在1921年至今年之间。", "year"),
        (work, {"cross_posts": "4"}, "交叉任职数不能多于班子成员数。", "cross_posts"),
        (work, {"full_time_workers": "3"}, "专职党务工作者数不能多于党务工作者数。", "full_time_workers"),
        (rectifications, {"found_on": "20250902"}, "认定日期不能晚于今天。", "found_on"),
        (rectifications, {"closed_on": "20250304"}, "销号日期不能早于认定日期。", "closed_on"),
        (pairings, {"closed_on": "20250228"}, "结束日期不能早于开始日期。", "closed_on"),
    ],
)
def test_a_rule_that_is_broken_is_said_at_its_item(
    information: InformationSet, typed: dict[str, str], sentence: str, name: str, world: World
) -> None:
    found = refused(information, world, items=row_of(information, **typed))
    assert [(message, place) for _, message, place in found] == [(sentence, name)]


def test_a_year_that_is_all_that_is_known_ends_within_the_year_it_began(world: World) -> None:
    keep(rewards, world, items=row_of(rewards, decided_on="2021.7", revoked_on="2021"))
    assert Reward.objects.get().revoked_precision == "year"


def test_a_year_of_party_work_is_reported_once(world: World) -> None:
    keep(work, world)
    with pytest.raises(Refused, match="该年度的党建工作信息已经登记，请在原有一条上修改。"):
        keep(work, world, items=row_of(work, leaders="5"))
    keep(work, world, items=row_of(work, year="2025"))
    assert sorted(Work.objects.values_list("year", flat=True)) == [2024, 2025]


def test_an_organisation_is_weak_and_lax_once_at_a_time(world: World) -> None:
    first = keep(rectifications, world)
    with pytest.raises(Refused, match="该党组织已有一次整顿还没有销号，请先给它填销号日期。"):
        keep(rectifications, world, items=row_of(rectifications, found_on="20250401"))
    keep(rectifications, world, **changed(rectifications, first, closed_on="20250601"))
    again = keep(rectifications, world, items=row_of(rectifications, found_on="20250701"))
    assert again.closed_on is None and Rectification.objects.count() == 2


def test_one_that_was_struck_off_is_not_opened_beside_another(world: World) -> None:
    first = keep(rectifications, world, items=row_of(rectifications, closed_on="20250601"))
    keep(rectifications, world, items=row_of(rectifications, found_on="20250701"))
    with pytest.raises(Refused, match="还没有销号"):
        keep(rectifications, world, **changed(rectifications, first, closed_on=""))


def test_a_committee_of_fewer_than_three_is_remarked_on_from_seven_full_members_on(world: World) -> None:
    """R-150: entered all the same, and shown with the row."""
    keep(work, world, items=row_of(work, leaders="2"))
    assert [len(row[2]) for row in queries.sections(world.weavers, [work], TODAY)[0].rows] == [0]
    with writing():
        Member.objects.filter(organisation__in=[world.spinners, world.dyers], category="1").update(
            organisation=world.weavers
        )
    seven = Organisation.objects.get(pk=world.weavers.pk)
    assert seven.full_members >= 7
    (remark,) = queries.sections(seven, [work], TODAY)[0].rows[0][2]
    assert (remark.rule, remark.message) == (
        "R-150",
        "正式党员7人以上的党支部应设支部委员会（3至5人，一般不超过7人）。",
    )


@EVERY
def test_of_two_clerks_the_slower_one_is_told(information: InformationSet, world: World) -> None:
    row = keep(information, world)
    name = next(name for name in information.items if name in ("note", "outcome", "leaders"))
    keep(information, world, **changed(information, row, **{name: "4"}))
    stale = {"row": row.uid, "version": row.version}
    for items in (written(information, **{name: "5"}), None):
        with pytest.raises(Refused, match=f"这条{information.label}刚刚被其他人修改或删除过，请刷新后核对再办理。"):
            keep(information, world, items=items, **stale)
    assert information.items[name].text(information.model._default_manager.get(pk=row.pk)) == "4"


@EVERY
def test_what_is_kept_unchanged_stays_at_its_version(information: InformationSet, world: World) -> None:
    row = keep(information, world)
    kept = keep(information, world, row=row.uid, version=row.version)
    assert kept.version == row.version


@EVERY
def test_a_row_goes_with_its_papers_and_the_second_click_is_told(information: InformationSet, world: World) -> None:
    row = keep(information, world, paper=PAPER)
    assert Paper.objects.get().about == row.uid
    gone: dict[str, Any] = {"items": None, "row": row.uid, "version": row.version}
    keep(information, world, **gone)
    assert not information.model._default_manager.exists() and not Paper.objects.exists()
    with pytest.raises(Refused, match="刚刚被其他人修改或删除过"):
        keep(information, world, **gone)


def test_a_row_takes_no_other_rows_papers_along(world: World) -> None:
    first = keep(rewards, world, paper=PAPER)
    second = keep(rewards, world, items=row_of(rewards, decided_on="20230628"), paper=PAPER)
    keep(rewards, world, items=None, row=first.uid, version=first.version)
    assert Paper.objects.get().about == second.uid


def test_a_file_that_no_paper_refers_to_any_more_is_gone(world: World) -> None:
    row = keep(rewards, world, paper=PAPER)
    keep(rewards, world, items=None, row=row.uid, version=row.version)
    assert not StoredFile.objects.exists()


@EVERY
def test_a_row_of_another_organisation_is_out_of_reach(information: InformationSet, world: World) -> None:
    row = keep(information, world)
    for items in (row_of(information), None):
        with pytest.raises(Refused, match="刚刚被其他人修改或删除过"):
            KEEP[information.key](
                world.spinners, actor=clerk(world.mill), items=items, row=row.uid, version=row.version
            )
    assert information.model._default_manager.get().organisation == world.weavers


@EVERY
def test_nobody_keeps_rows_outside_his_own_part_of_the_tree(information: InformationSet, world: World) -> None:
    for stranger in (clerk(world.other_county), clerk(world.spinners), clerk(world.school)):
        with pytest.raises(Refused):
            keep(information, world, actor=stranger)
    assert not information.model._default_manager.exists()


@pytest.mark.parametrize("information", [rewards, notices, rectifications], ids=lambda one: one.key)
def test_a_branch_neither_honours_nor_judges_itself(information: InformationSet, world: World) -> None:
    with pytest.raises(Refused):
        keep(information, world, actor=clerk(world.weavers))


@pytest.mark.parametrize("information", [work, pairings], ids=lambda one: one.key)
def test_a_branch_reports_its_own_work(information: InformationSet, world: World) -> None:
    assert keep(information, world, actor=clerk(world.weavers)).organisation == world.weavers


def test_nobody_strikes_himself_off_the_list_of_the_weak_and_lax(world: World) -> None:
    """O11-01: found and struck off by the superior."""
    with pytest.raises(Refused):
        KEEP["rectifications"](world.mill, actor=clerk(world.mill), items=row_of(rectifications))
    KEEP["rectifications"](world.mill, actor=clerk(world.county), items=row_of(rectifications))
    assert Rectification.objects.get().organisation == world.mill


@EVERY
def test_a_dissolved_organisations_file_is_only_looked_at(information: InformationSet, world: World) -> None:
    KEEP[information.key](world.dyers, actor=clerk(world.mill), items=row_of(information))
    row: Model = information.model._default_manager.get()
    reorganisations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **DOCUMENT)
    for inputs in ({"items": row_of(information)}, {"items": None, "row": row.uid, "version": row.version}):  # type: ignore[attr-defined]
        with pytest.raises(Refused, match="已经撤销，只能查看"):
            KEEP[information.key](world.dyers, actor=clerk(world.mill), **inputs)
    assert information.model._default_manager.count() == 1


@EVERY
def test_the_audit_says_what_was_done_to_which_row(information: InformationSet, world: World) -> None:
    row = keep(information, world)
    name = next(name for name in information.items if name in ("note", "outcome", "leaders"))
    row = keep(information, world, **changed(information, row, **{name: "4"}))
    keep(information, world, items=None, row=row.uid, version=row.version)
    trail = list(
        AuditEntry.objects.filter(function=information.function).order_by("pk").values_list("detail", flat=True)
    )
    assert [(one["act"], one["row"]) for one in trail] == [(act, str(row.uid)) for act in ("add", "change", "remove")]


def test_the_rows_of_a_tab_are_read_by_one_query_a_set_and_one_for_the_papers(world: World) -> None:
    for year in range(1995, 2025):
        keep(work, world, items=row_of(work, year=str(year)), paper=PAPER if year % 2 else None)
    branch = Organisation.objects.get(pk=world.weavers.pk)
    assert branch.full_members
    with CaptureQueriesContext(connection) as captured:
        (section,) = queries.sections(branch, [work], TODAY)
    assert [row.year for row, _, _ in section.rows] == list(range(2024, 1994, -1))
    assert [len(papers) for _, papers, _ in section.rows[:3]] == [0, 1, 0]
    assert len(captured) == 2


def test_an_organisation_with_a_file_was_no_mistake_and_is_not_removed(world: World) -> None:
    items = organisation_form(name="中共清源县误建委员会", category="141", situation="")
    made = organisations.create(world.city, actor=clerk(world.city), items=items)
    KEEP["rewards"](made, actor=clerk(world.city), items=row_of(rewards))
    with pytest.raises(Refused, match="党组织档案中的记录和附件"):
        reorganisations.remove(made, actor=clerk(world.city), reason="误建")
