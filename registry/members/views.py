"""Pages of the members (党员信息): one file, its correction, a number shown in full."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import escape

from registry.kernel.refusals import Invalid, Refused
from registry.kernel.sealed_fields import SealedField
from registry.kernel.values.names import rare_characters
from registry.members import explanations, operations, reveals
from registry.members.forms import edit_form, kept
from registry.members.lists import states
from registry.members.models import Member
from registry.members.sets import SETS, basic
from registry.organisations import queries
from registry.security import history, trail
from registry.security.operation import name_of
from registry.web.dialogs import place_errors
from registry.web.downloads import download
from registry.web.models import Draft
from registry.web.screens import go, page, screen


def visible(request: Any, uid: UUID, function: str = "member.view") -> Member:
    """The member of that identity, or 404."""
    found: Member = get_object_or_404(
        Member.objects.visible_to(request.actor, function).select_related("organisation"), uid=uid
    )
    return found


@screen("member.view")
def member(request: Any, uid: UUID) -> HttpResponse:
    """One member's file; reading it leaves its trace."""
    found = visible(request, uid)
    trail.read(request.actor, "member.view", found)
    tab = request.GET.get("tab", "basic")
    context: dict[str, Any] = {
        "member": found, "set": basic, "sets": [(one, one.completeness(found)) for one in SETS], "tab": tab,
        "completeness": basic.completeness(found), "states": states(found, request.today),
        "age": found.age(request.today), "seniority": found.seniority(request.today),
        "sex": basic.items["sex"].text(found), "category": basic.items["category"].text(found),
        "rare": rare_characters(found.name), "problems": explanations.of_member(found, request.today),
        "sealed": {name for name, item in basic.items.items() if isinstance(item.field, SealedField) and item.name != "address"},
        "purposes": reveals.PURPOSES.items(),
        "neighbours": _neighbours(request, found), "placements": found.placements.select_related("organisation").order_by("-started_on"),
    }  # fmt: skip
    if tab == "history":
        context["changes"] = history.of_row(found, basic)
    if tab == "bases":
        context["bases"] = found.bases.select_related("file").order_by("-pk")
    base = reverse("member.list")
    way = queries.trail(request.actor, found.organisation)
    crumbs = [("党员信息", base), *((str(one), f"{base}?at={one.uid}") for one in way), (found.name, "")]
    return page(request, "members/file.html", context, title=found.name, crumbs=crumbs)


def _neighbours(request: Any, found: Member) -> tuple[Member | None, Member | None]:
    """The member before and after in the order of the tree, within sight."""
    inside = Member.objects.visible_to(request.actor, "member.view").filter(path=found.path)
    return inside.filter(pk__lt=found.pk).order_by("-pk").first(), inside.filter(pk__gt=found.pk).order_by("pk").first()


@screen("member.reveal", "POST")
def reveal(request: Any, uid: UUID, name: str) -> HttpResponse:
    """显示完整号码: one number of one member, never by a link, always with its trace."""
    found = visible(request, uid, "member.reveal")
    item = basic.items.get(name)
    if item is None or not isinstance(item.field, SealedField):
        raise Http404
    try:
        reveals.note(request.actor, found, name, request.POST.get("purpose", ""))
    except Refused as refusal:
        return HttpResponse(escape(str(refusal)), status=422)
    return HttpResponse(escape(getattr(found, name) or "（未登记）"))


@screen("member.maintain", "GET", "POST")
def edit(request: Any, uid: UUID) -> HttpResponse:
    """维护党员信息: whole for a committee, schooling, telephone and address for a branch."""
    found = visible(request, uid, "member.maintain")
    act = operations.correct if request.actor.may("member.correct", found) else operations.maintain
    function = name_of(act)
    draft = Draft.of(request.actor.user, function, found.uid) if request.method == "GET" else None
    form = edit_form(request.POST or None, request.FILES or None, found, function, request.actor)
    if request.method == "POST" and form.is_valid() and _saved(request, act, found, form):
        Draft.drop(request.actor.user, function, found.uid)
        following = _neighbours(request, found)[1] if "next" in request.POST else None
        target = reverse("member.maintain", args=[following.uid]) if following else reverse("member.view", args=[uid])
        return go(request, target)
    trail.read(request.actor, "member.view", found)
    if draft is not None:
        _restore(form, draft)
    locked = [item for name, item in basic.items.items() if name not in form.fields]
    context = {
        "form": form, "member": found, "draft": draft, "function": function,
        "locked": [(item, item.text(found), _why_locked(item.name, request, found)) for item in locked],
    }  # fmt: skip
    crumbs = [("党员信息", reverse("member.list")), (found.name, reverse("member.view", args=[uid])), ("编辑", "")]
    return page(request, "members/edit.html", context, title=f"编辑 {found.name}", crumbs=crumbs)


def _saved(request: Any, act: Any, found: Member, form: Any) -> bool:
    """Do it; the document is kept only if the change is."""
    basis = kept(form)
    try:
        act(found, actor=request.actor, items=form.items(), version=form.cleaned_data["version"], basis=basis)
        messages.success(request, "保存成功。")
        return True
    except Invalid as invalid:
        place_errors(form, invalid)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    if basis is not None:
        basis.delete()
    return False


def _restore(form: Any, draft: Draft) -> None:
    """Show what was typed and not saved."""
    for name, values in draft.typed().items():
        if name in form.fields and name != "version":
            form.initial[name] = form.fields[name].initial = values[-1]


def _why_locked(name: str, request: Any, found: Member) -> str:
    if name in basic.procedures:
        return f"不能直接修改，请通过{basic.procedures[name]}办理。"
    return request.actor.lacks("member.correct")


@screen("member.view")
def basis(request: Any, uid: UUID, number: int) -> HttpResponse:
    """A document on file, as it was handed in."""
    found = visible(request, uid)
    document = get_object_or_404(found.bases.select_related("file"), pk=number)
    trail.read(request.actor, "member.view", found, basis=number)
    return download(document.file.read(), document.file.kind)
