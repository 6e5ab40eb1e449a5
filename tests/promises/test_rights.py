"""What every post keeps (岗位权限): it has what the matrix, its superiors and its days give it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from registry.kernel import clock
from registry.kernel.refusals import Refused
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.security.granting import seat_at
from registry.security.matrix import LEVELS, Column
from registry.security.models import AuditEntry, Change, Grant, Outcome, Post, User, UserStatus
from tests import declarations
from tests.reaching import Kind, kinds, rows
from tests.screens import addresses, sample_values, signed_in
from tests.support.writing import writing
from tests.visiting import Visitor
from tests.world import FOUNDED, PASSWORD, TODAY, World

WITHOUT_ADDRESS_AND_OPERATION = dict.fromkeys(
    (name for name in rows() if name.startswith("transfer.")),
    "given out already, so that a county may be prepared; what it does is built with the transfers",
) | dict.fromkeys(
    ("loan.free", "loan.full"),
    "asked about inside loan.ask: whether another has to agree (tests/lending/test_loans.py)",
)
"""Functions that nobody can try yet, each with its reason."""
CLOSED = [address for address in addresses() if address.function != "session.open"]
PLACES = dict(zip(LEVELS, ("nation", "province", "city", "county", "mill", "weavers"), strict=True))
EVERY_LEVEL = pytest.mark.parametrize(("level", "place"), PLACES.items())
EVERY_KIND = pytest.mark.parametrize("kind", kinds(), ids=str)

pytestmark = pytest.mark.django_db


def test_no_function_of_the_matrix_is_without_a_test_of_who_may_not() -> None:
    """Each has an address, which test_urls asks, or an operation, which test_operations asks, as every kind of post."""
    tried = {address.function for address in addresses()} | set(declarations.operations())
    given = {name for name in rows() if any(kind.reach(name) for kind in kinds())}
    assert given - tried == set(WITHOUT_ADDRESS_AND_OPERATION)


@EVERY_KIND
def test_a_post_has_what_stands_in_the_file_and_nothing_else(kind: Kind, world: World) -> None:
    place = getattr(world, PLACES.get(kind.column, "province"))
    meant = {name: reach for name in rows() if (reach := kind.reach(name))}
    assert seat_at(place, kind.office or kind.column, TODAY).rights == meant


def test_an_office_has_its_own_functions_and_not_those_of_the_other() -> None:
    """Whatever the matrix keeps for who enters or for who decides, the other of them does not have (不得自录自批)."""
    entering, deciding = (Kind(Column.COUNTY, office) for office in ("operator", "approver"))
    other = {"operator": deciding, "approver": entering}
    for name, row in rows().items():
        if row["office"]:
            assert not other[row["office"]].reach(name), name
        else:
            assert entering.reach(name) == deciding.reach(name), name
    assert {row["office"] for row in rows().values()} <= {"", *other}


def told(place: Organisation, names: list[str], *, opened: bool) -> Actor:
    """The clerk of a place of whose functions a superior said the same thing of all."""
    said = {"organisation": place, "path": place.path, "opened": opened, "started_on": FOUNDED}
    with writing():
        Grant.objects.bulk_create(Grant(function=name, **said) for name in names)
    return Actor(0, "测试岗位", seat_at(place, "operator", TODAY), TODAY)


def tries_everything(actor: Actor, place: Organisation, names: set[str]) -> None:
    """Of these functions no screen is there for him, and no operation does anything but write down that he tried."""
    visitor, values = Visitor(actor), sample_values() | {"uid": [place.uid]}
    there = [one.name for one in CLOSED if one.function in names and visitor.statuses(one.examples(values)[0]) != {404}]
    assert there == []
    tried = [operation for name, operation in declarations.operations().items() if name in names]
    last, changes = AuditEntry.objects.latest("pk").pk, Change.objects.count()
    for operation in tried:
        with pytest.raises(Refused, match="您的岗位没有"):
            operation.run(place, actor=actor)
    entries = AuditEntry.objects.filter(pk__gt=last).order_by("pk").values_list("function", "outcome")
    assert list(entries) == [(operation.name, Outcome.REFUSED) for operation in tried]
    assert Change.objects.count() == changes


@EVERY_LEVEL
def test_what_a_superior_closed_is_not_there(level: Column, place: str, world: World) -> None:
    """Everything that can be closed at once; what is fixed stays."""
    kind, chosen = Kind(level, "operator"), getattr(world, place)
    actor = told(chosen, list(rows()), opened=False)
    fixed = {name for name, row in rows().items() if row["fixed"] and kind.reach(name)}
    assert set(actor.seat.rights) == fixed
    tries_everything(actor, chosen, {name for name in rows() if kind.reach(name)} - fixed)


@EVERY_LEVEL
def test_what_a_superior_opened_is_there_and_nothing_that_is_not_for_the_level(
    level: Column, place: str, world: World
) -> None:
    chosen, cells = getattr(world, place), {name: row[level.value] for name, row in rows().items()}
    waiting = {name for name, cell in cells.items() if cell.startswith("+")}
    tries_everything(Actor(0, "测试岗位", seat_at(chosen, "operator", TODAY), TODAY), chosen, waiting)
    actor = told(chosen, list(rows()), opened=True)
    fits = {name for name, row in rows().items() if row["office"] in ("", "operator")}
    assert actor.seat.rights == {n: cell.removeprefix("+") for n, cell in cells.items() if cell and n in fits}
    tries_everything(actor, chosen, {name for name, cell in cells.items() if not cell})


YESTERDAY, TOMORROW = (clock.today() + timedelta(days=days) for days in (-1, 1))
OUT_OF_FORCE: dict[str, Callable[[Post], object]] = {
    "ended yesterday": lambda post: changed(post, ended_on=YESTERDAY),
    "ends today": lambda post: changed(post, ended_on=clock.today()),
    "begins tomorrow": lambda post: changed(post, started_on=TOMORROW),
    "not confirmed": lambda post: changed(post, confirmed=False),
    "delegated until yesterday": lambda post: changed(post, stands_in_for=F("pk"), ended_on=YESTERDAY),
    "account not yet active": lambda post: account(post, UserStatus.OPENED),
    "account suspended": lambda post: account(post, UserStatus.SUSPENDED),
    "account closed": lambda post: account(post, UserStatus.CLOSED),
}
OF_THE_POST = {name: way for name, way in OUT_OF_FORCE.items() if not name.startswith("account")}
EVERY_WAY = pytest.mark.parametrize("out_of_force", OUT_OF_FORCE.values(), ids=OUT_OF_FORCE)


def changed(post: Post, **changes: object) -> None:
    with writing():
        Post.objects.filter(pk=post.pk).update(**changes)


def account(post: Post, status: UserStatus) -> None:
    with writing():
        User.objects.get_queryset().filter(pk=post.user_id).update(status=status)


@EVERY_WAY
def test_a_post_not_in_force_opens_nothing_from_the_next_request_on(
    out_of_force: Callable[[Post], object], world: World
) -> None:
    """Whoever was in is out before the page he asks for, and does not come in again (S13)."""
    post = Post.objects.select_related("user").get(organisation=world.county)
    client, door = signed_in(post), reverse("session.open")
    assert client.get(reverse("member.list")).status_code == 200
    cookies = client.cookies.copy()
    out_of_force(post)
    assert list(Post.held(post.user_id, clock.today())) == []
    for method in (client.get, client.post):
        answer = method(reverse("member.view", args=[world.li.uid]))
        assert (answer.status_code, answer["Location"]) == (302, door)
        client.cookies = cookies
    assert client.post(door, {"login": post.user.login_name, "password": PASSWORD}).status_code == 422
    assert client.get(reverse("member.list")).status_code == 302


@pytest.mark.parametrize("out_of_force", OF_THE_POST.values(), ids=OF_THE_POST)
def test_beside_a_post_that_is_in_force_it_adds_nothing(out_of_force: Callable[[Post], object], world: World) -> None:
    """Whoever sits at the mill and no longer in another county sees the mill alone."""
    post = Post.objects.select_related("user").get(organisation=world.mill)
    with writing():
        other = Post.objects.create(
            user=post.user, organisation=world.school, role=post.role, started_on=FOUNDED, confirmed=True
        )
    client = signed_in(post)
    client.post(reverse("post.switch"), {"post": other.pk})
    assert client.get(reverse("organisation.view", args=[world.school.uid])).status_code == 200
    out_of_force(other)
    assert client.get(reverse("organisation.view", args=[world.school.uid])).status_code == 404
    assert client.get(reverse("organisation.view", args=[world.mill.uid])).status_code == 200
