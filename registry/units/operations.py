"""What may be done to a unit itself (单位业务): registered, kept right, given to another keeper, deleted, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.db.models import F

from registry.kernel.refusals import Refused
from registry.reporting import queries as reporting
from registry.security.actors import Actor, Place
from registry.security.operation import entry_number, note, operation
from registry.security.reversal import reverse
from registry.units import naming, queries
from registry.units.models import Act, Unit, UnitChange
from registry.units.sets import details


class Keeper(Place, Protocol):
    """An organisation, as far as a unit needs to know it; `closed` says why it can keep nothing any more."""

    @property
    def pk(self) -> Any: ...

    @property
    def closed(self) -> str: ...


@operation("unit.register")
def register(keeper: Keeper, *, actor: Actor, items: Mapping[str, Any]) -> Unit:
    """An organisation enters a unit that it will keep; without a code it is entered as well (登记单位, R-144, R-145)."""
    return enter(keeper, items, actor)


@operation("unit.correct")
def correct(unit: Unit, *, actor: Actor, items: Mapping[str, Any], version: int) -> Unit:
    """The keeper keeps a unit's information right (维护单位信息, S2-56)."""
    if unit.version != version:
        raise Refused("该单位的信息刚刚被其他人修改过，请刷新后核对再保存。")
    changed = {name for name, value in items.items() if details.items[name].field.differs(unit, value)}
    for name in sorted(changed.intersection(details.procedures)):
        raise Refused(f"“{details.items[name].label}”不能直接修改，请通过“{details.procedures[name]}”办理。")
    _fill(unit, {name: items[name] for name in changed})
    details.enforce(unit, actor.today, changed)
    if changed & {"name", "code"}:
        queries.refuse_twin(unit)
    if changed:
        unit.save()
        note(items=sorted(changed))
    return unit


@operation("unit.entrust")
def entrust(unit: Unit, *, actor: Actor, keeper: Keeper) -> Unit:
    """A unit is given to another organisation to keep (变更管理党组织, R-145)."""
    if keeper.pk == unit.keeper_id:
        raise Refused("该单位现在就由这个党组织管理，请选择另一个。")
    if keeper.closed:
        raise Refused(keeper.closed)
    if not actor.may("unit.entrust", keeper):
        raise Refused("只能移交给本级或下级党组织；移交给其他党组织的，请由共同的上级办理。")
    unit.keeper_id, unit.path = keeper.pk, keeper.path
    unit.save()
    return unit


@operation("unit.delete")
def delete(unit: Unit, *, actor: Actor, reason: str = "") -> UnitChange:
    """The keeper takes a unit off the register that was entered by mistake; it can be brought back (删除单位, S2-68)."""
    linked = [str(link.organisation) for link in unit.links.select_related("organisation")[:3]]
    if linked:
        raise Refused(
            f"该单位还是{'、'.join(linked)}的所在单位；请先在党组织的“所在单位”里解除关联或更换单位，再删除。"
        )
    ended = unit.organisation_links.all()
    if ended.filter(ended_on__gt=F("started_on")).exists():
        raise Refused("该单位曾是党组织的所在单位，须留作沿革，不能删除；只有误登记、没有用过的单位才能删除。")
    ended.delete()
    change = UnitChange.of(unit, Act.DELETED, actor.today, entry_number(), reason=reason.strip())
    unit.delete()
    return change


@operation("unit.undo")
def undo(change: UnitChange, *, actor: Actor) -> UnitChange:
    """What a deletion or conversion wrote is taken back, while nobody has built on it (撤回单位变动)."""
    if change.undone_on is not None:
        raise Refused(f"这次变动已在{change.undone_on:%Y-%m-%d}撤回，不必再办。")
    reporting.refuse_undoing(change.effective_on)
    note(rows=reverse([change.entry_number], sparing=(UnitChange,)))
    Unit.objects.filter(pk=change.unit_id).exclude(path=change.keeper.path).update(path=change.keeper.path)
    change.undone_on = actor.today
    change.save()
    return change


def enter(keeper: Keeper, items: Mapping[str, Any], actor: Actor) -> Unit:
    """A new unit kept by `keeper`: the step that registering and linking share."""
    unit = drafted(keeper, items, actor)
    unit.save()
    return unit


def drafted(keeper: Keeper, items: Mapping[str, Any], actor: Actor) -> Unit:
    """The unit as it would be entered, not yet written: what a preview shows."""
    unit = Unit(keeper_id=keeper.pk, path=keeper.path)
    _fill(unit, items)
    details.enforce(unit, actor.today, details.items)
    queries.refuse_twin(unit)
    return unit


def _fill(unit: Unit, items: Mapping[str, Any]) -> None:
    """Put the parsed values on the row, and spell its name."""
    for name, value in items.items():
        details.items[name].field.assign(unit, value)
    unit.pinyin = naming.initials(unit.name)
