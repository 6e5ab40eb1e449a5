"""How keys are changed (密钥变更), each act once."""

from __future__ import annotations

from registry.custody import operations
from registry.custody.models import Change, KeyChange, Stage
from registry.security.models import Role
from tests.performances import Performance, performance
from tests.support.writing import writing
from tests.world import World, clerk, console


def asked(world: World, change: Change = Change.CODES) -> KeyChange:
    """The province's system officer asks for a new key."""
    actor = clerk(world.province, role=Role.SYSTEM)
    return operations.ask(world.province, actor=actor, change=change, reason="每年更换")


def standing(world: World, change: Change, stage: Stage) -> KeyChange:
    """A change that has come that far."""
    made = asked(world, change)
    with writing():
        KeyChange.objects.filter(pk=made.pk).update(stage=stage, number=1, entry=1)
    return KeyChange.objects.get(pk=made.pk)


@performance("key.ask")
def ask(world: World) -> Performance:
    return Performance(world.province, console("key.ask"), {"change": Change.SEALING, "reason": "每年更换"})


@performance("key.confirm")
def confirm(world: World) -> Performance:
    return Performance(asked(world), console("key.confirm"), {})


@performance("key.decline")
def decline(world: World) -> Performance:
    return Performance(asked(world), console("key.decline"), {"words": "本年已经更换"})


@performance("key.reindex")
def reindex(world: World) -> Performance:
    return Performance(standing(world, Change.INDEX, Stage.CONFIRMED), console("key.reindex"), {})


@performance("key.finish")
def finish(world: World) -> Performance:
    return Performance(standing(world, Change.SEALING, Stage.RUNNING), console("key.finish"), {})


@performance("hold.place")
def place(world: World) -> Performance:
    inputs = {"kind": "drafts", "reason": "配合检查", "document": "江纪发〔2025〕2号"}
    return Performance(world.province, console("hold.place"), inputs)


@performance("hold.release")
def release(world: World) -> Performance:
    act = place(world)
    hold = operations.place(act.subject, actor=clerk(world.province, role=Role.SECURITY), **act.inputs)
    return Performance(hold, console("hold.release"), {"reason": "检查结束"})
