"""Everything the registry declares (声明), found by looking: what the promises run over."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

import registry
from registry.kernel.rules import RULES, Rule
from registry.kernel.sets import InformationSet
from registry.security.operation import OPERATIONS, Operation

NOT_DECLARING = ("registry.config", ".management")


@cache
def module_names() -> list[str]:
    """Every module of the registry but its migrations."""
    found = [module.name for module in pkgutil.walk_packages(registry.__path__, "registry.")]
    return [name for name in found if ".migrations" not in name]


@cache
def modules() -> list[ModuleType]:
    """Every module of the registry that may declare something."""
    return [import_module(name) for name in module_names() if not any(part in name for part in NOT_DECLARING)]


@cache
def sets() -> dict[str, InformationSet]:
    """Every information set, by the name of its model and its key."""
    declared = {id(value): value for module in modules() for value in vars(module).values()
                if isinstance(value, InformationSet)}  # fmt: skip
    return {f"{one.model.__name__}.{one.key}": one for one in declared.values()}


@cache
def rules() -> dict[str, tuple[InformationSet, Rule]]:
    """Every rule with the set it guards; several rules may have one number."""
    return {
        f"{name} {rule.code} {rule.fields[0]} {place}": (information, rule)
        for name, information in sets().items()
        for place, rule in enumerate(information.rules)
    }


def rules_without_a_set() -> list[Rule]:
    """Rules that were declared and guard nothing."""
    modules()
    used = {id(rule) for _, rule in rules().values()}
    return [rule for same in RULES.values() for rule in same if id(rule) not in used]


def operations() -> dict[str, Operation]:
    """Every operation by its name."""
    modules()
    return dict(OPERATIONS)
