"""The tree of another day (截至日期) and what changed between two days, as pages and as figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from registry.organisations.models import Reorganisation
from registry.reorganisations import operations, queries
from tests.reorganisations.performances import PAPER, mistake
from tests.screens import signed_in
from tests.world import FOUNDED, TODAY, World, clerk

pytestmark = pytest.mark.django_db
EVE = TODAY - timedelta(days=1)


@pytest.fixture
def merged(world: World) -> World:
    """The dyers are taken in by the spinners, who move to the town on the same day."""
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    operations.move(world.spinning, actor=clerk(world.county), parent=world.town, **PAPER)
    return world


def below(day: date, world: World) -> list[tuple[str, int | None]]:
    return [(one.short_name, one.members) for one in queries.on(day, world.spinning, world.mill.path).below]


def test_a_day_has_the_tree_and_the_figures_it_had(merged: World) -> None:
    assert below(EVE, merged) == [("清源县织造厂细纱支部", 4), ("清源县织造厂染整支部", 3)]
    assert below(TODAY, merged) == [("清源县织造厂细纱支部", 7)]
    then = queries.on(EVE, merged.spinning, merged.county.path)
    assert [one.organisation for one in then.above] == [merged.county, merged.mill]


def test_a_day_before_it_was_has_nothing(merged: World) -> None:
    assert queries.on(FOUNDED - timedelta(days=1), merged.spinning, merged.county.path).standing is None


def test_what_was_removed_as_a_mistake_was_on_no_day(world: World) -> None:
    wrong = mistake(world)
    operations.remove(wrong, actor=clerk(world.city), reason="重复新建")
    assert queries.on(TODAY, wrong, world.city.path).standing is None
    assert wrong.name not in [one.standing.name for one in queries.between(FOUNDED, TODAY, world.city)[0]]


def test_changes_between_two_days_are_told_with_their_documents(merged: World) -> None:
    changes, more = queries.between(EVE, TODAY, merged.town)
    assert not more
    told = {(one.standing.short_name, one.what) for one in changes}
    assert ("纺纱总支部", "改变隶属关系") in told
    assert {one.document for one in changes} == {PAPER["document"]}
    assert [one.what for one in queries.between(EVE, TODAY, merged.mill)[0]] == ["合并后终止"]
    assert queries.between(TODAY, TODAY, merged.county) == ([], False)


def test_the_pages_say_what_was_and_what_is_wrong_with_a_day(merged: World) -> None:
    client = signed_in(clerk_post(merged))
    page = client.get(reverse("organisation.view-as-of", args=[merged.spinning.uid]), {"day": f"{EVE:%Y-%m-%d}"})
    assert "中共清源县织造厂染整支部委员会" in page.content.decode()
    assert "已撤销" in page.content.decode()
    wrong = client.get(reverse("organisation.view-as-of", args=[merged.spinning.uid]), {"day": "2025-02-30"})
    assert "读不出是哪一天" in wrong.content.decode()
    changes = client.get(
        reverse("organisation.view-changes", args=[merged.county.uid]),
        {"since": f"{EVE:%Y-%m-%d}", "until": f"{TODAY:%Y-%m-%d}"},
    )
    assert Reorganisation.objects.first().document in changes.content.decode()


def clerk_post(world: World):  # type: ignore[no-untyped-def]
    from registry.security.models import Post

    return Post.objects.get(organisation=world.county, role="operator")
