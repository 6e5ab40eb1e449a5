"""What every information set keeps (信息集): its items are read, shown and written back without loss."""

from __future__ import annotations

import pytest
from django.db import models
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from registry.kernel.fields import ItemField
from registry.kernel.sets import InformationSet, Item
from registry.security.matrix import functions
from tests import declarations
from tests.promises import staged, values

SETS = declarations.sets()
EVERY_SET = pytest.mark.parametrize("information", SETS.values(), ids=SETS.keys())
ITEMS = {f"{key}.{name}": (one, item) for key, one in SETS.items() for name, item in one.items.items()}
EVERY_ITEM = pytest.mark.parametrize(("information", "item"), ITEMS.values(), ids=ITEMS.keys())
OWN = {key: pair for key, pair in ITEMS.items() if not isinstance(pair[1].field, models.ForeignKey)}
EVERY_OWN_ITEM = pytest.mark.parametrize(("information", "item"), OWN.values(), ids=OWN.keys())
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(MANY, max_examples=4, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def test_there_is_a_set_of_organisations_of_members_and_of_units() -> None:
    assert {one.model._meta.app_label for one in SETS.values()} >= {"organisations", "members", "units"}


@EVERY_SET
def test_every_item_has_a_code_of_its_own_and_a_chinese_label(information: InformationSet) -> None:
    codes = [item.code for item in information.items.values()]
    assert len(codes) == len(set(codes))
    assert all(codes)
    for item in information.items.values():
        assert any("一" <= character <= "鿿" for character in item.label), item.name
        assert information.labelled(item.label) == item


@EVERY_SET
def test_every_name_in_the_declaration_is_an_item_or_a_function(information: InformationSet) -> None:
    items = set(information.items)
    assert {item.name for item in information.counted} <= items
    assert set(information.procedures) <= items
    assert set(information.keys) <= items
    assert set(information.smaller) <= set(functions())
    assert {name for names in information.smaller.values() for name in names} <= items
    for item in information.items.values():
        assert item.applies is None or item.applies[0] in items


@EVERY_OWN_ITEM
@given(data=some.data())
@MANY
def test_what_was_read_stands_in_the_form_so_that_it_reads_as_the_same(
    information: InformationSet, item: Item, data: some.DataObject
) -> None:
    parsed = item.field.parse(data.draw(values.written(item.field)))
    if parsed.refused:
        return
    row = staged.make_row(information, {})
    item.field.assign(row, parsed.value)
    again = item.field.parse(item.field.input_of(row))
    assert not again.refused
    assert not item.field.differs(row, again.value)


@EVERY_OWN_ITEM
@pytest.mark.django_db
@given(data=some.data())
@FEW
def test_whatever_is_read_can_be_stored_and_shown(
    information: InformationSet, item: Item, data: some.DataObject
) -> None:
    texts = data.draw(some.lists(values.written(item.field), min_size=10, max_size=25))
    parsed = [item.field.parse(text) for text in (*values.EXTREMES, *texts)]
    read = [one.value for one in parsed if not one.refused]
    rows = [staged.make_row(information, {}) for _ in read]
    for row, value in zip(rows, read, strict=True):
        item.field.assign(row, value)
    for row, kept, value in zip(rows, staged.store(information, rows), read, strict=True):
        assert item.field.is_filled(kept) is item.field.is_filled(row)
        assert item.text(kept) == item.text(row)
        assert not item.field.differs(kept, value)


@EVERY_SET
def test_an_empty_row_has_texts_and_is_not_complete(information: InformationSet) -> None:
    row = staged.make_row(information, {})
    assert [text for _, text in information.texts(row)] == [""] * len(information.items)
    assert information.completeness(row).percent < 100
    assert set(information.completeness(row).missing) == {i for i in information.counted if i.applies_to(row)}


@EVERY_SET
@pytest.mark.django_db
@given(data=some.data())
@FEW
def test_completeness_is_the_same_in_python_and_in_sql(information: InformationSet, data: some.DataObject) -> None:
    rows = [_row(information, data) for _ in range(20)]
    counted = staged.store(information, rows).annotate(percent=information.completeness_in_sql())
    in_sql = dict(counted.values_list("pk", "percent"))
    assert in_sql == {row.pk: information.completeness(row).percent for row in rows}


def _row(information: InformationSet, data: some.DataObject) -> models.Model:
    """A row with some of its items filled in."""
    row = staged.make_row(information, {})
    for item in information.items.values():
        if isinstance(item.field, models.ForeignKey):
            setattr(row, item.field.attname, data.draw(some.sampled_from([None, 7])))
            continue
        parsed = item.field.parse(data.draw(_filling(item.field)))
        if not parsed.refused:
            item.field.assign(row, parsed.value)
    return row


def _filling(field: ItemField) -> some.SearchStrategy[str]:
    """Empty half of the time: that is what completeness is about."""
    return some.one_of(some.just(""), values.written(field))
