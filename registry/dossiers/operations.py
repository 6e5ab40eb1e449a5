"""What is entered into an organisation's file (党组织档案业务): rows of its sets, party groups, papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from registry.dossiers.models import Group, GroupMembership, Paper
from registry.dossiers.sets import SETS
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.kernel.sets import InformationSet
from registry.kernel.uploads import Upload
from registry.members.models import Member
from registry.organisations.models import Organisation, Reorganisation
from registry.security.actors import Actor
from registry.security.models import StoredFile
from registry.security.operation import note, operation

OTHER_WAS_QUICKER = "这条{}刚刚被其他人修改或删除过，请刷新后核对再办理。"


def _keeping(information: InformationSet) -> Callable[..., Any]:
    """The operation by which rows of that set are added, changed and taken out."""

    @operation(information.function)
    def keep(
        organisation: Organisation,
        *,
        actor: Actor,
        items: Mapping[str, Any] | None,
        row: UUID | None = None,
        version: int = 0,
        paper: Upload | None = None,
    ) -> Any:
        """A new row, the `row` as of `version` with other values, or without `items` the row taken out."""
        kept = _row(information, organisation, row, version)
        note(set=information.key, row=str(kept.uid), act="remove" if items is None else "change" if row else "add")
        if items is None:
            _take_off(Paper.objects.filter(organisation=organisation, about=kept.uid))
            kept.delete()
            return organisation
        changed = {
            name for name, value in items.items() if row is None or information.items[name].field.differs(kept, value)
        }
        for name in changed:
            information.items[name].field.assign(kept, items[name])
        _enforce(information, kept, actor, changed)
        if changed:
            _once(information, kept)
            kept.save()
        _file(organisation, paper, actor, about=kept.uid)
        return organisation

    return keep


KEEP = {one.key: _keeping(one) for one in SETS}
"""By the key of the set, the operation that keeps its rows."""


@operation("organisation.attach")
def attach(
    organisation: Organisation, *, actor: Actor, file: Upload, title: str = "", about: UUID | None = None
) -> Organisation:
    """A paper is put on file, for the organisation itself or for one of its acts (上传附件)."""
    if about and not Reorganisation.objects.filter(organisation=organisation, uid=about).exists():
        raise Invalid([Violation("", "所选的组织变动已被撤回，请重新选择附件所附的内容。", "about")])
    _file(organisation, file, actor, about=about, title=title)
    return organisation


@operation("organisation.detach")
def detach(organisation: Organisation, *, actor: Actor, paper: UUID) -> Organisation:
    """A paper that was filed by mistake is taken off (删除附件)."""
    if not _take_off(Paper.objects.filter(organisation=organisation, uid=paper)):
        raise Refused("这份附件已不在，可能刚刚被其他人删除；请刷新后核对。")
    return organisation


@operation("organisation.group")
def group(
    branch: Organisation,
    *,
    actor: Actor,
    name: str,
    leader: UUID | None,
    members: Sequence[UUID],
    row: UUID | None = None,
    version: int = 0,
) -> Group:
    """A branch divides its members into party groups, each with one leader (编排党小组, C-C16)."""
    kept = _group(branch, row, version)
    kept.name = name.strip()
    theirs = {one.uid: one for one in Member.objects.living().filter(organisation=branch, uid__in=[*members, leader])}
    if not kept.name:
        raise Invalid([Violation("", "请填写党小组名称。", "name")])
    if _namesake(kept):
        raise Invalid([Violation("", f"该党支部已有党小组“{kept.name}”，请换一个名称。", "name")])
    if leader not in theirs:
        raise Invalid([Violation("", "请选择一名本支部的党员担任组长。", "leader")])
    if len(theirs) < len({*members, leader}):
        raise Invalid([Violation("", "所选的党员中有人已不在本支部，请刷新后重新选择。", "members")])
    kept.leader = theirs[leader]
    _spare_leaders(kept, list(theirs.values()))
    kept.save()
    _assign(kept, [one.pk for one in theirs.values()], actor)
    note(members=len(theirs))
    return kept


@operation("organisation.ungroup")
def ungroup(branch: Organisation, *, actor: Actor, row: UUID, version: int) -> Organisation:
    """A party group is given up; its members stay in the branch without one (撤销党小组)."""
    kept = _group(branch, row, version)
    kept.ended_on = actor.today
    kept.save()
    return branch


@operation("organisation.regroup")
def regroup(branch: Organisation, *, actor: Actor, row: UUID) -> Group:
    """A party group that was given up is there again, with those who are in no other group meanwhile (恢复党小组)."""
    kept: Group | None = Group.objects.filter(organisation=branch, uid=row, ended_on__isnull=False).first()
    if kept is None:
        raise Refused("这个党小组没有被撤销，不用恢复；请刷新后核对。")
    if not kept.members.filter(pk=kept.leader_id).exists():
        raise Refused("原来的组长已不在本支部或已编入其他党小组；请新建一个党小组。")
    if _namesake(kept):
        raise Refused(f"现在另有一个党小组也叫“{kept}”；请先给它换一个名称，再恢复这一个。")
    kept.ended_on = None
    kept.save()
    return kept


def _row(information: InformationSet, organisation: Organisation, row: UUID | None, version: int) -> Any:
    """The row that is meant, locked; a new one without `row`. Refused if somebody was quicker."""
    if row is None:
        return information.model(organisation=organisation)
    rows = information.model._default_manager.filter(organisation=organisation, uid=row)
    found: Any = rows.select_for_update(of=("self",)).first()
    if found is None or found.version != version:
        raise Refused(OTHER_WAS_QUICKER.format(information.label))
    return found


def _enforce(information: InformationSet, row: Any, actor: Actor, changed: set[str]) -> None:
    """Everything that must be there is there, nothing that does not apply, and the rules hold."""
    gaps = [Violation("R-023", f"请填写“{item.label}”。", item.name) for item in information.missing(row)]
    beside = [Violation("S3-31", f"这一类不填“{item.label}”，请清空。", item.name) for item in information.unfit(row)]
    if gaps or beside:
        raise Invalid([*gaps, *beside])
    information.enforce(row, actor.today, changed)


def _once(information: InformationSet, row: Any) -> None:
    """Two rows that say the same are one: the second click on a slow page, or two clerks with one document."""
    columns = [name for item in information.items.values() for name in (item.field.attname, *item.field.companions())]
    others = information.model._default_manager.filter(organisation=row.organisation).exclude(pk=row.pk)
    if {name: getattr(row, name) for name in columns} in others.values(*columns):
        raise Refused(f"一模一样的{information.label}已经登记过，请核对后在原有一条上修改。")


def _file(
    organisation: Organisation, file: Upload | None, actor: Actor, *, about: UUID | None, title: str = ""
) -> None:
    """The paper is put on file, once."""
    if file is None:
        return
    kept = StoredFile.put(file.name, file.kind, file.content)
    there = Paper.objects.filter(organisation=organisation, about=about, file__digest=kept.digest).first()
    if there:
        raise Refused(f"这份文件已经上传过，就是附件“{there}”，不用再传。")
    Paper.objects.create(
        organisation=organisation, file=kept, title=title.strip() or kept.name, about=about, added_on=actor.today
    )


def _take_off(papers: QuerySet[Paper]) -> int:
    """The papers go, and what was in them with them; returns how many."""
    files = list(papers.values_list("file", flat=True))
    papers.delete()
    StoredFile.objects.filter(pk__in=files).delete()
    return len(files)


def _group(branch: Organisation, row: UUID | None, version: int) -> Group:
    if not branch.is_branch:
        raise Refused("党小组设在党支部之内，请选择党支部。")
    if row is None:
        return Group(organisation=branch)
    found: Group | None = (
        Group.objects.select_for_update(of=("self",))
        .filter(organisation=branch, uid=row, ended_on__isnull=True)
        .first()
    )
    if found is None or found.version != version:
        raise Refused(OTHER_WAS_QUICKER.format("党小组"))
    return found


def _namesake(kept: Group) -> bool:
    """Whether the branch has another group of that name."""
    there = Group.objects.filter(organisation=kept.organisation, name=kept.name, ended_on__isnull=True)
    return there.exclude(pk=kept.pk).exists()


def _spare_leaders(kept: Group, members: Sequence[Member]) -> None:
    """A group keeps its leader: whoever leads another one is not taken into this one."""
    others = Group.objects.filter(organisation=kept.organisation, ended_on__isnull=True, leader__in=members)
    for other in others.exclude(pk=kept.pk).select_related("leader").order_by("name"):
        if other.members.filter(pk=other.leader_id).exists():
            place = "leader" if other.leader == kept.leader else "members"
            words = f"{other.leader}是“{other}”的组长；请先给“{other}”另选组长或撤销“{other}”，再编入本组。"
            raise Invalid([Violation("", words, place)])


def _assign(kept: Group, members: list[int], actor: Actor) -> None:
    """Exactly these are in the group from today on; they leave the group they were in, here or in a former branch."""
    now = GroupMembership.objects.filter(ended_on__isnull=True)
    staying = set(now.filter(group=kept, member__in=members).values_list("member", flat=True))
    _leave(
        now.filter(member__in=members).exclude(group=kept) | now.filter(group=kept).exclude(member__in=members), actor
    )
    new = (GroupMembership(group=kept, member_id=pk, started_on=actor.today) for pk in members if pk not in staying)
    GroupMembership.objects.bulk_create(new)


def _leave(memberships: QuerySet[GroupMembership], actor: Actor) -> None:
    """They end today; those in a group that was given up ended with it, and only stood open for its return."""
    given_up = Group.objects.filter(pk=OuterRef("group")).values("ended_on")
    memberships.update(ended_on=Coalesce(Subquery(given_up), Value(actor.today)))
