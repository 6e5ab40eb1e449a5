"""Reading the trail for an auditor (审计查询): whose acts are meant by a word, what an entry changed, counts of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.utils.functional import Promise

from registry.codes.fields import CodeField
from registry.kernel.clock import CHINA
from registry.kernel.paths import AFTER
from registry.kernel.sealed_fields import SealedField
from registry.members.models import Member
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.security.matrix import functions, label
from registry.security.models import AuditEntry, Change, User

SHOWN = 200
SEALED = "（已加密，不显示）"
FACTS = {
    "reason": "理由", "rows": "行数", "items": "信息项", "item": "信息项", "purpose": "用途", "columns": "列", "name": "所填登录名",
    "uid": "所要的统一标识", "why": "结束原因", "since": "起", "until": "止", "searched": "按内容查找", "entry": "审计记录",
    "document": "依据", "part": "部分", "paper": "材料", "basis": "依据材料", "pattern": "线索类别", "count": "次数",
}  # fmt: skip
"""What the facts beside an act are called; others stand under their own name."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One item of one changed row, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One changed row: of what kind, which, and its items."""

    kind: str
    number: int
    act: str
    items: list[Difference]


def meant_by(text: str) -> Q:
    """Entries of the member with that number, of the user with that name, of the organisation called so."""
    member = Member.objects.with_identity(text.upper()).first()
    if member is not None:
        return Q(subject_table=Member._meta.db_table, subject_id=member.pk)
    users = User.objects.get_queryset()
    found = {user.pk for user in [*users.filter(Q(login_name=text) | Q(name=text))[:50], *users.with_phone(text)[:1]]}
    meant = Q(user__in=found) if found else Q(pk__in=[])
    places = Organisation.objects.filter(Q(name=text) | Q(short_name=text) | Q(code=text))
    for path in places.values_list("path", flat=True)[:5]:
        meant |= Q(path__gte=path, path__lt=path + AFTER) | Q(office__gte=path, office__lt=path + AFTER)
    return meant


def between(first: date, last: date) -> Q:
    """Entries of those days, both included."""
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=CHINA) for day in (first, last))
    return Q(at__gte=begin, at__lt=end + timedelta(days=1))


def changes_of(entry: AuditEntry) -> tuple[list[Row], int]:
    """What changed under an entry, the first rows of it, and how many there are."""
    around = timedelta(days=2)
    rows = Change.objects.filter(entry=entry, at__range=(entry.at - around, entry.at + around))
    return [_row(one) for one in rows.order_by("pk")[:SHOWN]], rows.count()


def subject_of(entry: AuditEntry) -> str:
    """What kind of thing an entry is about, and its number."""
    kind = _model(entry.subject_table)
    return f"{kind._meta.verbose_name} {entry.subject_id}" if kind else ""


def subject_named(entry: AuditEntry) -> str:
    """The thing itself by its name, if it is in sight and still there."""
    kind = _model(entry.subject_table)
    row = kind._base_manager.filter(pk=entry.subject_id).first() if kind else None
    return f"{kind._meta.verbose_name} {row}" if row is not None else subject_of(entry)


def places_of(entry: AuditEntry) -> dict[str, Organisation]:
    """The organisation from which it was done, and the one where its subject stood, as they are found in the tree today."""
    found = {one.path: one for one in Organisation.objects.filter(path__in=[entry.office, entry.path])}
    return {name: found[path] for name, path in (("office", entry.office), ("path", entry.path)) if path in found}


def detail_of(entry: AuditEntry) -> list[tuple[str, str]]:
    """The facts beside the act, with what they are called."""
    model = _model(entry.subject_table)
    labels = {field.name: _label(field) for field in model._meta.concrete_fields} if model else {}
    found = []
    for key, value in sorted(entry.detail.items()):
        texts = [str(one) for one in (value if isinstance(value, list) else [value])]
        found.append((FACTS.get(key, key), "、".join(labels.get(text, text) for text in texts)))
    return found


def counts(actor: Actor, year: int) -> list[tuple[str, dict[str, int], int]]:
    """How often each function was done, refused and read in a year."""
    inside = AuditEntry.objects.visible_to(actor, "audit.count").filter(between(date(year, 1, 1), date(year, 12, 31)))
    found: dict[str, dict[str, int]] = {}
    for name, outcome, number in inside.order_by().values_list("function", "outcome").annotate(n=Count("pk")):
        found.setdefault(name, {})[outcome] = number
    known = functions()
    return [
        (label(name) if name in known else name, one, sum(one.values()))
        for name, one in sorted(found.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    ]


def counts_of_organisations(actor: Actor, year: int) -> list[tuple[str, int]]:
    """The organisations from which most was done in a year."""
    inside = AuditEntry.objects.visible_to(actor, "audit.count").filter(between(date(year, 1, 1), date(year, 12, 31)))
    most = inside.order_by().values("organisation").annotate(n=Count("pk")).order_by("-n")[:50]
    numbers = {one["organisation"]: one["n"] for one in most if one["organisation"]}
    names = {one.pk: str(one) for one in Organisation.objects.filter(pk__in=numbers)}
    return [(names.get(pk, "（范围以外）"), number) for pk, number in numbers.items()]


def _model(table: str) -> Any:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _row(change: Change) -> Row:
    model = _model(change.table_name)
    before, after = change.before or {}, change.after or {}
    act = "新增" if change.before is None else "删除" if change.after is None else "修改"
    columns = {field.column: field for field in model._meta.concrete_fields} if model else {}
    items = [
        Difference(_label(columns[name]), _text(columns[name], before.get(name)), _text(columns[name], after.get(name)))
        for name in dict.fromkeys([*before, *after])
        if name in columns and not _technical(name)
    ]
    return Row(str(model._meta.verbose_name) if model else change.table_name, change.row_id, act, items)


def _technical(name: str) -> bool:
    return name in ("id", "uid", "version", "path") or name.endswith("_index")


def _label(field: Any) -> str:
    text = field.verbose_name
    return str(text) if isinstance(text, str | Promise) else str(field.name)


def _text(field: Any, value: Any) -> str:
    """A value as people read it; what is sealed is not shown, its mask stands in a column of its own."""
    if value in (None, ""):
        return ""
    if isinstance(field, SealedField):
        return SEALED
    if isinstance(field, CodeField):
        return field.codes.label(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(dict(field.flatchoices).get(value, value)) if not isinstance(value, dict | list) else "……"
