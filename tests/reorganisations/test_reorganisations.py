"""Moving, merging, splitting, dissolving (组织变动): what is left afterwards, what is refused, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from registry.kernel import paths
from registry.kernel.records import record_models
from registry.kernel.refusals import Invalid, Refused
from registry.members.models import Member, Placement
from registry.organisations import operations as organisations
from registry.organisations import queries, tree
from registry.organisations.lists import OrganisationList
from registry.organisations.models import Organisation, OrganisationUnit, Reorganisation, Standing, State
from registry.organisations.sets import basic
from registry.reorganisations import operations, planning
from registry.reorganisations.plans import observed
from registry.units.models import Unit
from tests.reorganisations.performances import PAPER, mistake
from tests.world import FOUNDED, TODAY, World, clerk, organisation_form, unit_form, written

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tree and of the members as it is, but for versions and counters."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for model in record_models():
            left_out = {"version", *model.counters}
            columns = ", ".join(f'"{one.column}"' for one in model._meta.concrete_fields if one.column not in left_out)
            cursor.execute(f"select {columns} from {model._meta.db_table} order by id")
            found[model._meta.db_table] = cursor.fetchall()
    return found


def sound() -> None:
    """What holds of the tree at any time."""
    rows = {one.pk: one for one in Organisation.objects.all()}
    for one in rows.values():
        above = rows[one.parent_id].path if one.parent_id else ""
        assert one.path[: -paths.WIDTH] == above
    for member in Member.objects.select_related("organisation"):
        assert (member.path, member.organisation.state) == (member.organisation.path, State.ACTIVE)
        assert member.organisation.is_branch
        [place] = member.placements.filter(ended_on__isnull=True)
        assert place.organisation_id == member.organisation_id
    for unit in Unit.objects.select_related("keeper"):
        assert unit.path == unit.keeper.path
    for one in rows.values():
        open_ones = Standing.objects.filter(organisation=one, ended_on__isnull=True)
        assert open_ones.count() == (one.state == State.ACTIVE)
        for standing in open_ones:
            assert [getattr(standing, name) for name in Standing.FACTS] == [
                getattr(one, name) for name in Standing.FACTS
            ]


def people(organisation: Organisation) -> set[str]:
    return set(Member.objects.filter(organisation=organisation).values_list("name", flat=True))


def test_a_subtree_stands_elsewhere_with_everything_it_holds(world: World) -> None:
    operations.move(world.spinning, actor=clerk(world.county), parent=world.town, **PAPER)
    moved = Organisation.objects.get(pk=world.spinning.pk)
    assert (moved.parent, Organisation.objects.below(moved.path).count()) == (world.town, 3)
    assert Member.objects.below(moved.path).count() == 7
    assert not Member.objects.below(world.spinning.path).exists()
    sound()


def test_what_it_was_until_then_is_still_known(world: World) -> None:
    operations.move(world.spinning, actor=clerk(world.county), parent=world.town, **PAPER)
    before, after = Standing.objects.filter(organisation=world.dyers).order_by("started_on")
    assert (before.path, before.ended_on, after.started_on) == (world.dyers.path, TODAY, TODAY)
    assert after.begun_by == Reorganisation.objects.get(former_name="")
    assert paths.is_below(after.path, world.town.path)


def test_the_preview_is_what_happens(world: World) -> None:
    plan = planning.moved(world.spinning, world.town, TODAY)
    assert plan.sums == ["改变隶属关系的党组织3个", "随所在党组织调整的党员7名"]
    operations.move(world.spinning, actor=clerk(world.county), parent=world.town, agreed=plan.digest, **PAPER)
    assert observed(Reorganisation.objects.get().entry) == plan.tally


def test_what_changed_since_the_preview_is_not_done_unseen(world: World) -> None:
    plan = planning.moved(world.spinning, world.town, TODAY)
    operations.move(world.dyers, actor=clerk(world.mill), parent=world.mill, **PAPER)
    with pytest.raises(Refused, match="请重新预演"):
        operations.move(world.spinning, actor=clerk(world.county), parent=world.town, agreed=plan.digest, **PAPER)
    assert Organisation.objects.get(pk=world.spinning.pk).parent == world.mill


@pytest.mark.parametrize(
    ("moved", "under", "sentence"),
    [
        ("mill", "weavers", "不能把党组织调整到其自身的下级"),
        ("mill", "mill", "不能把党组织调整到其自身的下级"),
        ("village", "town", "已经在“东岭镇党委”之下"),
        ("mill", "village", "下不能新建"),
        ("spinning", "spinners", "不能把党组织调整到其自身的下级"),
        ("village", "school", "请由共同的上级党组织办理"),
    ],
)
def test_where_it_may_not_stand_it_is_not_moved(world: World, moved: str, under: str, sentence: str) -> None:
    before = everything()
    with pytest.raises((Refused, Invalid), match=sentence):
        operations.move(getattr(world, moved), actor=clerk(world.county), parent=getattr(world, under), **PAPER)
    assert everything() == before


def test_nobody_moves_his_own_organisation(world: World) -> None:
    with pytest.raises(Refused):
        operations.move(world.mill, actor=clerk(world.mill), parent=world.town, **PAPER)


def test_one_branch_takes_in_another_with_its_members_and_is_the_only_one_left(world: World) -> None:
    before = Member.objects.count()
    both = people(world.spinners) | people(world.dyers)
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    assert (people(world.spinners), Member.objects.count()) == (both, before)
    gone = Organisation.objects.get(pk=world.dyers.pk)
    assert (gone.state, gone.standings.get().ended_on) == (State.DISSOLVED, TODAY)
    assert gone.standings.get().ended_by == Reorganisation.objects.get()
    sound()


def test_figures_before_the_day_of_a_merger_stay(world: World) -> None:
    yesterday = date(2025, 8, 31)
    counted = Placement.as_of(yesterday).filter(organisation=world.dyers).count()
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    assert Placement.as_of(yesterday).filter(organisation=world.dyers).count() == counted == 3
    assert Placement.as_of(TODAY).filter(organisation=world.dyers).count() == 0
    assert Standing.as_of(yesterday).filter(organisation=world.dyers).exists()


def test_committees_merge_with_all_that_stands_below_them(world: World) -> None:
    operations.merge(world.town, actor=clerk(world.county), others=[world.mill], **PAPER)
    town = Organisation.objects.get(pk=world.town.pk)
    assert {one.pk for one in Organisation.objects.children_of(town)} >= {world.spinning.pk, world.weavers.pk}
    assert not OrganisationUnit.objects.filter(organisation=world.mill, ended_on__isnull=True).exists()
    sound()


def test_several_become_a_new_one(world: World) -> None:
    items = organisation_form(name="中共清源县织造厂纺染支部委员会", category="631", situation="1")
    everybody = people(world.spinners) | people(world.dyers)
    new = operations.unite(
        world.spinning, actor=clerk(world.mill), others=[world.spinners, world.dyers], items=items, **PAPER
    )
    assert (people(new), new.parent) == (everybody, world.spinning)
    assert Organisation.objects.filter(parent=world.spinning, state=State.ACTIVE).get() == new
    sound()


@pytest.mark.parametrize(
    ("into", "others", "sentence"),
    [
        ("spinners", ["spinners"], "不能并入它自己"),
        ("spinning", ["mill"], "不能把上级并入下级"),
        ("mill", ["village"], "党支部只能与党支部合并"),
    ],
)
def test_what_cannot_merge_is_refused_with_the_way_out(
    world: World, into: str, others: list[str], sentence: str
) -> None:
    before = everything()
    with pytest.raises(Refused, match=sentence):
        operations.merge(
            getattr(world, into), actor=clerk(world.county), others=[getattr(world, one) for one in others], **PAPER
        )
    assert everything() == before


@pytest.mark.parametrize(("parent", "other"), [("mill", "mill"), ("spinning", "mill"), ("mill", "county")])
def test_nobody_unites_an_organisation_with_what_stands_below_it(world: World, parent: str, other: str) -> None:
    before = everything()
    items = organisation_form(name="中共清源县织造厂新委员会", category="611", situation="1")
    others = [getattr(world, other), world.spinning]
    with pytest.raises((Refused, Invalid), match="不能把上级并入下级"):
        operations.unite(getattr(world, parent), actor=clerk(world.city), others=others, items=items, **PAPER)
    assert everything() == before


def test_nobody_lets_his_own_organisation_be_taken_in(world: World) -> None:
    items = organisation_form(name="中共清源县织造厂新委员会", category="611", situation="1")
    with pytest.raises(Invalid, match="由共同的上级党组织办理"):
        operations.unite(world.mill, actor=clerk(world.mill), others=[world.mill, world.spinning], items=items, **PAPER)


def test_a_branch_is_split_and_goes_on(world: World) -> None:
    part = organisation_form(name="中共清源县织造厂织布第二支部委员会", category="631", situation="1")
    deal = {str(one.uid): 1 for one in (world.li, world.ye, world.shan)}
    operations.split(world.weavers, actor=clerk(world.mill), parts=[part], deal=deal, goes=False, **PAPER)
    new = Organisation.objects.get(name=part["name"])
    assert people(new) == {"李守田", "叶䶮杰", "单雄信"}
    assert people(world.weavers) == {"欧阳静"}
    sound()


def test_a_committee_is_split_into_two_and_goes(world: World) -> None:
    parts = [
        organisation_form(name="中共清源县第一织造厂委员会", category="611", situation="3"),
        organisation_form(name="中共清源县第二织造厂委员会", category="611", situation="3"),
    ]
    deal = {str(world.spinning.uid): 1, str(world.weavers.uid): 2}
    operations.split(world.mill, actor=clerk(world.county), parts=parts, deal=deal, goes=True, **PAPER)
    first, second = (Organisation.objects.get(name=part["name"]) for part in parts)
    assert Organisation.objects.get(pk=world.mill.pk).state == State.DISSOLVED
    assert [one.pk for one in Organisation.objects.children_of(first)] == [world.spinning.pk]
    assert [one.pk for one in Organisation.objects.children_of(second)] == [world.weavers.pk]
    assert {str(link.unit) for one in (first, second) for link in one.own_units()} == {"清源县织造厂"}
    sound()


@pytest.mark.parametrize(
    ("dealt", "goes", "sentence"),
    [(["li", "ye"], False, "不足3人"), (["li", "ye", "shan"], True, "都要分到新的党组织")],
)
def test_a_split_that_leaves_too_few_or_forgets_somebody_is_refused(
    world: World, dealt: list[str], goes: bool, sentence: str
) -> None:
    part = organisation_form(name="中共清源县织造厂织布第二支部委员会", category="631", situation="1")
    deal = {str(getattr(world, one).uid): 1 for one in dealt}
    with pytest.raises(Refused, match=sentence):
        operations.split(world.weavers, actor=clerk(world.mill), parts=[part], deal=deal, goes=goes, **PAPER)


def test_what_still_holds_members_or_subordinates_is_not_dissolved(world: World) -> None:
    with pytest.raises(Refused, match="党员4名"):
        operations.dissolve(world.weavers, actor=clerk(world.mill), reason="工作需要", **PAPER)
    with pytest.raises(Refused, match="下级党组织2个"):
        operations.dissolve(world.mill, actor=clerk(world.county), reason="工作需要", **PAPER)


def test_what_was_dissolved_can_only_be_looked_at(world: World) -> None:
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    with pytest.raises(Refused, match="已经撤销"):
        operations.move(world.dyers, actor=clerk(world.mill), parent=world.mill, **PAPER)
    with pytest.raises(Refused, match="已经撤销"):
        operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)


def test_a_branch_with_members_does_not_become_a_committee(world: World) -> None:
    with pytest.raises(Refused, match="党员必须编在党支部里"):
        operations.recategorise(world.weavers, actor=clerk(world.mill), items=written(basic, category="621"), **PAPER)


def test_a_general_branch_rises_to_a_committee(world: World) -> None:
    items = written(basic, category="611", name="中共清源县织造厂纺纱委员会")
    operations.recategorise(world.spinning, actor=clerk(world.mill), items=items, **PAPER)
    risen = Organisation.objects.get(pk=world.spinning.pk)
    assert (risen.category, risen.name) == ("611", "中共清源县织造厂纺纱委员会")
    assert list(risen.standings.order_by("started_on").values_list("category", flat=True)) == ["621", "611"]
    assert Reorganisation.objects.get().former_name == world.spinning.name
    sound()


def test_it_does_not_fall_below_its_subordinates(world: World) -> None:
    with pytest.raises(Refused, match="细纱支部”不能设在“党支部”之下"):
        operations.recategorise(world.spinning, actor=clerk(world.mill), items=written(basic, category="631"), **PAPER)


def test_what_was_dissolved_is_listed_apart_and_not_in_the_tree(world: World) -> None:
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    actor, gone = clerk(world.mill), Organisation.objects.get(pk=world.dyers.pk)
    assert [one.organisation.pk for one in tree.children(world.spinning).children] == [world.spinners.pk]
    assert world.dyers not in OrganisationList(actor, {}, world.spinning).rows()
    [row] = OrganisationList(actor, {"state": "dissolved"}, world.spinning).rows()
    assert (row.pk, row.dissolved_on) == (gone.pk, TODAY)
    assert tree.tree(actor, gone).opened
    inside = Organisation.objects.visible_to(actor, "organisation.list")
    assert queries.find(inside, "清源县织造厂")[-1] == gone


def test_a_name_is_free_again_when_its_organisation_ended(world: World) -> None:
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    items = organisation_form(name=world.dyers.name, category="632", situation="2")
    units = [unit_form(name="甲厂"), unit_form(name="乙厂")]
    new = organisations.create(world.spinning, actor=clerk(world.mill), items=items, units=units)
    assert new.pk != world.dyers.pk
    with pytest.raises(Refused, match="不能撤回"):
        operations.undo(Reorganisation.objects.get(), actor=clerk(world.mill))


def test_a_mistake_is_removed_was_never_there_and_comes_back(world: World) -> None:
    wrong, clerk_ = mistake(world), clerk(world.city)
    before = everything()
    operations.remove(wrong, actor=clerk_, reason="重复新建")
    assert not Standing.as_of(TODAY).filter(organisation=wrong).exists()
    assert wrong.pk not in [one.organisation.pk for one in tree.children(world.city).children]
    with pytest.raises(Refused, match="已经删除"):
        organisations.create(wrong, actor=clerk_, items=organisation_form(category="611"))
    operations.restore(wrong, actor=clerk_)
    assert everything() == before


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("weavers", "党员4名、在用帐号1个"),
        ("mill", "下级党组织2个、所在单位关联1个"),
        ("market", "所在单位关联2个"),
    ],
)
def test_what_something_was_built_on_is_not_removed(world: World, key: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        operations.remove(getattr(world, key), actor=clerk(world.county), reason="误建")


Act = Callable[[World], object]
ACTS: dict[str, Act] = {
    "move": lambda world: operations.move(world.spinning, actor=clerk(world.county), parent=world.town, **PAPER),
    "merge": lambda world: operations.merge(world.spinners, actor=clerk(world.county), others=[world.dyers, world.weavers], **PAPER),
    "committees": lambda world: operations.merge(world.town, actor=clerk(world.county), others=[world.mill], **PAPER),
    "unite": lambda world: operations.unite(
        world.spinning, actor=clerk(world.county), others=[world.spinners, world.dyers], items=organisation_form(
            name="中共清源县织造厂纺染支部委员会", category="631", situation="1"), **PAPER
    ),
    "split": lambda world: operations.split(
        world.weavers, actor=clerk(world.county), goes=True, parts=[organisation_form(
            name="中共清源县织造厂织布第二支部委员会", category="631", situation="1")],
        deal={str(one.uid): 1 for one in Member.objects.filter(organisation=world.weavers)}, **PAPER
    ),
    "recategorise": lambda world: operations.recategorise(
        world.spinning, actor=clerk(world.county), items=written(basic, category="611"), **PAPER
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_undo_restores_everything(world: World, act: str) -> None:
    before = everything()
    ACTS[act](world)
    assert everything() != before
    operations.undo(Reorganisation.objects.get(), actor=clerk(world.county))
    assert everything() == before
    sound()


def test_undo_leaves_what_was_edited_meanwhile(world: World) -> None:
    from registry.members import operations as members
    from registry.members.sets import basic as member_set

    operations.move(world.spinning, actor=clerk(world.county), parent=world.town, **PAPER)
    member = Member.objects.get(pk=world.tan.pk)
    members.correct(
        member, actor=clerk(world.county), items=written(member_set, household="清源县"), version=member.version
    )
    operations.undo(Reorganisation.objects.get(), actor=clerk(world.county))
    member.refresh_from_db()
    assert (member.household, member.path) == ("清源县", world.dyers.path)
    sound()


def test_undo_is_refused_once_something_was_built_on_it(world: World) -> None:
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    first = Reorganisation.objects.get()
    operations.move(world.spinners, actor=clerk(world.mill), parent=world.mill, **PAPER)
    operations.merge(world.weavers, actor=clerk(world.mill), others=[world.spinners], **PAPER)
    with pytest.raises(Refused, match="在此之后被修改"):
        operations.undo(first, actor=clerk(world.mill))


def test_a_day_before_the_last_change_is_refused(world: World) -> None:
    early = PAPER | {"effective_on": FOUNDED - (TODAY - FOUNDED)}
    with pytest.raises(Refused, match="生效日期不能早于这一天"):
        operations.move(world.spinning, actor=clerk(world.county), parent=world.town, **early)
