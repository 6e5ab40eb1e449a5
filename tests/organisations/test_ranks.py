"""The order of subordinates (党组织排序): who puts them in order, where it is kept, and what comes behind."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from registry.kernel.refusals import Refused
from registry.organisations import operations, queries, ranks, tree
from registry.organisations.forms.arranging import ArrangeForm
from registry.organisations.lists import OrganisationList
from registry.organisations.models import UNRANKED, Organisation
from registry.reorganisations import operations as reorganisations
from registry.reorganisations import queries as other_days
from registry.security.models import Post
from tests.reorganisations.performances import PAPER
from tests.screens import queries as statements
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import TODAY, World, clerk, organisation_form

pytestmark = pytest.mark.django_db
NUMBERS = some.lists(some.one_of(some.none(), some.integers(1, 12)), min_size=1, max_size=12)


def office(world: World, number: int) -> Organisation:
    items = organisation_form(name=f"中共清源县第{number}局委员会", situation="", category="141")
    return operations.create(world.city, actor=clerk(world.city), items=items)


@pytest.fixture
def offices(world: World) -> list[Organisation]:
    """Five more committees below the city, which has two counties already."""
    return [office(world, number) for number in range(1, 6)]


def order(superior: Organisation) -> list[int]:
    """As the tree shows them."""
    return [node.organisation.pk for node in tree.children(superior).children]


def keys(rows: Sequence[Organisation]) -> list[int]:
    return [row.pk for row in rows]


def arrange(world: World, *ordered: Organisation, seen: str = "") -> None:
    operations.arrange(world.city, actor=clerk(world.city), ordered=ordered, seen=seen)


def test_what_nobody_put_in_order_stands_as_it_was_made(world: World, offices: list[Organisation]) -> None:
    assert order(world.city) == keys([world.county, world.other_county, *offices])


def test_all_stand_as_their_superior_says(world: World, offices: list[Organisation]) -> None:
    wanted = [offices[3], world.other_county, offices[0], offices[4], world.county, offices[2], offices[1]]
    arrange(world, *wanted)
    assert order(world.city) == keys(wanted)


def test_those_not_named_follow_as_they_stood(world: World, offices: list[Organisation]) -> None:
    arrange(world, offices[4], offices[1])
    arrange(world, offices[2])
    rest = [world.county, world.other_county, offices[0], offices[3]]
    assert order(world.city) == keys([offices[2], offices[4], offices[1], *rest])


def test_every_place_where_children_are_shown_keeps_their_order(world: World, offices: list[Organisation]) -> None:
    wanted = [*reversed(offices), world.other_county, world.county]
    arrange(world, *wanted)
    actor, seen = clerk(world.city), keys(wanted)
    assert [one.organisation.pk for one in tree.tree(actor, world.city).children] == seen
    assert keys(OrganisationList(actor, {}, world.city).page.rows) == seen
    inside = Organisation.objects.visible_to(actor, "organisation.list")
    assert [one.organisation.pk for one in queries.offers(actor, inside, "")] == [world.city.pk, *seen]
    then = other_days.on(TODAY, world.city, world.city.path).below
    assert [one.organisation_id for one in then if one.organisation_id in seen[-2:]] == seen[-2:]
    everywhere = OrganisationList(actor, {"below": "1"}, world.city).page.rows
    assert [one.path for one in everywhere] == sorted(one.path for one in everywhere)


def test_pages_and_nodes_opened_further_go_on_where_the_last_ended(
    world: World, offices: list[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "PAGE", 2)
    monkeypatch.setattr(OrganisationList, "page_size", 2)
    arrange(world, offices[2], offices[0], world.county)
    whole = ranks.below(world.city)
    shown = tree.children(world.city).children
    while (last := shown[-1]).hidden:
        shown += tree.children(world.city, last.cursor, last.until, last.counted).children
    found = [one.organisation.pk for one in shown]
    assert found == whole
    actor, pages = clerk(world.city), [OrganisationList(clerk(world.city), {}, world.city)]
    while pages[-1].page.following:
        pages.append(OrganisationList(actor, {"after": pages[-1].page.following}, world.city))
    assert [row.pk for one in pages for row in one.page.rows] == whole
    back = OrganisationList(actor, {"before": pages[-1].page.previous}, world.city)
    assert keys(back.page.rows) == keys(pages[-2].page.rows)


def test_of_two_clerks_the_second_is_told_that_the_order_changed(world: World, offices: list[Organisation]) -> None:
    seen = ranks.digest(ranks.below(world.city))
    arrange(world, offices[1], seen=seen)
    with pytest.raises(Refused, match="刚刚有变化"):
        arrange(world, offices[2], seen=seen)
    with pytest.raises(Refused, match="刚刚有变化"):
        arrange(world, world.mill)
    with pytest.raises(Refused, match="排了两次"):
        arrange(world, offices[2], offices[2])
    assert order(world.city)[0] == offices[1].pk


def test_it_is_nobodys_edit_of_what_is_moved_about(world: World, offices: list[Organisation]) -> None:
    arrange(world, *reversed(offices))
    assert set(Organisation.objects.filter(parent=world.city).values_list("version", flat=True)) == {1}


def test_whatever_comes_below_a_superior_comes_last(world: World, offices: list[Organisation]) -> None:
    arrange(world, *reversed(offices), world.county, world.other_county)
    new = office(world, 6)
    assert order(world.city)[-1] == new.pk
    reorganisations.remove(offices[2], actor=clerk(world.city), reason="误建")
    reorganisations.restore(offices[2], actor=clerk(world.city))
    assert order(world.city)[-1] == offices[2].pk
    latest = office(world, 7)
    assert order(world.city)[-2:] == [offices[2].pk, latest.pk]


def test_a_move_puts_it_last_and_taking_that_back_puts_it_where_it_stood(world: World) -> None:
    actor = clerk(world.county)
    operations.arrange(world.mill, actor=actor, ordered=[world.weavers, world.spinning])
    operations.arrange(world.town, actor=actor, ordered=[world.market, world.village])
    reorganisations.move(world.weavers, actor=actor, parent=world.town, **PAPER)
    assert order(world.town) == keys([world.market, world.village, world.weavers])
    act = Organisation.objects.get(pk=world.weavers.pk).reorganisations.get()
    reorganisations.undo(act, actor=actor)
    assert (order(world.mill), order(world.town)) == (
        keys([world.weavers, world.spinning]),
        keys([world.market, world.village]),
    )


def test_what_a_merger_brings_follows_in_its_order(world: World) -> None:
    actor = clerk(world.county)
    operations.arrange(world.mill, actor=actor, ordered=[world.weavers, world.spinning])
    reorganisations.merge(world.town, actor=actor, others=[world.mill], **PAPER)
    assert order(world.town) == keys([world.village, world.market, world.weavers, world.spinning])


@given(NUMBERS)
def test_each_stands_at_the_number_it_was_given_and_the_others_as_they_stood(numbers: list[int | None]) -> None:
    present = list(range(len(numbers)))
    wanted = {one: min(number, len(present)) for one, number in enumerate(numbers) if number}
    found = ranks.arranged(present, wanted)
    assert sorted(found) == present
    assert [one for one in found if one not in wanted] == [one for one in present if one not in wanted]
    if len(set(wanted.values())) == len(wanted):
        assert all(found[number - 1] == one for one, number in wanted.items())


@given(some.permutations(range(9)))
def test_numbers_that_were_all_put_right_are_the_order_itself(order: list[int]) -> None:
    wanted = {one: place for place, one in enumerate(order, 1) if one != place - 1}
    assert ranks.arranged(range(9), wanted) == list(order)


def test_on_screen_a_number_moves_one_and_the_others_make_room(world: World, offices: list[Organisation]) -> None:
    client, address = (
        signed_in(Post.objects.get(organisation=world.city)),
        reverse("organisation.arrange", args=[world.city.uid]),
    )
    tab = client.get(reverse("organisation.view", args=[world.city.uid]) + "?tab=below").content.decode()
    assert f'href="{address}"' in tab
    form = client.get(address).context["form"]
    sent = {"seen": form.digest} | {f"place-{one.pk}": str(place) for place, one in enumerate(form.shown, 1)}
    sent[f"place-{offices[4].pk}"] = "２"
    answer = client.post(address, sent)
    assert (answer.status_code, answer["Location"].endswith("?tab=below")) == (302, True)
    assert order(world.city) == keys([world.county, offices[4], world.other_county, *offices[:4]])
    stale = client.post(address, sent).content.decode()
    assert "刚刚有变化" in stale and f'name="seen" value="{ranks.digest(ranks.below(world.city))}"' in stale
    assert f'name="place-{offices[4].pk}" value="2"' in stale


@pytest.mark.parametrize("number", ["", "0", "8", "x", "-1", "1.5", "9" * 400])
def test_a_number_that_is_no_place_is_said_with_its_organisation(
    world: World, offices: list[Organisation], number: str
) -> None:
    form = ArrangeForm({"seen": ArrangeForm(None, world.city).digest, f"place-{offices[0].pk}": number}, world.city)
    assert not form.is_valid()
    [said] = form.non_field_errors()
    assert said.startswith(f"“{offices[0]}”的序号“{number[:20]}”不对，请填1到7之间的整数")


def test_a_superior_of_thousands_is_ordered_on_one_page_by_the_same_few_queries(world: World) -> None:
    few = reverse("organisation.arrange", args=[world.city.uid])
    client = signed_in(Post.objects.get(organisation=world.city))
    asked = len(statements(client, few)[1])
    base = Organisation.objects.get(pk=world.other_county.pk)
    with writing():
        Organisation.objects.bulk_create(
            Organisation(
                parent=world.city,
                path=f"{world.city.path}{number:03d}",
                code=f"099{number:06d}",
                name=f"中共第{number}局委员会",
                short_name=f"第{number}局",
                category="141",
                phone=base.phone,
            )
            for number in range(100, 900)
        )
    answer, said = statements(client, few)
    assert (len(said), answer.content.decode().count('name="place-')) == (asked, 802)
    form = answer.context["form"]  # type: ignore[attr-defined]
    sent = {"seen": form.digest} | {f"place-{one.pk}": str(place) for place, one in enumerate(form.shown, 1)}
    last = form.shown[-1]
    assert client.post(few, sent | {f"place-{last.pk}": "1"}).status_code == 302
    assert order(world.city)[0] == last.pk
    assert Organisation.objects.filter(parent=world.city, rank=UNRANKED).count() == 0
