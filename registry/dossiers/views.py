"""Pages of an organisation's file (党组织档案页面): its tabs, and the dialogs over groups and papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from registry.dossiers import operations as acts
from registry.dossiers import queries
from registry.dossiers.forms import AttachForm, DetachForm, GroupForm, RegroupForm, UngroupForm
from registry.dossiers.models import Group, Paper, Rectification
from registry.dossiers.sets import notices, pairings, rectifications, rewards, work
from registry.kernel.sets import InformationSet
from registry.members.models import Member
from registry.members.sets import basic as member_set
from registry.organisations.file_tabs import FileTab, add
from registry.organisations.lists import OrganisationList
from registry.organisations.models import Organisation, State
from registry.organisations.sets import details
from registry.organisations.views import visible
from registry.security import trail
from registry.security.sight import seeing_everything
from registry.web.dialogs import attempt, shown
from registry.web.downloads import download
from registry.web.lists import CAP, Filter
from registry.web.screens import go, screen

AT_ONCE = 200_000
"""Up to so many members are counted while the page is made; more are counted after it is shown."""


def _sections(*sets: InformationSet) -> Callable[[Any, Organisation], dict[str, Any]]:
    def context(request: Any, chosen: Organisation) -> dict[str, Any]:
        return {"sections": queries.sections(chosen, sets, request.today)}

    return context


def _groups(request: Any, chosen: Organisation) -> dict[str, Any]:
    living, loose, ended = queries.groups(chosen)
    return {"groups": living, "loose": loose, "given_up": ended}


def _composition(request: Any, chosen: Organisation) -> dict[str, Any]:
    later = chosen.all_members > AT_ONCE
    return {"later": later, "breakdowns": [] if later else queries.composition(chosen, request.today)}


def _papers(request: Any, chosen: Organisation) -> dict[str, Any]:
    return {"papers": queries.papers(chosen)}


def _quality(request: Any, chosen: Organisation) -> dict[str, Any]:
    """What is wrong with the organisation, and how many below it and of its members have gaps."""
    weak = Rectification.objects.filter(organisation=chosen, closed_on__isnull=True).first()
    latest = chosen.works.order_by("-year").first()
    below = (
        Organisation.objects.below(chosen.path).filter(details.incomplete(), state=State.ACTIVE).exclude(pk=chosen.pk)
    )
    members = Member.objects.living().below(chosen.path).filter(member_set.incomplete())
    return {
        "problems": [*details.violations(chosen, request.today), *(work.violations(latest, request.today) if latest else [])],
        "missing": details.completeness(chosen).missing, "weak": weak,
        "counts": [
            ("下级有缺项", _few(below), "个", f"{tab_address(chosen, 'below')}&below=1&complete=gap"),
            ("党员有缺项", _few(members), "名", f"{reverse('member.list')}?at={chosen.uid}&below=1&complete=gap"),
        ],
    }  # fmt: skip


def _few(rows: Any) -> str:
    """How many, counted no further than lists count."""
    number = rows.order_by().values("pk")[: CAP + 1].count()
    return f"超过 {CAP:,}" if number > CAP else f"{number:,}"


def _is_branch(organisation: Organisation) -> bool:
    return organisation.is_branch


WEAK = Filter.among(
    "weak",
    "软弱涣散",
    {"open": ("正在整顿", Q(pk__in=Rectification.objects.filter(closed_on__isnull=True).values("organisation")))},
)
OrganisationList.further_filters.append(WEAK)
HONOURED, WORKED = (rewards, notices), (work, rectifications, pairings)

add(
    FileTab("rewards", "奖惩", 30, "dossiers/sets.html", _sections(*HONOURED)),
    FileTab("work", "党建工作", 35, "dossiers/sets.html", _sections(*WORKED)),
    FileTab("groups", "党小组", 40, "dossiers/groups.html", _groups, _is_branch),
    FileTab("composition", "党员构成", 50, "dossiers/composition.html", _composition),
    FileTab("papers", "附件", 80, "dossiers/papers.html", _papers),
    FileTab("quality", "质量", 90, "dossiers/quality.html", _quality),
)


def tab_address(organisation: Organisation, key: str) -> str:
    """The file with that tab open."""
    return f"{reverse('organisation.view', args=[organisation.uid])}?tab={key}"


def owner_of(row: Any) -> Organisation:
    """Whose file a row is in."""
    found: Organisation = row.organisation
    return found


def after(information: InformationSet) -> Callable[[Organisation], str]:
    """Where to go on when a row of that set was kept: back to its tab."""
    return lambda organisation: tab_address(organisation, "rewards" if information in HONOURED else "work")


@screen("organisation.view")
def composition(request: Any, uid: UUID) -> HttpResponse:
    """党员构成 of so many members that the page does not wait for it."""
    chosen = visible(request, uid)
    return render(request, "dossiers/breakdowns.html", {"breakdowns": queries.composition(chosen, request.today)})


@screen("organisation.view")
def paper(request: Any, uid: UUID) -> HttpResponse:
    """A paper on file, as it was handed in."""
    found = get_object_or_404(
        Paper.objects.visible_to(request.actor, "organisation.view").select_related("file"), uid=uid
    )
    trail.read(request.actor, "organisation.view", found.organisation, paper=str(found.uid))
    return download(found.file.read(), found.file.kind)


@screen("organisation.attach", "GET", "POST")
def attach(request: Any, uid: UUID) -> HttpResponse:
    """上传附件: for the organisation itself, or one of its reorganisations."""
    subject = visible(request, uid, "organisation.attach")
    form = AttachForm(request.POST or None, request.FILES or None, subject, request.GET.get("about", ""))
    return _answered(request, "organisation.attach", acts.attach, subject, form, "papers")


@screen("organisation.detach", "GET", "POST")
def detach(request: Any, uid: UUID) -> HttpResponse:
    """删除附件."""
    found = get_object_or_404(Paper.objects.visible_to(request.actor, "organisation.detach"), uid=uid)
    form = DetachForm(request.POST or None, found)
    return _answered(request, "organisation.detach", acts.detach, found.organisation, form, "papers")


@screen("organisation.group", "GET", "POST")
def group(request: Any, uid: UUID) -> HttpResponse:
    """编排党小组: a new one in the branch."""
    branch = visible(request, uid, "organisation.group")
    return _answered(
        request, "organisation.group", acts.group, branch, GroupForm(request.POST or None, branch), "groups"
    )


@screen("organisation.group", "GET", "POST")
def regroup_members(request: Any, uid: UUID) -> HttpResponse:
    """编排党小组: another name, leader, other members."""
    found = _group(request, uid, "organisation.group")
    form = GroupForm(request.POST or None, found.organisation, found)
    return _answered(request, "organisation.group", acts.group, found.organisation, form, "groups")


@screen("organisation.ungroup", "GET", "POST")
def ungroup(request: Any, uid: UUID) -> HttpResponse:
    """撤销党小组."""
    found = _group(request, uid, "organisation.ungroup")
    form = UngroupForm(request.POST or None, found)
    return _answered(request, "organisation.ungroup", acts.ungroup, found.organisation, form, "groups")


@screen("organisation.regroup", "GET", "POST")
def regroup(request: Any, uid: UUID) -> HttpResponse:
    """恢复党小组."""
    found = _group(request, uid, "organisation.regroup")
    form = RegroupForm(request.POST or None, found)
    return _answered(request, "organisation.regroup", acts.regroup, found.organisation, form, "groups")


def _group(request: Any, uid: UUID, function: str) -> Group:
    rows = Group.objects.visible_to(request.actor, function).select_related("organisation")
    found: Group = get_object_or_404(rows, uid=uid)
    with seeing_everything():  # who leads it may have moved beyond the branch
        prefetch_related_objects([found], "leader")
    return found


def _answered(
    request: Any, name: str, act: Callable[..., Any], subject: Organisation, form: Any, tab: str
) -> HttpResponse:
    """The dialog, or the act and on to its tab."""
    if request.method == "POST" and form.is_valid() and attempt(request, act, subject, form) is not None:
        return go(request, tab_address(subject, tab))
    return shown(request, name, subject, form)
