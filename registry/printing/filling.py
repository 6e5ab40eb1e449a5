"""Filling the official forms from the register (填表): labels, codes and values are those of the information sets."""

from __future__ import annotations

import base64
from typing import Any

from registry.codes.catalogue import code_list
from registry.kernel import clock
from registry.kernel.sealing import keyring
from registry.members.models import Member
from registry.members.sets import basic
from registry.organisations.models import Organisation, OrganisationUnit
from registry.organisations.sets import basic as organisation_set
from registry.printing.collection_forms import (
    Boxes,
    Choice,
    Code,
    Day,
    Detail,
    Item,
    MemberForm,
    Option,
    OrganisationForm,
    UnitLine,
    Words,
)
from registry.printing.marks import CheckMark, PrintMark
from registry.security.actors import Actor
from registry.units.models import Unit
from registry.units.sets import information

MEMBER_ORDER = (
    "name", "sex", "ethnicity", "identity_number", "birth_on", "education", "category", "organisation", "joined_on",
    "converted_on", "post", "phone", "address", "status", "lost", "floating",
)  # fmt: skip
CODES = frozenset({"education", "post"})
DATES = frozenset({"birth_on", "joined_on", "converted_on"})
# The paper form shows the two states of a living member only.
PRINTED_STATES = ("1", "2")


def mark(actor: Actor, number: str = "") -> PrintMark:
    """When, at which office and by whom; of a loan, its number."""
    return PrintMark(clock.now(), actor.seat.title, actor.name, number)


def check(row: Any) -> CheckMark:
    """A word and a square code that lead back to the record and cannot be guessed for another."""
    digest = keyring().blind(str(row.uid), "check word")
    word = base64.b32encode(digest.bytes[:5]).decode()[:6]
    # capitals make a smaller square: QR codes have a mode of their own for them
    return CheckMark(word, f"DY1:{row.uid.hex.upper()}:{word}")


def member_form(member: Member) -> MemberForm:
    """The sixteen items of one member."""
    items = tuple(
        Item(number, basic.items[name].label, _value(member, name)) for number, name in enumerate(MEMBER_ORDER, 1)
    )
    return MemberForm(member.name, member.organisation.name, items, check(member))


def _value(member: Member, name: str) -> Words | Code | Boxes | Day | Choice:
    item = basic.items[name]
    if name == "identity_number":
        return Boxes(member.identity_number or "")
    if name in CODES:
        return Code(getattr(member, name))
    if name in DATES:
        return Day.of(getattr(member, name))
    if name == "category":
        return _ticks("dz_person_category", ("1", "2"), member.category)
    if name == "status":
        return _ticks("dz_membership_status", PRINTED_STATES, member.status)
    if name == "lost":
        detail = Detail(basic.items["lost_on"].label, Day.month(member.lost_on))
        return Choice((Option("是", "是", detail), Option("否", "否")), "是" if member.lost else "否")
    if name == "floating":
        detail = Detail(basic.items["destination"].label, Words(member.destination))
        return Choice((Option("是", "是", detail), Option("否", "否")), "是" if member.floating else "否")
    if name in ("phone", "address"):
        return Words(getattr(member, name) or "")
    return Words(item.text(member))


def _ticks(name: str, codes: tuple[str, ...], ticked: str) -> Choice:
    labels = code_list(name)
    return Choice(tuple(Option(code, labels.label(code)) for code in codes), ticked)


def organisation_form(organisation: Organisation) -> OrganisationForm:
    """The ten items of one organisation; the units beyond the main one go on the attached page."""
    links: list[OrganisationUnit] = [] if organisation.situation == "1" else organisation.own_units()
    main = links[0].unit if links else None
    items = [*_organisation_items(organisation), *_unit_items(main)]
    return OrganisationForm(
        organisation.name,
        tuple(items),
        tuple(_line(link.unit) for link in links[1:]),
        clock.today(),
        check(organisation),
    )


def _organisation_items(organisation: Organisation) -> list[Item]:
    labels = {name: item.label for name, item in organisation_set.items.items()}
    situations = _ticks("dz_org_unit_situation", ("1", "3", "2"), organisation.situation)
    return [
        Item(1, labels["name"], Words(organisation.name)),
        Item(2, labels["secretary"], Words(organisation.secretary)),
        Item(3, labels["contact"], Words(organisation.contact)),
        Item(4, labels["phone"], Words(organisation.phone or "")),
        Item(5, labels["category"], Code(organisation.category)),
        Item(6, labels["situation"], situations),
    ]


def _unit_items(unit: Unit | None) -> list[Item]:
    labels = {name: item.label for name, item in information.items.items()}
    return [
        Item(7, labels["name"], Words(unit.name if unit else "")),
        Item(8, labels["category"], Code(unit.category if unit else "")),
        Item(9, labels["party_build"], Code(unit.party_build if unit else "")),
        Item(10, labels["code"], Words(unit.code if unit else "")),
    ]


def _line(unit: Unit) -> UnitLine:
    return UnitLine(unit.name, unit.category, unit.party_build, unit.code)
