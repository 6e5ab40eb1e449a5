"""The rule that what does not apply is not filled in (不适用的禁填, S3-31): made from the declaration of what applies to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from registry.kernel.rules import Rule, rule
from registry.kernel.sets import Heads


def fits_the_category(
    code: str,
    heads_of: Mapping[str, Heads],
    model: type[models.Model],
    *,
    called: Callable[[str], str],
    good: Sequence[Mapping[str, Any]],
    bad: Sequence[Mapping[str, Any]],
    source: str,
) -> Rule:
    """`heads_of`: by item, the heads of the categories it is for; `called`: a category in words."""
    fields = {name: model._meta.get_field(name) for name in heads_of}

    def filled(name: str) -> Q:
        """Filled in, in SQL: no code and no text is shorter than one sign."""
        texts = fields[name].empty_strings_allowed
        return Q(**{f"{name}__isnull": False}) & (~Q(**{name: ""}) if texts else Q())

    def beside(row: Any) -> list[str]:
        category = getattr(row, "category", "")
        there = (name for name in heads_of if getattr(row, name, None) not in (None, ""))
        return [str(fields[name].verbose_name) for name in there if category and not heads_of[name].fit(category)]  # type: ignore[union-attr]

    def wording(row: Any, today: date) -> str:
        return f"“{called(row.category)}”没有这些项目，不可录入：{'、'.join(beside(row))}。"

    wrong = (Q(category__gt="") & filled(name) & ~heads.condition("category") for name, heads in heads_of.items())
    declare = rule(
        code, "与类别不符的项目不可录入", "category", *heads_of, broken=reduce(or_, wrong), good=good, bad=bad,
        wording=wording, source=source,
    )  # fmt: skip
    return declare(lambda row, today: not beside(row))
