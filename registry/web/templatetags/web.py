"""Components of the screens (页面组件): one tag, one template."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from registry.kernel.sets import Heads, InformationSet
from registry.security.actors import Actor, Place
from registry.security.matrix import label
from registry.security.operation import place_of

register = template.Library()


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    """The inside of an icon's file."""
    svg = (settings.ICONS / f"{name}.svg").read_text()
    return svg.split(">", 1)[1].rsplit("</svg>", 1)[0].replace("\n", "").strip()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An icon drawn in place; it never carries meaning alone."""
    inner = mark_safe(_drawing(name))  # noqa: S308 - drawings of the pinned package
    return format_html('<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', css, inner)


@register.simple_tag
def tag(kind: str, text: str) -> SafeString:
    """A status: word, shape and colour."""
    return format_html('<span class="tag tag-{}">{}</span>', kind, text)


@register.simple_tag
def dot(percent: int) -> SafeString:
    """How complete something is: a shape, and its word for those who do not see it."""
    kind, word = ("ok", "完整") if percent == 100 else ("part", "有缺项") if percent >= 80 else ("none", "缺项多")
    return format_html('<span class="dot dot-{}"></span><span class="visually-hidden">{}</span>', kind, word)


@register.simple_block_tag
def alert(content: str, kind: str) -> SafeString:
    """A strip on top of what it is about: ok, wait or stop."""
    return render_to_string("web/parts/alert.html", {"content": content, "kind": kind})


@register.simple_block_tag
def state(content: str, kind: str = "empty") -> SafeString:
    """What a screen says when it has nothing to show: empty, denied, missing or late."""
    return render_to_string("web/parts/state.html", {"content": content, "kind": kind})


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, wide: bool = False) -> dict[str, Any]:
    """One field of a form with its label, help, errors."""
    inner = bound.field
    item = getattr(inner, "item", None)
    kind = getattr(item, "field", None)
    name, heads = getattr(item, "applies", None) or ("", None)
    return {
        "applies": name if isinstance(heads, Heads) and name in bound.form.fields else "",
        "heads": " ".join(heads or ()) if isinstance(heads, Heads) else "",
        "field": bound,
        "wide": wide or getattr(kind, "widget", "") == "identity" or inner.widget.template_name.endswith("cards.html"),
        "starred": getattr(inner, "starred", inner.required),
        "help": {"meaning": inner.help_text} if inner.help_text else None,
        "warnings": getattr(inner, "warnings", ()),
    }


@register.inclusion_tag("web/parts/items.html")
def items(information_set: InformationSet, row: Any) -> dict[str, Any]:
    """The items of a row as people read them."""
    return {"texts": texts_of(information_set, row)}


@register.inclusion_tag("web/parts/operation_entry.html", takes_context=True)
def operation_entry(context: dict[str, Any], name: str, subject: Any) -> dict[str, Any]:
    """The same in a menu; its dialog opens over the page."""
    return operation_button(context, name, subject)


@register.inclusion_tag("web/parts/operation_button.html", takes_context=True)
def operation_button(
    context: dict[str, Any],
    name: str,
    subject: Any,
    css: str = "",
    key: str = "",
    text: str = "",
    dialog: bool = False,
    part: str = "",
) -> dict[str, Any]:
    """The button of an operation: alive, or grey with the reason, whom to ask and the way there (U-06).

    With `dialog` it opens over the page.

    `part`: which of the operation's addresses, where it has several (`change`, `remove` of a row).
    """
    actor = context["actor"]
    allowed = actor.may(name, place_of(subject))
    address = reverse(f"{name}-{part}" if part else name, args=[subject.uid]) if allowed else ""
    return {
        "name": name,
        "label": text or label(name),
        "address": address,
        "css": css,
        "key": key,
        "dialog": dialog,
        "why": "" if allowed else actor.refusal(name, place_of(subject)),
        "mark": f"why-{name.replace('.', '-')}-{getattr(subject, 'pk', 0)}",
        "about": "" if actor.has(name) else f"{reverse('right.view')}?about={name}",
    }


@register.simple_tag
def function_label(name: str) -> str:
    """What a function is called."""
    return label(name)


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], name: str, place: Place | None = None) -> bool:
    """Whether this seat has the function, at that place if one is named."""
    actor: Actor = context["actor"]
    return actor.has(name) if place is None else actor.may(name, place)


@register.simple_tag
def page_at(name: str, uid: UUID) -> str:
    """The address of a page at an organisation: a file is named by it, a list is asked for it.

    A hundred nodes of the tree have a thousand addresses, so the form of each is worked out once.
    """
    return _page(name).format(uid)


@lru_cache(maxsize=256)
def _page(name: str) -> str:
    """The form of the address, with a gap for the organisation."""
    gap = UUID(int=0)
    try:
        return reverse(name, args=[gap]).replace(str(gap), "{}")
    except NoReverseMatch:
        return f"{reverse(name)}?at={{}}"


@register.simple_tag(takes_context=True)
def with_params(context: dict[str, Any], **changes: Any) -> str:
    """The present query with some parameters changed; None takes one out."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value is not None:
            params[name] = value
    return "?" + params.urlencode() if params else context["request"].path


@register.filter
def query(params: dict[str, Any]) -> str:
    """A dictionary as the query of an address."""
    return "?" + urlencode(params)


@register.filter
def thousands(number: int | None) -> str:
    """1234567 as 1,234,567."""
    return "" if number is None else f"{number:,}"


@register.simple_tag
def cell(column: Any, row: Any) -> Any:
    """What stands in a cell of a list."""
    return column.cell(row)


@register.simple_tag(takes_context=True)
def page_after(context: dict[str, Any], page: Any) -> str:
    """The address of the next page."""
    return with_params(context, after=page.following, before=None, **{"from": page.last + 1})


@register.simple_tag(takes_context=True)
def page_before(context: dict[str, Any], page: Any, rows: Any) -> str:
    """The address of the previous page."""
    return with_params(context, before=page.previous, after=None, **{"from": max(page.first - rows.page_size, 1)})


@register.simple_tag(takes_context=True)
def drop_chip(context: dict[str, Any], key: str) -> str:
    """The address without that filter."""
    return with_params(context, **{key: None, "after": None, "before": None, "from": None})


@register.simple_tag(takes_context=True)
def chosen_filter(context: dict[str, Any], key: str, value: str) -> SafeString:
    """The attribute of the choice in force."""
    return mark_safe(" selected" if context["request"].GET.get(key) == value else "")  # noqa: S308 - a constant


@register.simple_tag
def texts_of(information_set: InformationSet, row: Any) -> list[tuple[Any, str, bool]]:
    """The items of a row with their texts, and which of them the row must have."""
    return [(item, text, item.counted and item.applies_to(row)) for item, text in information_set.texts(row)]
