"""How the tree is changed (组织变动业务), each once."""

from typing import Any

from registry.organisations.models import Reorganisation
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


@performance("organisation.undo")
def undo(world: World) -> Performance:
    operations.move(world.village, actor=clerk(world.county), parent=world.mill, **PAPER)
    return Performance(Reorganisation.objects.get(), clerk(world.county), {})
