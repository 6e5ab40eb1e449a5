"""The branch a member's row names (所在党支部): found by its full name or code below the chosen organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q

from registry.intake.models import Batch, Source, Weight
from registry.intake.steps.cells import Remark
from registry.intake.steps.copying import NULL, line
from registry.intake.steps.nearest import MOST, Nearest, hint
from registry.organisations.models import Organisation, State

HEADS = ("中国共产党", "中共")


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a written name leads: to one branch, or to what is wrong with it."""

    pk: int | None = None
    path: str | None = None
    remark: Remark | None = None
    fragment: str = f"\t{NULL}\t{NULL}"
    """The name as it is written, the branch and its path, as COPY takes them."""


class Branches:
    """Looks names up, each once."""

    def __init__(self, batch: Batch) -> None:
        self._top = batch.organisation
        self._known: dict[str, Branch] = {}

    def find(self, names: Iterable[str]) -> dict[str, Branch]:
        """The branch of each name."""
        missing = {name for name in names if name} - self._known.keys()
        if missing:
            self._look(missing)
        return self._known

    def _look(self, names: set[str]) -> None:
        written = {variant: name for name in names for variant in _variants(name)}
        found: dict[str, list[Organisation]] = {name: [] for name in names}
        here = Organisation.objects.below(self._top.path).filter(state=State.ACTIVE)
        for one in here.filter(Q(name__in=written) | Q(code__in=names)).only("pk", "name", "code", "path", "category"):
            found[one.code if one.code in found else written[one.name]].append(one)
        for name, rows in found.items():
            branch = self._judge(name, [row for row in rows if row.name == name] or rows)
            self._known[name] = replace(branch, fragment=line((name, branch.pk, branch.path)))

    def _judge(self, name: str, found: list[Organisation]) -> Branch:
        branches = [one for one in found if one.is_branch]
        if len(branches) == 1:
            return Branch(branches[0].pk, branches[0].path)
        if branches:
            message = f"有{len(branches)}个同名的党支部，请点“对应”指定是哪一个。"
            return _wrong("R-162", message, name, Weight.DECIDE)
        if found:
            return _wrong(
                "R-162", f"“{found[0].short_name}”不是党支部；每名党员必须编入一个党支部，请填写党支部全称。", name
            )
        guess = self._nearest.find(name) if self._nearest else None
        return _wrong("", f"没有这个党支部{hint(guess)}", name)

    @cached_property
    def _nearest(self) -> Nearest | None:
        here = Organisation.objects.below(self._top.path).branches()
        names = list(here.filter(state=State.ACTIVE).values_list("name", flat=True)[: MOST + 1])
        return Nearest(names) if len(names) <= MOST else None


def _variants(name: str) -> list[str]:
    """The name with either way of writing the party in front."""
    for head, other in (HEADS, HEADS[::-1]):
        if name.startswith(head):
            return [name, other + name.removeprefix(head)]
    return [name]


def _wrong(rule: str, message: str, name: str, weight: Weight = Weight.REFUSE) -> Branch:
    return Branch(remark=Remark("organisation", rule, weight, Source.PLACE, message, name))
