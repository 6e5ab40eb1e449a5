"""Making the demonstration (建立演示数据): the superiors, and the county by its two sheets; safe to repeat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from registry.intake import operations
from registry.intake.demonstration.county import COMMITTEE, COUNTY, TOWNS, VILLAGES
from registry.intake.demonstration.sheets import sheets
from registry.intake.flow import Status
from registry.intake.models import Batch
from registry.kernel.refusals import Refused
from registry.members.models import Member
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation
from registry.organisations.sets import details
from registry.security.actors import Actor, Top

PROVINCE, CITY = "中国共产党江川省委员会（演示）", "中国共产党安平市委员会"
TOWN = f"中共{COUNTY}{TOWNS[0]}委员会"
VILLAGE = f"中共{COUNTY}{TOWNS[0]}{VILLAGES[0]}村支部委员会"
ACCOUNTS = {"city": CITY, "county": COMMITTEE, "town": TOWN, "village": VILLAGE}
"""Who may sign in: a login name, and the organisation whose clerk that is."""
FUNCTIONS = tuple(f"intake.{verb}" for verb in ("upload", "examine", "rehearse", "start", "load"))

Say = Callable[[str], object]


def make(today: date, say: Say) -> None:
    """Whatever of the demonstration is not there yet."""
    city = _superior()
    if city is None:
        say(f"建立{PROVINCE}和{CITY} …")
        city = _superiors(today)
    _county(city, today, say)


def _superior() -> Organisation | None:
    return Organisation.objects.filter(name=CITY, parent__name=PROVINCE).first()


def _superiors(today: date) -> Organisation:
    """A province and a city, made where a node begins."""
    actor = Actor.console("node.prepare", "organisation.create", today=today)
    province = Organisation.objects.filter(name=PROVINCE, parent=None).first() or organisations.found(
        Top(), actor=actor, items=_form(PROVINCE, "省（区、市）委员会", "01", "1949-08-20")
    )
    return organisations.create(province, actor=actor, items=_form(CITY, "市（地、州、盟）委员会", "02", "1949-09-15"))


def _form(name: str, category: str, number: str, founded_on: str) -> dict[str, object]:
    """What stands on the form of an organisation without a unit."""
    written = {
        "name": name, "category": category, "secretary": "演示书记", "contact": "演示联系人", "phone": f"190000000{number}",
        "founding_document": f"演示发〔2019〕{number}号",
        "founded_on": founded_on,
    }  # fmt: skip
    return {key: details.items[key].field.parse(value).value for key, value in written.items()}


def _county(city: Organisation, today: date, say: Say) -> None:
    """The county hands in its two sheets, as any county does."""
    county = Organisation.objects.filter(name=COMMITTEE, parent=city).first()
    if county and Member.objects.below(county.path).exists():
        return
    (tree, tree_sheet), (people, people_sheet) = sheets(today).workbooks().items()
    if county is None:
        say(f"导入{tree} …")
        _take_in(city, tree, tree_sheet, today)
        county = Organisation.objects.get(name=COMMITTEE, parent=city)
    say(f"导入{people} …")
    batch = _take_in(county, people, people_sheet, today)
    say(f"{COUNTY}：{Organisation.objects.below(county.path).count()} 个党组织，{batch.entries[0]['new']:,} 名党员。")


def _take_in(place: Organisation, name: str, content: bytes, today: date) -> Batch:
    """One workbook from upload to loaded, by the same operations as in the intake centre."""
    actor = Actor.console(*FUNCTIONS, today=today, path=place.path, organisation=place.pk)
    batch = operations.upload(place, actor=actor, name=name, content=content)
    batch = operations.examine(batch, actor=actor)
    if batch.status != Status.MATCHED:
        raise Refused(f"{name}的列对不上，演示数据没有导入。")
    batch = operations.rehearse(batch, actor=actor)
    batch = operations.start(batch, actor=actor)
    return operations.load(batch, actor=actor)
