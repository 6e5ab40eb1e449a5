"""What may be done to a member's file (党员档案业务): corrected with a basis where a key item changes, and explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.kernel import pinyin
from registry.kernel.refusals import Invalid, Level, Refused, Violation
from registry.members import identities
from registry.members.models import Basis, Explanation, Member, Placement
from registry.members.sets import basic
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.security.models import StoredFile
from registry.security.operation import note, operation


@operation("member.enter")
def enter(branch: Organisation, *, actor: Actor, items: Mapping[str, Any]) -> Member:
    """A member is put on the register of a branch (补录入库, R-022, R-023, R-162)."""
    if not branch.is_branch:
        raise Refused("每名党员必须编入一个党支部，请选择党支部。")
    member = Member(organisation=branch)
    for name, value in items.items():
        basic.items[name].field.assign(member, value)
    basic.enforce(member, actor.today, basic.items)
    _spell(member)
    member.save()
    identities.change(member, "member.enter", actor)
    Placement.objects.create(member=member, organisation=branch, started_on=actor.today)
    member.refresh_from_db(fields=["path"])
    return member


@operation("member.correct")
def correct(
    member: Member, *, actor: Actor, items: Mapping[str, Any], version: int, basis: StoredFile | None = None
) -> Member:
    """The committee keeps a member's information right; key items need a document (维护党员信息, R-031)."""
    return _change(member, items, version, actor, "member.correct", basis)


@operation("member.maintain")
def maintain(
    member: Member, *, actor: Actor, items: Mapping[str, Any], version: int, basis: StoredFile | None = None
) -> Member:
    """A branch keeps schooling, telephone and address right (维护党员部分信息, 种子2 附件2)."""
    return _change(member, items, version, actor, "member.maintain", basis)


@operation("member.explain")
def explain(member: Member, *, actor: Actor, rule: str, text: str, basis: StoredFile | None = None) -> Explanation:
    """What looks like an error is in order, and this is why (情况说明); it lapses when the values change."""
    broken = [violation for violation in basic.violations(member, actor.today) if violation.rule == rule]
    if not broken:
        raise Refused("该问题已不存在，无需说明。")
    if not text.strip():
        raise Invalid([Violation("R-023", "请填写情况说明。", "text")])
    if any(violation.level is Level.WAIVABLE for violation in broken) and basis is None:
        raise Invalid([Violation("R-031", "放行该问题须上传依据材料。", "basis")])
    Explanation.objects.filter(member=member, rule=rule).delete()
    return Explanation.objects.create(
        member=member, rule=rule, text=text.strip(), added_on=actor.today,
        values_digest=identities.values_digest(member, rule), basis=_keep(member, basis, [], actor),
    )  # fmt: skip


def _change(
    member: Member, items: Mapping[str, Any], version: int, actor: Actor, function: str, basis: StoredFile | None
) -> Member:
    if member.version != version:
        raise Refused("该党员的信息刚刚被其他人修改过，您填写的内容还在页面上，请刷新核对后再保存。")
    changed = {name for name, value in items.items() if basic.items[name].field.differs(member, value)}
    _only_permitted(changed, function, actor)
    keys = sorted(changed.intersection(basic.keys))
    if keys and basis is None:
        labels = "、".join(basic.items[name].label for name in keys)
        raise Invalid([Violation("R-031", f"修改关键信息（{labels}）须上传依据材料。", "basis")])
    for name in changed:
        basic.items[name].field.assign(member, items[name])
    _enforce(member, changed, actor, waived=basis is not None)
    if "identity_number" in changed:  # last: what another rule refuses must not tell whether the number is somebody's
        identities.change(member, function, actor)
    _spell(member)
    if changed:
        member.save()
        note(items=sorted(changed))
    _keep(member, basis, keys, actor)
    return member


def _spell(member: Member) -> None:
    """What the name is found by."""
    member.pinyin, member.other_pinyin = pinyin.initials(member.name), pinyin.other_initials(member.name)


def _only_permitted(changed: set[str], function: str, actor: Actor) -> None:
    """R-030: what a procedure owns is not edited; R-245: a smaller function changes only its items."""
    for name in sorted(changed.intersection(basic.procedures)):
        message = f"“{basic.items[name].label}”不能直接修改，请通过{basic.procedures[name]}办理。"
        raise Invalid([Violation("R-030", message, name)])
    beyond = sorted(changed - basic.editable(function, actor.items(function)))
    if beyond:
        labels = "、".join(basic.items[name].label for name in beyond)
        raise Refused(f"您的岗位不能修改“{labels}”，请报上级党组织办理。")


def _enforce(member: Member, changed: set[str], actor: Actor, *, waived: bool) -> None:
    """Rules that look at a changed item; a document lets the waivable ones pass (拒绝（可放行）)."""
    touching = changed | {companion for name in changed for companion in basic.items[name].field.companions()}
    waivable = {rule.code for rule in basic.rules if rule.level is Level.WAIVABLE}
    basic.enforce(member, actor.today, touching, waivable if waived else ())


def _keep(member: Member, file: StoredFile | None, items: list[str], actor: Actor) -> Basis | None:
    """File the document with the member."""
    if file is None:
        return None
    return Basis.objects.create(member=member, file=file, title=file.name, items=items, added_on=actor.today)
