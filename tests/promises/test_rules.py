"""What every rule keeps (校核规则): its examples hold, and its Python and its SQL say the same."""

from __future__ import annotations

from datetime import date
from itertools import islice, product
from types import SimpleNamespace
from typing import Any

import pytest

from registry.kernel.rules import Rule, precision_of
from registry.kernel.sets import InformationSet
from tests import declarations
from tests.promises import staged
from tests.world import TODAY

EVERY_RULE = pytest.mark.parametrize(
    ("information", "rule"), declarations.rules().values(), ids=declarations.rules().keys()
)
MOST = 400
"""How many combinations of a rule's example values are judged both ways."""


@EVERY_RULE
def test_a_rule_passes_its_good_and_fails_its_bad_examples(information: InformationSet, rule: Rule) -> None:
    assert rule.good
    assert rule.bad
    for example in rule.good:
        assert rule.violation(SimpleNamespace(**example), TODAY) is None, example
    for example in rule.bad:
        found = rule.violation(SimpleNamespace(**example), TODAY)
        assert found is not None, example
        assert (found.rule, found.level) == (rule.code, rule.level)


@EVERY_RULE
@pytest.mark.django_db
def test_its_sql_twin_judges_the_examples_alike(information: InformationSet, rule: Rule) -> None:
    rows = [staged.make_row(information, example) for example in (*rule.good, *rule.bad)]
    found = staged.store(information, rows).filter(rule.condition(TODAY))
    assert {row.pk for row in found} == {row.pk for row in rows[len(rule.good) :]}


@EVERY_RULE
@pytest.mark.django_db
def test_python_and_sql_agree_on_every_mixture_of_its_values(information: InformationSet, rule: Rule) -> None:
    rows = [staged.make_row(information, mixture) for mixture in _mixtures(rule)]
    broken = {row.pk for row in staged.store(information, rows).filter(rule.condition(TODAY))}
    differing = [row for row in rows if bool(rule.holds(row, TODAY)) is (row.pk in broken)]
    assert not differing, [{name: getattr(row, name, None) for name in rule.fields} for row in differing[:3]]


@EVERY_RULE
@pytest.mark.django_db
@pytest.mark.parametrize("precision", ["month", "year"])
def test_sql_misses_nothing_that_python_finds_with_imprecise_dates(
    information: InformationSet, rule: Rule, precision: str
) -> None:
    """A sheet is judged by SQL first; what it finds with an imprecise date is judged again in Python (R-012)."""
    rows = [staged.make_row(information, _coarse(mixture, precision)) for mixture in _mixtures(rule)]
    broken = {row.pk for row in staged.store(information, rows).filter(rule.condition(TODAY))}
    assert [row for row in rows if rule.violation(row, TODAY) and row.pk not in broken] == []


@EVERY_RULE
def test_its_message_is_one_sentence_that_names_no_field_in_english(information: InformationSet, rule: Rule) -> None:
    for example in rule.bad:
        message = rule.message(SimpleNamespace(**example), TODAY)
        assert message.strip() == message
        assert not any(name in message for name in rule.fields), message


def test_every_rule_guards_a_set() -> None:
    assert declarations.rules_without_a_set() == []


def test_a_field_named_by_a_rule_exists_or_is_a_fact_of_its_set() -> None:
    for name, (information, rule) in declarations.rules().items():
        columns = {field.name for field in staged.table(information)._meta.fields}
        assert set(rule.fields) <= columns, name


def _coarse(values: dict[str, Any], precision: str) -> dict[str, Any]:
    """The same values with every date known to the month or year only."""
    coarse = dict(values)
    for name, value in values.items():
        if isinstance(value, date) and name != "identity_birth_on":
            coarse[name] = value.replace(day=1, month=value.month if precision == "month" else 1)
            coarse[precision_of(name)] = precision
    return coarse


def _mixtures(rule: Rule) -> list[dict[str, Any]]:
    """The examples' values of each field, and nothing, in every combination up to a limit."""
    examples = [*rule.good, *rule.bad]
    names = list(dict.fromkeys([*rule.fields, *(name for example in examples for name in example)]))
    choices = [[None, *dict.fromkeys(e[name] for e in examples if e.get(name) is not None)] for name in names]
    return [dict(zip(names, values, strict=True)) for values in islice(product(*choices), MOST)]
