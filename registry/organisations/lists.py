"""Lists of what stands at an organisation (党组织名册): of anything placed there, and of its subordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html

from registry.kernel.refusals import Refused
from registry.organisations.categories import BRANCHES, GENERAL_BRANCHES
from registry.organisations.models import Organisation, Standing, State
from registry.organisations.sets import basic
from registry.organisations.tree import ORDER, with_totals
from registry.security.actors import Actor
from registry.web.lists import Choice, Column, Filter, List, completeness_column

GONE = "名册所在的党组织已不在您的管理范围内，请从名册重新导出。"


class PlacedList(List):
    """What stands at one organisation, directly or with everything below it, and may be searched for.

    Subclasses say as well what a search may be typed as, and whether rows can be ticked.
    """

    sought: ClassVar[str]
    picks: ClassVar[bool] = False

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

    @classmethod
    def again(cls, actor: Actor, said: Mapping[str, Any]) -> Self:
        top = Organisation.objects.visible_to(actor, cls.function).filter(uid=said["top"]).first()
        if top is None:
            raise Refused(GONE)
        return cls(actor, said["filters"], top, below=said["below"], text=said["text"], chosen=said["columns"])

    @property
    def said(self) -> dict[str, Any]:
        return super().said | {"top": str(self.top.uid), "below": self.below, "text": self.text}

    @property
    def subject(self) -> Organisation:
        return self.top

    def criteria(self) -> dict[str, Any]:
        """What the trail keeps of a look at the list: how far it went and which conditions were set; nothing of a person."""
        return {"below": self.below, "filters": {chip.key: self.params[chip.key] for chip in self.chips}}

    @classmethod
    def begins_below(cls, top: Organisation, remembered: bool | None) -> bool:
        """Whether it begins with everything below `top`; `remembered` is what the person last chose, if anything."""
        return remembered is not False


class OrganisationList(List):
    """The organisations below one, directly or everywhere."""

    function = "organisation.list"

    def __init__(self, actor: Actor, params: Any, top: Organisation) -> None:
        super().__init__(actor, params)
        self.top = top
        self.key = ("path", "pk") if self.everywhere else ORDER

    @property
    def everywhere(self) -> bool:
        return self.params.get("below") == "1"

    @property
    def state(self) -> State:
        """Those that work, unless others are asked for (已撤销组织, 已删除组织)."""
        asked = self.params.get("state")
        return State(asked) if asked in State.values else State.ACTIVE

    def rows(self) -> QuerySet[Organisation]:
        visible = Organisation.objects.visible_to(self.actor, self.function).filter(state=self.state)
        below = (
            visible.below(self.top.path).exclude(pk=self.top.pk) if self.everywhere else visible.filter(parent=self.top)
        )
        ended = Standing.objects.filter(organisation=OuterRef("pk")).order_by("-ended_on").values("ended_on")[:1]
        return with_totals(below).select_related("parent").annotate(dissolved_on=Subquery(ended))

    further_filters: ClassVar[list[Filter]] = []
    """What apps above add, which know more of an organisation."""

    def filters(self) -> list[Filter]:
        kinds = {
            "committee": ("党委、工委、党组", ~Q(category__in=BRANCHES | GENERAL_BRANCHES)),
            "general": ("党总支", Q(category__in=GENERAL_BRANCHES)),
            "branch": ("党支部", Q(category__in=BRANCHES)),
        }
        choices = tuple(Choice(value, text) for value, (text, _) in kinds.items())
        gone = tuple(Choice(one.value, str(one.label)) for one in (State.DISSOLVED, State.REMOVED))
        return [
            Filter("kind", "类别", choices, lambda value: kinds[value][1]),
            Filter("state", "状态", gone, lambda value: Q()),
            Filter("complete", "完整度", (Choice("gap", "有缺项"),), lambda value: basic.incomplete()),
            *self.further_filters,
        ]

    def all_columns(self) -> list[Column]:
        return [
            Column("name", "党组织简称", _named, "name freeze", fixed=True, plain=lambda row: row.name),
            Column("category", "组织类别", lambda row: basic.items["category"].text(row)),
            Column("parent", "上级党组织", lambda row: row.parent.short_name if row.parent else ""),
            Column("secretary", "党组织书记", lambda row: row.secretary),
            Column("contact", "联系人", lambda row: row.contact),
            Column("phone", "联系电话", lambda row: row.phone_mask, "mono"),
            Column("total", "党员", lambda row: f"{row.total:,}", "num"),
            completeness_column(basic),
            Column("code", "党组织代码", lambda row: row.code, "mono"),
            *[Column("dissolved_on", "撤销日期", _ended)] * (self.state == State.DISSOLVED),
        ]


def _named(row: Organisation) -> str:
    return format_html(
        '<a href="{}" title="{}">{}</a>', reverse("organisation.view", args=[row.uid]), row.name, row.short_name
    )


def _ended(row: Any) -> str:
    return f"{row.dissolved_on:%Y-%m-%d}"
