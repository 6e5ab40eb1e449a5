"""What the tests of the intake share: sheets taken in as a clerk would, and what came of each row."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.intake import operations
from registry.intake.models import Batch
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from tests import world as country
from tests.intake import county as sheets

Rehearse = Callable[[Organisation, str, bytes, Actor], Batch]


@pytest.fixture
def clerk(world: country.World) -> Actor:
    """The data clerk of a county."""
    return country.clerk(world.county)


@pytest.fixture
def new_county(world: country.World) -> Organisation:
    """A county that has nobody on the register yet."""
    items = country.organisation_form(name=sheets.COUNTY, category="141", situation="")
    return organisations.create(world.city, actor=country.console("organisation.create"), items=items)


def rehearsed(place: Organisation, name: str, content: bytes, actor: Actor) -> Batch:
    """A sheet uploaded, examined and rehearsed."""
    batch = operations.upload(place, actor=actor, name=f"{name}.xlsx", content=content)
    batch = operations.examine(batch, actor=actor)
    return operations.rehearse(batch, actor=actor)


def loaded(place: Organisation, name: str, content: bytes, actor: Actor) -> Batch:
    """A sheet taken in to the end."""
    batch = rehearsed(place, name, content, actor)
    batch = operations.start(batch, actor=actor, accepted=list(batch.form.columns))
    return operations.load(batch, actor=actor)


def taken_in(place: Organisation, county: sheets.County, actor: Actor) -> dict[str, Batch]:
    """Both sheets of a county, organisations first."""
    return {name: loaded(place, name, content, actor) for name, content in county.workbooks().items()}


def outcomes(batch: Batch) -> dict[int, str]:
    """What became of each row."""
    return dict(batch.staged._default_manager.filter(batch=batch).values_list("row", "outcome"))


def said(batch: Batch, row: int) -> list[tuple[str, str]]:
    """What is said of a row, with its weight."""
    return list(batch.findings.filter(row=row).order_by("pk").values_list("weight", "message"))


def finding_texts(batch: Batch, row: int) -> str:
    return " ".join(message for _, message in said(batch, row))
