"""Opening accounts from a workbook (批量开通): what each row says, what is wrong with it, before anything is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from registry.intake.workbook.examination import examine_and_read
from registry.intake.workbook.templates import TemplateColumn, template
from registry.kernel.refusals import Level, Refused
from registry.organisations.models import Organisation
from registry.security.models import Role, User, UserStatus

MOST = 500
LABELS = {
    "name": ("姓名",), "identity_number": ("公民身份号码", "身份证号", "身份证号码"), "phone": ("手机号", "手机号码", "联系电话"),
    "place": ("党组织", "党组织名称", "党组织代码", "党组织全称"), "role": ("拟任岗位", "岗位", "账号类别"),
}  # fmt: skip
NEEDED = ("name", "identity_number", "phone", "place")
ROLES = {str(role.label): role.value for role in Role}
TOO_MANY = f"一次最多开通{MOST}人，请拆成几个工作簿分别上传。"
LACKS = "工作簿里缺少这些列：{labels}；请下载模板，按模板的列名填写。"
OUTSIDE = "“{text}”不是本级或直接下级党组织；请写全称、简称或代码，更下级的由其直接上级开通。"
TWICE_HERE = "与第{row}行的{what}相同，一个人只能开通一个账号。"
TAKEN = {"identity_number": "该身份号码已有账号，一个人只能有一个账号。", "phone": "该手机号已有账号使用，请核对号码。"}
NO_ROLE = "岗位应为：{roles}；也可以不填。"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: where it stands, what it says, what is wrong with it."""

    row: int
    items: dict[str, Any]
    place: Organisation | None
    place_text: str
    role: str
    findings: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.items.get("name") or "")


def empty() -> bytes:
    """The workbook to fill in."""
    help_of = {name: str(User._meta.get_field(name).help_text) for name in ("name", "identity_number", "phone")}  # type: ignore[union-attr]
    columns = [
        TemplateColumn("姓名", help_of["name"], required=True, width=12),
        TemplateColumn("公民身份号码", help_of["identity_number"], required=True, width=22),
        TemplateColumn("手机号", help_of["phone"], required=True, width=16),
        TemplateColumn("党组织", "本级或直接下级党组织的全称、简称或代码。", required=True, width=40),
        TemplateColumn("拟任岗位", "供授予岗位时参考，可以不填。", choices=list(ROLES), width=16),
    ]
    return template(columns, sheet="用户")


def read(content: bytes, filename: str, places: list[Organisation]) -> list[Line]:
    """Every row with its findings; a file that cannot be read at all is Refused in a sentence."""
    known = [label for labels in LABELS.values() for label in labels]
    examination, rows = examine_and_read(content, filename, known=known)
    if examination.data_rows > MOST:
        rows.close()
        raise Refused(TOO_MANY)
    columns = _columns([column.label for column in examination.columns])
    return _with_neighbours(list(_lines(rows, columns, _names(places))))


def _columns(headings: list[str]) -> dict[str, int]:
    """Where each item stands."""
    found = {
        name: at
        for name, labels in LABELS.items()
        for at, heading in enumerate(headings)
        if heading.strip("* ") in labels
    }
    missing = [LABELS[name][0] for name in NEEDED if name not in found]
    if missing:
        raise Refused(LACKS.format(labels="、".join(missing)))
    return found


def _names(places: list[Organisation]) -> dict[str, Organisation]:
    """What an organisation may be called in the sheet."""
    return {text: place for place in places for text in (place.short_name, place.name, place.code) if text}


def _lines(rows: Any, columns: dict[str, int], names: dict[str, Organisation]) -> Iterator[Line]:
    for row in rows:
        values = {name: row.values[at] if at < len(row.values) else "" for name, at in columns.items()}
        yield _line(row.excel_row, values, names)


def _line(number: int, values: dict[str, Any], names: dict[str, Organisation]) -> Line:
    items: dict[str, Any] = {}
    findings: list[str] = []
    for name in ("name", "identity_number", "phone"):
        field: Any = User._meta.get_field(name)
        raw = values[name] or None
        if name == "phone" and isinstance(raw, float):
            raw = f"{raw:.0f}"
        parsed = field.parse(raw)
        items[name] = parsed.value
        findings += [one.message for one in parsed.problems if one.level is not Level.WARN]
        if parsed.value in (None, "") and not parsed.problems:
            findings.append(f"请填写{field.verbose_name}。")
    text = str(values["place"]).strip()
    place = names.get(text)
    role = str(values.get("role", "")).strip()
    if place is None:
        findings.append(OUTSIDE.format(text=text) if text else "请填写党组织。")
    if role and role not in ROLES:
        findings.append(NO_ROLE.format(roles="、".join(ROLES)))
    return Line(number, items, place, text, ROLES.get(role, ""), tuple(findings))


def _with_neighbours(lines: list[Line]) -> list[Line]:
    """The same with what only all rows, or the register, can tell: one person twice, a number that is taken."""
    first: dict[tuple[str, str], int] = {}
    taken = _taken(lines)
    checked = []
    for line in lines:
        findings = list(line.findings)
        for name, what in (("identity_number", "身份证号"), ("phone", "手机号")):
            value = line.items[name]
            if not value:
                continue
            if (name, value) in first:
                findings.append(TWICE_HERE.format(row=first[name, value], what=what))
            elif _index(name, value) in taken:
                findings.append(TAKEN[name])
            first.setdefault((name, value), line.row)
        checked.append(Line(line.row, line.items, line.place, line.place_text, line.role, tuple(findings)))
    return checked


def _index(name: str, value: str) -> Any:
    field: Any = User._meta.get_field(name)
    return next(fact for key, fact in field.facts(value).items() if key.endswith("_index"))


def _taken(lines: list[Line]) -> set[Any]:
    """Which of the numbers an account has already."""
    identities = [
        _index("identity_number", line.items["identity_number"]) for line in lines if line.items["identity_number"]
    ]
    telephones = [_index("phone", line.items["phone"]) for line in lines if line.items["phone"]]
    persons = User.objects.filter(identity_index__in=identities).values_list("identity_index", flat=True)
    called = User.objects.filter(phone_index__in=telephones).exclude(status=UserStatus.CLOSED)
    return {*persons, *called.values_list("phone_index", flat=True)}
