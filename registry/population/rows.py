"""One county as the database takes it in (合成县的数据行): lines of COPY for each table, sealed with the installation's keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from registry.codes.catalogue import code_list
from registry.intake.demonstration.names import name_of
from registry.kernel import uids
from registry.kernel.pinyin import keys, spelling
from registry.kernel.sealing import keyring
from registry.kernel.values import identity, phones
from registry.kernel.values.credit_codes import check_character, organisation_check
from registry.members.sets import basic as member_set
from registry.members.sets.basic import NORMAL
from registry.organisations import naming
from registry.organisations.sets import basic as organisation_set
from registry.population.flaws import NONE
from registry.population.persons import People, Person, sizes
from registry.population.places import Place, Unit, places
from registry.population.province import County, Order, draw_of
from registry.units import naming as unit_naming

ORGANISATION = (
    "id", "version", "uid", "name", "short_name", "category", "subordination", "secretary", "contact", "phone", "phone_mask",
    "phone_index", "phone_doubtful", "founded_on", "founded_precision", "situation", "founding_document", "code", "path",
    "children_made", "rank", "state", "pinyin", "short_pinyin", "parent_id",
)  # fmt: skip
UNIT = (
    "id",
    "version",
    "uid",
    "name",
    "code",
    "category",
    "party_build",
    "leading_group",
    "path",
    "keeper_id",
    "pinyin",
)
LINK = ("version", "started_on", "main", "organisation_id", "unit_id")
MEMBER = (
    "id", "version", "uid", "name", "sex", "ethnicity", "identity_number", "identity_unknown", "identity_mask",
    "identity_birth_on", "identity_sex", "birth_on", "birth_precision", "education", "degree", "category", "joined_on",
    "joined_precision", "converted_on", "converted_precision", "seniority_correction", "post", "title",
    "title_started_precision", "title_ended_precision", "stratum", "migrant_worker", "phone", "phone_mask", "phone_index",
    "phone_doubtful", "household", "address", "status", "lost", "lost_on", "lost_precision", "floating", "destination",
    "secrecy", "path", "pinyin", "other_pinyin", "organisation_id",
)  # fmt: skip
IDENTITY = ("version", "index", "member_id")
TABLES = {
    "organisations_organisation": ORGANISATION, "units_unit": UNIT, "organisations_organisationunit": LINK,
    "members_member": MEMBER, "members_memberidentity": IDENTITY,
}  # fmt: skip
"""What a county is written into, in this order."""
A_YEAR_SINCE = date(1982, 10, 31)
"""Who joined later is remarked on for one reason alone: no other rule speaks of the years since."""
NOTHING = "\\N"
NATIONS = {code.name: code.code for code in code_list("gb_ethnic")}


@dataclass(slots=True)
class Lines:
    """The lines of one county by table, and how many faults of each kind are in them."""

    of: dict[str, bytes] = field(default_factory=dict)
    flaws: dict[str, int] = field(default_factory=dict)
    members: int = 0


def county_lines(order: Order) -> Callable[[County], Lines]:
    """What makes the lines of one county; the same county and order give the same lines but for seals and identities."""

    def lines(county: County) -> Lines:
        return _County(order, county).lines()

    return lines


class _County:
    """One county while its lines are made."""

    def __init__(self, order: Order, county: County) -> None:
        self.order, self.county = order, county
        self.draw = draw_of(order, county.number)
        self._moment = uids.moment_of(order.today)

    def lines(self) -> Lines:
        people = People(self.order, self.county, self.draw).by_kind()
        found = list(places(self.county, sizes(people, self.draw), self.draw))
        waiting = {kind: iter(several) for kind, several in people.items()}
        placed = [
            (place, person) for kind, place in found for person in islice(waiting.get(kind, iter(())), place.size)
        ]
        made = Lines(members=len(placed))
        everything = [place for _, place in found]
        made.of["organisations_organisation"] = joined(organisation_rows(everything, self.draw, self.fresh))
        units = [(place, unit) for place in everything for unit in place.units]
        made.of["units_unit"] = joined(self._units(units))
        made.of["organisations_organisationunit"] = joined(self._links(units))
        members = list(self._members(placed))
        made.of["members_member"] = joined(members)
        made.of["members_memberidentity"] = joined(self._identities(placed))
        for _, person in placed:
            if person.flaw is not NONE and shows(person):
                made.flaws[person.flaw.key] = made.flaws.get(person.flaw.key, 0) + 1
        return made

    def fresh(self, count: int) -> list[UUID]:
        """Identities that the seed decides."""
        return uids.of_moment(self._moment, [self.draw.getrandbits(80) for _ in range(count)])

    def _units(self, units: Sequence[tuple[Place, Unit]]) -> Iterator[Sequence[object]]:
        for number, ((place, unit), uid) in enumerate(zip(units, self.fresh(len(units)), strict=True)):
            yield (
                self._unit_key(number), 1, uid, unit.name, _credit_code(self.county, number), unit.category, place.built, "0",
                place.path, place.key, unit_naming.initials(unit.name),
            )  # fmt: skip

    def _links(self, units: Sequence[tuple[Place, Unit]]) -> Iterator[Sequence[object]]:
        for number, (place, unit) in enumerate(units):
            yield 1, place.founded_on, "t" if unit is place.units[0] else "f", place.key, self._unit_key(number)

    def _unit_key(self, number: int) -> int:
        return self.county.key + number

    def _members(self, placed: Sequence[tuple[Place, Person]]) -> Iterator[Sequence[object]]:
        fresh = self.fresh(len(placed))
        items = member_set.items
        sealed = zip(
            *(
                items[name].field.seal_all([text(place, person) for place, person in placed], fresh)  # type: ignore[attr-defined]
                for name, text in _SEALED.items()
            ),
            strict=True,
        )
        for (place, person), uid, (number, phone, address) in zip(placed, fresh, sealed, strict=True):
            yield _member(place, person, uid, _bytes(number), _bytes(phone), _bytes(address))

    def _identities(self, placed: Sequence[tuple[Place, Person]]) -> Iterator[Sequence[object]]:
        ring = keyring()
        for _, person in placed:
            if person.flaw.key != "unknown":
                yield 1, ring.blind(person.number, "identity"), person.key


def organisation_rows(
    found: Sequence[Place], draw: Random, fresh: Callable[[int], list[UUID]]
) -> Iterator[Sequence[object]]:
    """The rows of organisations; who leads one and its telephone are drawn."""
    phone: Any = organisation_set.items["phone"].field
    numbers = [f"198{place.key:08d}" for place in found]
    identities = fresh(len(found))
    made: dict[int, int] = {}
    for place in found:
        made[place.above] = made.get(place.above, 0) + 1
    ring = keyring()
    for place, uid, number, sealed in zip(found, identities, numbers, phone.seal_all(numbers, identities), strict=True):
        short = naming.short_name(place.name, place.above_name, place.category)
        secretary, contact = (name_of(draw, woman=draw.random() < 0.3, born=1975, ethnicity="汉族") for _ in range(2))
        yield (
            place.key, 1, uid, place.name, short, place.category, "", secretary, contact, _bytes(sealed), phones.mask(number),
            ring.blind(number, "phone"), "f", place.founded_on, "day", place.situation,
            f"演示发〔{place.founded_on.year}〕{place.key % 97 + 1}号", f"099{place.key:09d}", place.path, made.get(place.key, 0),
            1_000_000, "active", initials(naming.core(place.name))[:120], initials(short)[:60], place.above or NOTHING,
        )  # fmt: skip


def shows(person: Person) -> bool:
    """Whether the fault he was given can be in his row: only who joined since 1982 had a probation of a year for certain."""
    settled = person.converted_on is not None and person.joined_on > A_YEAR_SINCE
    return settled or person.flaw.key not in ("early", "month")


def initials(name: str) -> str:
    """Character by character, which takes a hundredth of the time of reading words; only a few are read otherwise."""
    return "".join(keys(character)[:1] for character in name)


def _member(place: Place, person: Person, uid: UUID, number: str, phone: str, address: str) -> Sequence[object]:
    flaw = person.flaw.key if person.flaw is not NONE and shows(person) else ""
    unknown = flaw == "unknown"
    telephone = _telephone(place, person)
    pinyin, others = spelling(person.name)
    return (
        person.key, 1, uid, person.name, person.sex, NATIONS[person.ethnicity], number, "t" if unknown else "f",
        "" if unknown else identity.mask(person.number), NOTHING if unknown else person.birth_on,
        "" if unknown else person.sex, person.birth_on + timedelta(days=10 if flaw == "birthday" else 0), "day", person.education,
        person.degree, person.category, person.joined_on.replace(day=1) if flaw == "month" else person.joined_on,
        "month" if flaw == "month" else "day", _converted(person, flaw), "day", 0, person.post, "", "day", "day", "",
        "t" if person.post == "113" else "f", phone, phones.mask(telephone), keyring().blind(phones.digits(telephone), "phone"),
        "t" if flaw == "telephone" else "f", "", address, NORMAL, "t" if person.lost_on else "f",
        person.lost_on or NOTHING, "day", "t" if person.destination else "f", person.destination, "0", place.path, pinyin, others,
        place.key,
    )  # fmt: skip


def _converted(person: Person, flaw: str) -> object:
    if person.converted_on is None:
        return NOTHING
    return person.converted_on - timedelta(days=30) if flaw == "early" else person.converted_on


def _telephone(place: Place, person: Person) -> str:
    return f"66{person.key % 100_000:05d}" if person.flaw.key == "telephone" else person.phone


def _address(place: Place, person: Person) -> str | None:
    return None if person.flaw.key == "address" else f"{place.where}{person.house}号"


def _number(place: Place, person: Person) -> str | None:
    return None if person.flaw.key == "unknown" else person.number


_SEALED = {"identity_number": _number, "phone": _telephone, "address": _address}


def _credit_code(county: County, number: int) -> str:
    """A code of a unit whose registration does not exist: 99 in places 3 and 4 (R-254)."""
    body = f"{county.number:03d}{number:05d}"
    first = f"12{county.region}{body}{organisation_check(body)}"
    return first + check_character(first)


def _bytes(sealed: bytes | None) -> str:
    return f"\\\\x{sealed.hex()}" if sealed else NOTHING


def joined(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as COPY reads them."""
    return "".join("\t".join(map(str, row)) + "\n" for row in rows).encode()
