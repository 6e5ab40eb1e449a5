"""The list of members (党员名册): screen, filters, chosen columns, and the sheet that is exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from registry.kernel.dates import add_months
from registry.kernel.sealed_fields import AddressField
from registry.kernel.sets import Item
from registry.members.models import Member
from registry.members.queries import fitting
from registry.members.sets import basic
from registry.members.sets.basic import NORMAL
from registry.members.sets.probation import FULL, PROBATIONARY
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.web.lists import Choice, Column, Filter, List, completeness_column

DEFAULT = (
    "sex",
    "category",
    "organisation",
    "state",
    "complete",
    "identity_number",
    "joined_on",
    "ethnicity",
    "education",
)
COLLEGE = tuple("123")


class MemberList(List):
    """Members of one organisation, directly or with everything below it."""

    function = "member.list"

    def __init__(
        self,
        actor: Actor,
        params: Any,
        top: Organisation,
        *,
        below: bool,
        text: str = "",
        chosen: Sequence[str] | None = None,
    ) -> None:
        super().__init__(actor, params, chosen)
        self.top, self.below, self.text = top, below, text

    def rows(self) -> QuerySet[Member]:
        visible = Member.objects.visible_to(self.actor, self.function)
        here = visible.below(self.top.path) if self.below else visible.at(self.top.path)
        found = fitting(here, self.text) if self.text else here
        return found.select_related("organisation")

    def default_columns(self) -> Sequence[str]:
        return DEFAULT

    def all_columns(self) -> list[Column]:
        named = Column("name", "姓名", _named, "freeze name", fixed=True, plain=lambda member: member.name)
        state = Column(
            "state",
            "状态",
            self._state,
            plain=lambda member: "、".join(word for _, word in states(member, self.actor.today)),
        )
        complete = completeness_column(basic)
        items = [_column(item) for item in basic.items.values() if item.name != "name"]
        place = next(index for index, column in enumerate(items) if column.key == "organisation") + 1
        return [named, *items[:place], state, complete, *items[place:]]

    def _state(self, member: Member) -> str:
        return format_html_join(" ", '<span class="tag tag-{}">{}</span>', states(member, self.actor.today))

    def filters(self) -> list[Filter]:
        return [
            _codes("category"), _codes("sex"), _chosen("ethnicity", "民族", {
                "han": ("汉族", Q(ethnicity="01")), "minority": ("少数民族", ~Q(ethnicity__in=("01", "")))}),
            _chosen("education", "学历", {
                "college": ("大专及以上", _begins("education", COLLEGE)), "below": ("中专、高中及以下", ~_begins("education", COLLEGE))}),
            self._ages(), _codes("status"),
            _chosen("special", "特殊情况", {
                "lost": ("失联", Q(lost=True)), "floating": ("流动", Q(floating=True)),
                "unknown": ("号码待核", Q(identity_unknown=True)),
                "due": ("预备期已满", Q(category=PROBATIONARY, joined_on__lte=add_months(self.actor.today, -12)))}),
            Filter("complete", "完整度", (Choice("gap", "有缺项"),), lambda value: basic.incomplete()),
        ]  # fmt: skip

    def _ages(self) -> Filter:
        def born_after(years: int) -> Any:
            return add_months(self.actor.today, -12 * years)

        return _chosen("age", "年龄", {
            "young": ("35岁及以下", Q(birth_on__gt=born_after(36))),
            "middle": ("36至60岁", Q(birth_on__lte=born_after(36), birth_on__gt=born_after(61))),
            "old": ("61岁及以上", Q(birth_on__lte=born_after(61))),
        })  # fmt: skip


def states(member: Member, today: Any) -> list[tuple[str, str]]:
    """What stands out about a member: kind of tag and word."""
    found = []
    if member.lost:
        found.append(("stop", "失联"))
    if member.floating:
        found.append(("wait", f"流动 · {member.destination}" if member.destination else "流动"))
    if member.identity_unknown:
        found.append(("wait", "号码待核"))
    if member.status != NORMAL:
        found.append(("none", basic.items["status"].text(member)))
    if member.category != FULL and member.joined_on:
        due = add_months(member.joined_on, 12)
        found.append(("wait", "预备期已满") if due <= today else ("info", f"预备期至 {due}"))
    return found or [("ok", "正常")]


def _column(item: Item) -> Column:
    css = "mono" if item.name in ("identity_number", "phone") else ""
    return Column(item.name, item.label, _cell(item), css)


def _cell(item: Item) -> Callable[[Member], str]:
    if isinstance(item.field, AddressField):
        masked = item.field.masked
        return lambda member: masked(member)
    if item.name == "organisation":
        return lambda member: member.organisation.short_name
    return lambda member: item.text(member)


def _named(member: Member) -> str:
    return format_html('<a href="{}">{}</a>', reverse("member.view", args=[member.uid]), member.name)


def _codes(name: str) -> Filter:
    """A filter over a short code list."""
    item = basic.items[name]
    choices = tuple(Choice(code.code, code.name) for code in item.field.options())  # type: ignore[attr-defined]
    return Filter(name, item.label, choices, lambda value: Q(**{name: value}))


def _chosen(key: str, label: str, conditions: dict[str, tuple[str, Q]]) -> Filter:
    choices = tuple(Choice(value, text) for value, (text, _) in conditions.items())
    return Filter(key, label, choices, lambda value: conditions[value][1])


def _begins(name: str, heads: tuple[str, ...]) -> Q:
    found = Q()
    for head in heads:
        found |= Q(**{f"{name}__begins": head})
    return found
