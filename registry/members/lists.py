"""The list of members (党员名册): screen, filters, chosen columns, and the sheet that is exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from registry.kernel.dates import add_months
from registry.kernel.sealed_fields import AddressField, SealedField
from registry.kernel.sets import Item
from registry.members.models import Member
from registry.members.queries import fitting, traced
from registry.members.sets import basic
from registry.members.sets.basic import NORMAL
from registry.members.sets.probation import FULL, PROBATIONARY
from registry.organisations.lists import PlacedList
from registry.organisations.models import Organisation
from registry.web.lists import Choice, Column, Filter, completeness_column

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


class MemberList(PlacedList):
    """Members of one organisation, directly or with everything below it."""

    function, export = "member.list", "member.export"
    withheld = "身份号码和电话隐去中段"

    what, measure, sought = "党员", "人", "姓名、拼音首字母、身份号码、电话"
    picks = True

    @classmethod
    def begins_below(cls, top: Organisation, remembered: bool | None) -> bool:
        """Members are in branches: what stands above one has none of its own to begin with."""
        return bool(remembered) or not top.is_branch

    def rows(self) -> QuerySet[Member]:
        visible = Member.objects.visible_to(self.actor, self.function)
        here = visible.below(self.top.path) if self.below else visible.at(self.top.path)
        found = fitting(here, self.text) if self.text else here
        return found.select_related("organisation")

    def criteria(self) -> dict[str, Any]:
        return super().criteria() | traced(self.text)

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
            _codes("category"), _codes("sex"), Filter.among("ethnicity", "民族", {
                "han": ("汉族", Q(ethnicity="01")), "minority": ("少数民族", ~Q(ethnicity__in=("01", "")))}),
            Filter.among("education", "学历", {
                "college": ("大专及以上", _begins("education", COLLEGE)), "below": ("中专、高中及以下", ~_begins("education", COLLEGE))}),
            self._ages(), _codes("status"),
            Filter.among("special", "特殊情况", {
                "lost": ("失联", Q(lost=True)), "floating": ("流动", Q(floating=True)),
                "unknown": ("号码待核", Q(identity_unknown=True)),
                "due": ("预备期已满", Q(category=PROBATIONARY, joined_on__lte=add_months(self.actor.today, -12)))}),
            Filter("complete", "完整度", (Choice("gap", "有缺项"),), lambda value: basic.incomplete()),
        ]  # fmt: skip

    def _ages(self) -> Filter:
        def born_after(years: int) -> Any:
            return add_months(self.actor.today, -12 * years)

        return Filter.among("age", "年龄", {
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
    return Column(item.name, item.label, _cell(item), css, clear=_clear(item))


def _clear(item: Item) -> Callable[[Member], str] | None:
    """The whole value of an item that lists show masked."""
    if not isinstance(item.field, SealedField):
        return None
    return lambda member: getattr(member, item.name) or item.text(member)


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


def _begins(name: str, heads: tuple[str, ...]) -> Q:
    found = Q()
    for head in heads:
        found |= Q(**{f"{name}__begins": head})
    return found
