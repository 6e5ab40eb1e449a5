"""The demonstration's accounts (演示账号): one at each level, with passwords drawn for this installation alone."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from registry.accounts import console
from registry.intake.demonstration.making import ACCOUNTS, CITY
from registry.organisations.models import Organisation
from registry.security.models import Role, User

FILE = "demonstration-accounts.txt"
NEXT = "再导入一个县：用“安平市委”的账号登录，在“导入中心”上传该县的两张汇总表，先党组织，后党员。"
WORDS = (
    "banyan", "bamboo", "cedar", "clover", "cotton", "crane", "ginger", "heron", "indigo", "jasmine", "lantern", "lotus",
    "maple", "millet", "orchid", "osmanthus", "peony", "persimmon", "pomelo", "poplar", "reed", "sesame", "sorghum",
    "sparrow", "swallow", "tea", "walnut", "willow",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in, as what."""

    organisation: Organisation
    role: Role
    login_name: str
    password: str

    @property
    def line(self) -> str:
        return f"{_padded(f'{self.organisation.short_name} {self.role.label}', 30)}{self.login_name:<20}{self.password}"


def path() -> Path:
    """Where the accounts of this installation are written down, for its owner's eyes only."""
    return Path(settings.VAR) / FILE


def known() -> bool:
    """Whether what is written down there opens this database, and not one that was used before."""
    if not path().exists():
        return False
    written = path().read_text(encoding="utf-8").split()
    return User.objects.filter(login_name__in=written).exists()


def make(today: date) -> None:
    """The accounts of this installation, unless they are there already."""
    if known():
        return
    city = Organisation.objects.get(name=CITY)
    places = {one.name: one for one in Organisation.objects.below(city.path)}
    wanted = [(key, places[name], Role.OPERATOR) for key, name in ACCOUNTS.items()]
    county = places[ACCOUNTS["county"]]
    wanted += [(f"county-{role}", county, role) for role in (Role.APPROVER, Role.SYSTEM, Role.SECURITY, Role.AUDIT)]
    province = Organisation.objects.order_by("path")[0]  # keys, rights and the trail are in the hands of its three
    wanted += [(f"province-{role}", province, role) for role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT)]
    write([_opened(place, key, role, today) for key, place, role in wanted])


def _opened(organisation: Organisation, key: str, role: Role, today: date) -> Account:
    """A new person with a post there; `key` or the first free name after it becomes the login name."""
    account = Account(organisation, role, _free(key), _password())
    items = {"name": f"{organisation.short_name}{role.label}"} | console.invented(User.objects.count())
    console.open_in_use(organisation, role, items, account.login_name, today, account.password)
    return account


def write(found: list[Account]) -> None:
    """Write the accounts down, readable by the owner alone."""
    heading = f"{_padded('党组织和岗位', 30)}{_padded('登录名', 20)}口令"
    text = "\n".join(
        ["演示账号（本机专用，口令随安装生成）", "", heading, *(account.line for account in found), "", NEXT, ""]
    )
    path().parent.mkdir(parents=True, exist_ok=True)
    path().unlink(missing_ok=True)
    with os.fdopen(os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _free(key: str) -> str:
    names = (key if number == 1 else f"{key}-{number}" for number in range(1, 1000))
    return next(name for name in names if not User.objects.filter(login_name=name).exists())


def _password() -> str:
    """Three words and a number: easily read to somebody, hard to guess at the speed of a sign-in page."""
    return "-".join([*(secrets.choice(WORDS).title() for _ in range(3)), f"{secrets.randbelow(90) + 10}"])


def _padded(text: str, width: int) -> str:
    """Chinese characters are two columns wide."""
    return text + " " * max(2, width - sum(2 if ord(character) > 0xFF else 1 for character in text))
