"""What is entered into an organisation's file (党组织档案业务): rows of its sets, party groups, papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from registry.dossiers.models import Group, GroupMembership, Paper
from registry.dossiers.sets import SETS
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.kernel.sets import InformationSet
from registry.kernel.uploads import Upload
from registry.members.models import Member
from registry.organisations.models import Organisation
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
        note(set=information.key, row=str(kept.uid), act="add" if row is None else "change" if items else "remove")
        if items is None:
            Paper.objects.filter(about=kept.uid).delete()
            kept.delete()
            return organisation
        changed = {
            name for name, value in items.items() if row is None or information.items[name].field.differs(kept, value)
        }
        for name in changed:
            information.items[name].field.assign(kept, items[name])
        _enforce(information, kept, actor, changed)
        if changed:
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
    """A paper is put on file, for the organisation itself or for one of its acts or rows (上传附件)."""
    _file(organisation, file, actor, about=about, title=title)
    return organisation


@operation("organisation.detach")
def detach(organisation: Organisation, *, actor: Actor, paper: UUID) -> Organisation:
    """A paper that was filed by mistake is taken off (删除附件)."""
    deleted, _ = Paper.objects.filter(organisation=organisation, uid=paper).delete()
    if not deleted:
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
    if leader not in theirs:
        raise Invalid([Violation("", "请选择一名本支部的党员担任组长。", "leader")])
    if len(theirs) < len({*members, leader}):
        raise Invalid([Violation("", "所选的党员中有人已不在本支部，请刷新后重新选择。", "members")])
    kept.leader = theirs[leader]
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
    _leave(GroupMembership.objects.filter(group=kept), actor)
    return branch


@operation("organisation.regroup")
def regroup(branch: Organisation, *, actor: Actor, row: UUID) -> Group:
    """A party group that was given up is there again, with those who are in no other group meanwhile (恢复党小组)."""
    kept: Group | None = Group.objects.filter(organisation=branch, uid=row, ended_on__isnull=False).first()
    if kept is None:
        raise Refused("这个党小组没有被撤销，不用恢复；请刷新后核对。")
    last = GroupMembership.objects.filter(group=kept, ended_on=kept.ended_on).values("member")
    busy = GroupMembership.objects.filter(ended_on__isnull=True, group__organisation=branch).values("member")
    back = Member.objects.living().filter(organisation=branch, pk__in=last).exclude(pk__in=busy)
    if not back.filter(pk=kept.leader_id).exists():
        raise Refused("原来的组长已不在本支部或已编入其他党小组；请新建一个党小组。")
    kept.ended_on = None
    kept.save()
    _assign(kept, list(back.values_list("pk", flat=True)), actor)
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


def _file(
    organisation: Organisation, file: Upload | None, actor: Actor, *, about: UUID | None, title: str = ""
) -> None:
    if file is not None:
        kept = StoredFile.put(file.name, file.kind, file.content)
        Paper.objects.create(
            organisation=organisation, file=kept, title=title.strip() or file.name, about=about, added_on=actor.today
        )


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


def _assign(kept: Group, members: list[int], actor: Actor) -> None:
    """Exactly these are in the group from today on; they leave the group they were in, here or in a former branch."""
    now = GroupMembership.objects.filter(ended_on__isnull=True)
    staying = set(now.filter(group=kept, member__in=members).values_list("member", flat=True))
    _leave(
        now.filter(member__in=members).exclude(group=kept) | now.filter(group=kept).exclude(member__in=members), actor
    )
    new = (GroupMembership(group=kept, member_id=pk, started_on=actor.today) for pk in members if pk not in staying)
    GroupMembership.objects.bulk_create(new)


def _leave(memberships: Any, actor: Actor) -> None:
    memberships.filter(ended_on__isnull=True).update(ended_on=actor.today)
