"""The units in a sheet (单位归并): one that is there already is linked, however its name is written, and none comes twice."""

from __future__ import annotations

import pytest

from registry.intake import operations
from registry.intake.models import Batch, Outcome, StagedUnit
from registry.intake.steps import organisations as reading
from registry.intake.steps.writing import Stale
from registry.kernel import clock
from registry.organisations.models import Organisation, OrganisationUnit
from registry.security.actors import Actor
from registry.units import operations as units
from registry.units.models import Unit
from tests import world as country
from tests.intake import county as sheets
from tests.intake.conftest import finding_texts, loaded, outcomes, rehearsed
from tests.units.performances import unit_items

TOWN = "中共青石县北川镇委员会"


@pytest.fixture
def actor() -> Actor:
    return country.console(today=clock.today())


def branch(number: int, unit: str, code: str = "0", build: str = "建立党支部的") -> sheets.Row:
    """A branch with a unit of its own."""
    people = ("测试甲", "测试乙", "19900000001")
    return [0, f"中共青石县北川镇第{number}支部委员会", TOWN, *people, "党支部", "法人单位", unit, "非公有经济控制",
            build, code]  # fmt: skip


def sheet(*rows: sheets.Row) -> bytes:
    return sheets.workbook(sheets.ORGANISATION_HEAD, [*sheets.sound(0).organisations[:2], *rows])


def registered(new_county: Organisation, actor: Actor, **items: str) -> Unit:
    return units.register(new_county, actor=actor, items=unit_items(**items))


def read(new_county: Organisation, actor: Actor, *rows: sheets.Row) -> Batch:
    return rehearsed(new_county, "organisations", sheet(*rows), actor)


@pytest.mark.parametrize(
    "written", ["青石县铸造（集团）厂", "青石县铸造(集团)厂", "青石县 铸造〔集团〕厂", "青石县铸造[集团]厂"]
)
def test_a_unit_that_is_there_under_a_differently_written_name_is_linked(
    new_county: Organisation, actor: Actor, written: str
) -> None:
    unit = registered(new_county, actor, name="青石县铸造（集团）厂")
    loaded(new_county, "organisations", sheet(branch(7, written)), actor)
    [link] = OrganisationUnit.objects.filter(organisation__name__contains="第7支部")
    assert link.unit == unit
    assert Unit.objects.filter(name__startswith="青石县").count() == 2
    assert Unit.objects.get(pk=unit.pk).name == "青石县铸造（集团）厂"


def test_what_was_owing_an_organisation_has_one_now(new_county: Organisation, actor: Actor) -> None:
    unit = registered(new_county, actor, name="青石县铸造厂", party_build="3", full_members="5")
    loaded(new_county, "organisations", sheet(branch(7, "青石县铸造厂")), actor)
    assert Unit.objects.get(pk=unit.pk).party_build == "13"


def test_rows_far_apart_that_name_one_new_unit_register_it_once(
    new_county: Organisation, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 1)
    loaded(new_county, "organisations", sheet(branch(7, "青石县（新）厂"), branch(8, "青石县(新)厂")), actor)
    unit = Unit.objects.get(name="青石县（新）厂")
    assert unit.links.count() == 2
    assert not Unit.objects.filter(name="青石县(新)厂").exists()


def test_a_row_that_was_mended_still_means_the_unit_of_the_others(new_county: Organisation, actor: Actor) -> None:
    batch = read(new_county, actor, branch(7, "青石县新厂"), branch(8, "青石县新厂"))
    operations.mend(batch, actor=actor, row=4, item="contact", value="测试丙")
    assert StagedUnit.objects.filter(batch=batch, name="青石县新厂").values("uid").distinct().count() == 1


def test_a_code_of_another_unit_is_refused_and_said(new_county: Organisation, actor: Actor) -> None:
    batch = read(new_county, actor, branch(7, "青石县甲厂", sheets.code(61)), branch(8, "青石县乙厂", sheets.code(61)))
    assert outcomes(batch)[5] == Outcome.REJECTED
    assert "该单位代码已登记在另一名称的单位名下" in finding_texts(batch, 5)
    assert outcomes(batch)[4] == Outcome.NEW


def test_one_name_under_two_codes_is_refused_and_said(new_county: Organisation, actor: Actor) -> None:
    registered(new_county, actor, name="青石县（老）厂", code=sheets.code(62))
    batch = read(new_county, actor, branch(7, "青石县(老)厂", sheets.code(63)))
    assert outcomes(batch)[4] == Outcome.REJECTED
    assert "同名单位登记的是另一个代码" in finding_texts(batch, 4)


def test_what_somebody_registered_meanwhile_leads_to_another_rehearsal(new_county: Organisation, actor: Actor) -> None:
    batch = operations.start(read(new_county, actor, branch(7, "青石县新厂")), actor=actor, accepted=[])
    registered(new_county, actor, name="青石县　新厂")
    with pytest.raises(Stale):
        operations.load(batch, actor=actor)
    assert Unit.objects.filter(name__endswith="新厂").count() == 1
