"""Founding an organisation (新建下级党组织): asked in two steps, shown before it is made, and made as shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry.kernel.plans import CHANGED
from registry.kernel.refusals import Invalid, Refused
from registry.organisations import operations as organisations
from registry.organisations.categories import may_stand_below
from registry.organisations.forms.founding import create_form
from registry.organisations.models import Organisation
from registry.organisations.plans import Founding, Size
from registry.security.models import Post
from registry.units.models import Unit
from tests.screens import signed_in
from tests.world import JOINT, SAME, TODAY, World, clerk, organisation_form, unit_form

pytestmark = pytest.mark.django_db
BRANCH = {"name": "中共清源县织造厂整经支部委员会", "category": "631", "situation": SAME}


def founding(world: World, size: Size | None = None, units: list[Any] | None = None, **values: str) -> Founding:
    return Founding(world.mill, organisation_form(**(BRANCH | values)), units or [], size, clerk(world.mill))


def broken(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(violation.rule, violation.field) for violation in refusal.value.violations]


def test_what_is_shown_is_what_is_made(world: World) -> None:
    units = [unit_form("清源县织造厂经营部"), Unit.objects.get(name="清源县东岭镇粮油店")]
    values = {"category": "632", "situation": JOINT, "name": "中共清源县织造厂联合支部委员会"}
    plan = founding(world, Size(2, 1), units, **values)
    assert [line.word for line in plan.lines] == ["新建", "登记", "关联"]
    made = organisations.create(
        world.mill, actor=clerk(world.mill), items=organisation_form(**(BRANCH | values)), units=units, size=Size(2, 1),
        agreed=plan.digest,
    )  # fmt: skip
    assert f"“{made.name}”，简称“{made.short_name}”" in plan.lines[0].text
    links = made.unit_links.order_by("-main", "pk").select_related("unit")
    assert [link.unit.name for link in links] == ["清源县织造厂经营部", "清源县东岭镇粮油店"]
    assert all(link.unit.name in line.text for link, line in zip(links, plan.lines[1:], strict=True))


def test_looking_at_it_writes_nothing(world: World) -> None:
    before = Organisation.objects.count()
    founding(world)
    assert Organisation.objects.count() == before


def test_whoever_agreed_to_another_plan_is_asked_again(world: World) -> None:
    agreed = founding(world).digest
    items = organisation_form(**(BRANCH | {"name": "中共清源县织造厂浆纱支部委员会"}))
    with pytest.raises(Refused, match=CHANGED):
        organisations.create(world.mill, actor=clerk(world.mill), items=items, agreed=agreed)


@pytest.mark.parametrize("document", ["", None])
def test_without_a_superiors_document_nothing_is_founded(world: World, document: str | None) -> None:
    items = organisation_form(**BRANCH) | {"founding_document": document}
    with pytest.raises(Invalid) as refusal:
        organisations.create(world.mill, actor=clerk(world.mill), items=items)
    assert broken(refusal) == [("R-155", "founding_document")]


def test_a_branch_of_its_own_begins_with_three_full_members(world: World) -> None:
    """E-113: two full and four probationary members make no branch, but part of a joint one."""
    with pytest.raises(Invalid, match="应成立联合党支部") as refusal:
        founding(world, Size(2, 4))
    assert broken(refusal) == [("R-146", "full")]
    assert founding(world, Size(3, 0)).warnings == []


@pytest.mark.parametrize(
    ("category", "members", "rule"),
    [
        ("631", 50, ""),
        ("631", 51, "R-147"),
        ("621", 50, ""),
        ("621", 49, "R-148"),
        ("611", 100, ""),
        ("611", 99, "R-149"),
    ],
)
def test_its_size_is_remarked_on(world: World, category: str, members: int, rule: str) -> None:
    """E-114 and its like: a remark, no refusal."""
    warnings = founding(world, Size(members, 0), category=category).warnings
    assert [rule in warning for warning in warnings] == [True] * bool(rule)


def test_what_is_entered_late_is_said_to_be(world: World) -> None:
    [warning] = founding(world, founded_on="20250701").warnings
    assert "现已超过（R-156）" in warning
    assert founding(world, founded_on=f"{TODAY:%Y%m%d}").warnings == []


def test_first_the_category_is_asked_for_and_only_those_that_may_stand_there(world: World) -> None:
    form = create_form(None, None, subject=world.spinning, actor=clerk(world.mill))
    offered = [code for code, _ in form.fields["category"].choices]
    assert offered and all(may_stand_below(code, world.spinning.category) for code in offered)
    assert "611" not in offered
    again = create_form({"category": "611"}, None, subject=world.spinning, actor=clerk(world.mill))
    assert list(again.fields) == ["category"] and again.errors


@pytest.mark.parametrize(
    ("superior", "category", "there", "absent"),
    [
        ("mill", "631", {"unit_names", "full", "situation"}, set()),
        ("county", "611", {"unit_names", "full", "situation"}, set()),
        ("city", "141", {"name", "founding_document"}, {"unit_names", "full", "situation"}),
    ],
)
def test_then_what_such_an_organisation_has(
    world: World, superior: str, category: str, there: set[str], absent: set[str]
) -> None:
    place = getattr(world, superior)
    form = create_form({"category": category}, None, subject=place, actor=clerk(place))
    assert not form.is_bound
    assert there <= set(form.fields) and not absent & set(form.fields)


def test_a_branch_is_founded_step_by_step(world: World) -> None:
    client, address = county_clerk(world), reverse("organisation.create", args=[world.mill.uid])
    asked = client.post(address, {"category": "631"})
    assert "在“织造厂党委”下新建党支部（631）" in asked.content.decode()
    typed = {
        "category": "631", "name": BRANCH["name"], "situation": SAME, "secretary": "测试甲", "contact": "测试乙",
        "phone": "13900000009", "founding_document": "清组发〔2025〕8号", "founded_on": "2025-08-20", "full": "3", "probationary": "1",
    }  # fmt: skip
    shown = client.post(address, typed)
    assert "预演" in shown.content.decode() and not Organisation.objects.filter(name=BRANCH["name"]).exists()
    agreed = shown.context["plan"].digest
    done = client.post(address, typed | {"agreed": agreed})
    made = Organisation.objects.get(name=BRANCH["name"])
    assert done.status_code == 302 and done["Location"] == reverse("organisation.view", args=[made.uid])
    assert made.founding_document == "清组发〔2025〕8号"


def test_numbers_that_are_none_are_refused_with_a_sentence(world: World) -> None:
    address = reverse("organisation.create", args=[world.mill.uid])
    answer = county_clerk(world).post(
        address, {"category": "631", "name": BRANCH["name"], "full": "三", "probationary": "-1"}
    )
    page = answer.content.decode()
    assert "请填写整数。" in page and "人数不能是负数。" in page and "请填写批准建立日期，即批准文件上的日期。" in page


def county_clerk(world: World) -> Client:
    return signed_in(Post.objects.select_related("user").get(organisation=world.mill, role="operator"))
