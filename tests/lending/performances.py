"""How a copy is lent (导出借阅), each step once: the county wants the numbers of its members in full."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.kernel import clock
from registry.lending import operations
from registry.lending.making import Content
from registry.lending.models import Loan, Purpose
from registry.lending.operations import Terms
from registry.members.lists import MemberList
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from tests.performances import Performance, performance
from tests.world import World, clerk, console

DUE = date(2025, 10, 1)
TERMS = Terms(Purpose.REPORT, "报市委组织部核对", "市委组织部", DUE)
DEFAULT = ("identity_number", "organisation", "phone")


def wanted(borrower: Actor, top: Organisation, full: tuple[str, ...] = ("identity_number",)) -> Content:
    """The members of an organisation and below, with some of their numbers in full."""
    return Content(MemberList(borrower, {}, top, below=True, chosen=DEFAULT), full)


def new_loan(place: Organisation, function: str = "member.export") -> Loan:
    """A loan nobody has asked for yet."""
    return Loan(organisation=place, top=place, function=function)


def asked(world: World, borrower: Actor | None = None, **terms: Any) -> Loan:
    """The province's clerk has asked for everybody's numbers."""
    return operations.ask(
        new_loan(world.province), actor=borrower or clerk(world.province), content=wanted(clerk(world.province), world.province),
        terms=Terms(**({"purpose": TERMS.purpose, "words": TERMS.words, "recipient": TERMS.recipient, "due_on": DUE} | terms)),
    )  # fmt: skip


def approved(world: World) -> Loan:
    return operations.approve(asked(world), actor=console())


def ready(world: World) -> Loan:
    return operations.make(approved(world), actor=clerk(world.province))


def lent(world: World) -> Loan:
    return operations.take(ready(world), actor=clerk(world.province))


@performance("loan.ask")
def ask(world: World) -> Performance:
    borrower = clerk(world.county)
    return Performance(new_loan(world.county), borrower, {"content": wanted(borrower, world.county), "terms": TERMS})


@performance("loan.note")
def record_print(world: World) -> Performance:
    return Performance(new_loan(world.weavers, "member.print"), clerk(world.weavers), {"terms": TERMS, "rows": 4})


@performance("loan.approve")
def approve(world: World) -> Performance:
    return Performance(asked(world), console(), {"opinion": "同意"})


@performance("loan.decline")
def decline(world: World) -> Performance:
    return Performance(asked(world), console(), {"opinion": "核对不需要完整号码"})


@performance("loan.withdraw")
def withdraw(world: World) -> Performance:
    return Performance(asked(world), clerk(world.province))


@performance("loan.make")
def make(world: World) -> Performance:
    return Performance(approved(world), clerk(world.province))


@performance("loan.fail")
def fail(world: World) -> Performance:
    return Performance(approved(world), console(), {"reason": "名册有变动"})


@performance("loan.take")
def take(world: World) -> Performance:
    return Performance(ready(world), clerk(world.province))


@performance("loan.extend")
def extend(world: World) -> Performance:
    return Performance(lent(world), clerk(world.province), {"due_on": date(2025, 11, 1), "reason": "核对没有做完"})


@performance("loan.return")
def give_back(world: World) -> Performance:
    today = clock.today()
    return Performance(lent(world), clerk(world.province, today=today), {"became": "destroyed", "on": today})


@performance("loan.clear")
def clear(world: World) -> Performance:
    return Performance(ready(world), console())
