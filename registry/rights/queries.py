"""What an organisation may do and who said so (功能权限查询)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from registry.intake.flow import BEFORE, Status
from registry.intake.models import Batch
from registry.jobs.models import State, Task
from registry.kernel.paths import WIDTH
from registry.kernel.sets import smaller_set
from registry.organisations.models import Organisation
from registry.rights.models import Answer, Request
from registry.security import appointments
from registry.security.actors import Actor
from registry.security.granting import Standing
from registry.security.matrix import LEVELS, Cell, Function, Profile, function, functions, label
from registry.security.models import OFFICES, Grant, Post
from registry.web.models import Draft, Preference

BUSINESS = tuple(name for name, one in functions().items() if any(one.cells[level].reach for level in LEVELS))
"""The functions that levels of organisations have; those of the three administrators are not switched."""


@dataclass(frozen=True, slots=True)
class Held:
    """One function at one organisation: what its level has, what it has now, and whose word made the difference."""

    function: Function
    cell: Cell
    open: bool
    grant: Grant | None

    @property
    def openable(self) -> bool:
        return not self.open


def functions_at(organisation: Organisation, now: Standing) -> list[Held]:
    """Every function that its level has or may be given and that can be switched, in the order of the matrix."""
    said = {one.function: one for one in now.grants if not one.item}
    held = (
        Held(function(name), now.profile.cell(name, organisation.level), name in now.rights, said.get(name))
        for name in BUSINESS
    )
    return [one for one in held if one.cell.reach and not one.function.fixed]


def beyond(organisation: Organisation, given: Profile) -> list[Function]:
    """The functions that other levels have and this one is never given."""
    return [function(name) for name in BUSINESS if not given.cell(name, organisation.level).reach]


@dataclass(frozen=True, slots=True)
class Missing:
    """A function this seat does not have: why, who opens it, and whether it can be asked for (U-06)."""

    function: Function
    why: str
    officer: str
    openable: bool
    asked: Request | None


def missing(name: str, actor: Actor, organisation: Organisation, now: Standing) -> Missing | None:
    """What stands behind a grey button; None if there is no such function, or the seat has it."""
    if name not in functions() or actor.has(name):
        return None
    held = next((one for one in functions_at(organisation, now) if one.function.name == name), None)
    nearest = appointments.answering(organisation.path[:-WIDTH], OFFICES[0], actor.today)
    asked = Request.objects.filter(organisation=organisation, function=name, answer=Answer.WAITING).first()
    return Missing(
        function(name), actor.lacks(name), f"“{nearest}”的安全保密管理员" if nearest else "上级党组织的安全保密管理员",
        bool(held and held.openable), asked,
    )  # fmt: skip


def grouped(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The functions by what they are about, each group called after its first."""
    groups: dict[str, list[str]] = {}
    for name in names:
        about = name.split(".")[0]
        groups.setdefault(about if f"{about}.list" in functions() else "", []).append(label(name))
    own = groups.pop("", [])
    return [*((label(f"{about}.list"), labels) for about, labels in groups.items()), ("其他", own)]


def item_grants(now: Standing) -> list[tuple[Grant, str]]:
    """The single items that were opened or closed, each with what it is called."""
    return [(one, item_label(one)) for one in now.grants if one.item]


def item_label(grant: Grant) -> str:
    """What the item of a grant is called."""
    return dict(items_of(grant.function)).get(grant.item, grant.item)


def items_of(name: str) -> Iterable[tuple[str, str]]:
    """The items of a smaller function that may be opened or closed one by one: code and label."""
    found = smaller_set(name)
    allowed = found.openable(name) if found else ()
    return [(item.code, item.label) for item in found.items.values() if item.name in allowed] if found else []


@dataclass(frozen=True, slots=True)
class Left:
    """Something open in the name of a post: its kind, what it is, what becomes of it with the hand-over."""

    kind: str
    text: str
    goes: str


MOVED, STAYS, ENDS = "转到接任人名下", "随党组织由接任人继续办理", "随原岗位结束"


def left_by(post: Post, on: date) -> list[Left]:
    """What is open in the name of the post and its holder before that day, in the order of the sheet (交接事项, N16)."""
    place = post.organisation
    batches = Batch.objects.below(place.path).filter(uploader=post.user.name, status__in=(*BEFORE, Status.LOADING))
    requests = Request.objects.filter(organisation=place, asked_by=post.user_id, answer=Answer.WAITING)
    acting = post.stand_ins.filter(ended_on__gt=on).select_related("user").order_by("pk")
    kept = [
        Left(kind, f"{number}{unit}", MOVED)
        for kind, number, unit in (
            ("未保存的草稿", drafts_of(post).count(), "份"), ("名册列等界面设置", settings_of(post).count(), "项"),
        )
        if number
    ]  # fmt: skip
    return [
        *(Left("后台任务", str(task), MOVED) for task in tasks_of(post)),
        *(Left("导入批次", f"{batch}（{batch.get_status_display()}）", STAYS) for batch in batches.select_related("file")),
        *(Left("开通申请", str(one), STAYS) for one in requests.order_by("pk")),
        *(Left("代办", f"{one.user}，{one.started_on:%Y-%m-%d}至{one.ended_on:%Y-%m-%d}", ENDS) for one in acting),
        *kept,
    ]  # fmt: skip


def tasks_of(post: Post) -> QuerySet[Task]:
    """Long work asked for from this post that is not done yet."""
    return Task.objects.filter(post=post.pk, state__in=(State.WAITING, State.RUNNING)).order_by("pk")


def drafts_of(post: Post) -> QuerySet[Draft]:
    """What the holder typed and did not save; not if he goes on in another post, for it may belong there."""
    others = Post.objects.filter(user=post.user_id, ended_on=None).exclude(pk=post.pk)
    return Draft.objects.none() if others.exists() else Draft.objects.filter(user=post.user_id)


def settings_of(post: Post) -> QuerySet[Preference]:
    """The columns he chose for his lists and the like."""
    return Preference.objects.filter(user=post.user_id)
