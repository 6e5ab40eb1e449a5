"""How the tree is changed (组织变动业务), each once."""

from typing import Any

from registry.organisations import operations as organisations
from registry.organisations.models import Organisation, Reorganisation
from registry.organisations.sets import basic
from registry.reorganisations import operations
from tests.performances import Performance, performance
from tests.world import TODAY, World, clerk, organisation_form, written

PAPER: dict[str, Any] = {"effective_on": TODAY, "document": "清组发〔2025〕12号"}


@performance("organisation.move")
def move(world: World) -> Performance:
    return Performance(world.village, clerk(world.county), PAPER | {"parent": world.mill})


@performance("organisation.recategorise")
def recategorise(world: World) -> Performance:
    return Performance(world.spinning, clerk(world.county), PAPER | {"items": written(basic, category="611")})


@performance("organisation.merge")
def merge(world: World) -> Performance:
    return Performance(world.spinners, clerk(world.mill), PAPER | {"others": [world.dyers]})


@performance("organisation.unite")
def unite(world: World) -> Performance:
    items = organisation_form(name="中共清源县织造厂纺染支部委员会", category="631", situation="1")
    return Performance(
        world.spinning, clerk(world.mill), PAPER | {"others": [world.spinners, world.dyers], "items": items}
    )


@performance("organisation.split")
def split(world: World) -> Performance:
    part = organisation_form(name="中共清源县织造厂织布第二支部委员会", category="631", situation="1")
    deal = {str(one.uid): 1 for one in (world.li, world.ye, world.shan)}
    return Performance(world.weavers, clerk(world.mill), PAPER | {"parts": [part], "deal": deal, "goes": False})


@performance("organisation.dissolve")
def dissolve(world: World) -> Performance:
    operations.move(world.spinners, actor=clerk(world.mill), parent=world.mill, **PAPER)
    operations.move(world.dyers, actor=clerk(world.mill), parent=world.mill, **PAPER)
    return Performance(world.spinning, clerk(world.mill), PAPER | {"reason": "工作需要"})


def mistake(world: World) -> Organisation:
    """An organisation somebody made by mistake, below the county."""
    items = organisation_form(name="中共清源县误建委员会", category="141", situation="")
    return organisations.create(world.city, actor=clerk(world.city), items=items)


@performance("organisation.remove")
def remove(world: World) -> Performance:
    return Performance(mistake(world), clerk(world.city), {"reason": "重复新建"})


@performance("organisation.restore")
def restore(world: World) -> Performance:
    wrong = mistake(world)
    operations.remove(wrong, actor=clerk(world.city), reason="重复新建")
    return Performance(wrong, clerk(world.city), {})


@performance("organisation.undo")
def undo(world: World) -> Performance:
    operations.move(world.village, actor=clerk(world.county), parent=world.mill, **PAPER)
    return Performance(Reorganisation.objects.get(), clerk(world.county), {})
