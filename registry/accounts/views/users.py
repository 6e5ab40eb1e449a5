"""Users of an organisation (用户管理): the list, one user's file, opening one or many, codes on paper or by message."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header

from registry.accounts import notices, operations, proving, queries, sheets, slips
from registry.accounts.flow import FLOW
from registry.accounts.forms import SheetForm, open_form
from registry.accounts.lists import MARKS, UserList
from registry.accounts.models import Session
from registry.accounts.queries import places
from registry.kernel import clock, uids
from registry.kernel.refusals import Invalid, Refused
from registry.organisations.models import Organisation
from registry.security import trail
from registry.security.models import User, UserStatus
from registry.web import lookups
from registry.web.dialogs import attempt, shown
from registry.web.downloads import download
from registry.web.screens import go, page, screen

MOST = 200
STAYS_SHOWN = 10
NONE_PICKED = "没有可以签发的用户：请在名单里勾选状态为“待激活”的用户。"
GONE = "上传的工作簿已经清除（保留15分钟），请重新上传。"
LATER = ("find", "after", "before", "from")


def visible(request: Any, uid: UUID, function: str) -> User:
    """The user of that identity, or 404."""
    found: User = get_object_or_404(
        User.objects.visible_to(request.actor, function).select_related("organisation"), uid=uid
    )
    return found


@screen("user.list", "GET", "POST")
def users(request: Any) -> HttpResponse:
    """用户: a search comes by POST and leaves no number in the address."""
    if request.method == "POST":
        params, text = request.GET.copy(), request.POST.get("q", "").strip()[:60]
        for name in LATER:
            params.pop(name, None)
        if text:
            params["find"] = lookups.keep(request.session, text)
        return go(request, f"{reverse('user.list')}?{params.urlencode()}")
    rows = UserList(request.actor, request.GET, lookups.text_of(request.session, request.GET.get("find", "")))
    return page(request, "accounts/users.html", {"list": rows})


@screen("user.view")
def user(request: Any, uid: UUID) -> HttpResponse:
    """One user's file; reading it leaves its trace."""
    found = visible(request, uid, "user.view")
    trail.read(request.actor, "user.view", found)
    stays = list(Session.objects.filter(user=found).order_by("-pk")[:STAYS_SHOWN])
    codes = found.activation_codes.filter(used_at__isnull=True, void=False)
    context = {
        "user": found, "mark": MARKS[UserStatus(found.status)], "stays": stays, "code": codes.order_by("-pk").first(),
        "posts": found.posts.select_related("organisation", "granted_by").order_by("-started_on", "-pk"),
        "factors": [kind for kind, has in queries.factors_of(found).items() if has], "today": request.today,
        "acts": trail.of_row(found).exclude(outcome="read")[:30],
        "may_come": [name for name in FLOW.operations(found.status) if name != "user.activate"],
    }  # fmt: skip
    crumbs = [("用户", reverse("user.list")), (found.name, "")]
    return page(request, "accounts/user.html", context, title=found.name, crumbs=crumbs)


@screen("user.open", "GET", "POST")
def open_one(request: Any) -> HttpResponse:
    """开通用户: for the own organisation or one directly below."""
    own = get_object_or_404(Organisation, pk=request.actor.seat.organisation)
    form = open_form(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        made = attempt(request, operations.open_user, form.organisation(), form)
        if made is not None:
            return go(request, reverse("user.view", args=[made.uid]))
    return shown(request, "user.open", own, form, back=reverse("user.list"))


@screen("user.open", "GET", "POST")
def open_many(request: Any) -> HttpResponse:
    """批量开通: every row is read and judged before anything is opened; then the good ones are."""
    form, crumbs = SheetForm(), [("用户", reverse("user.list")), ("批量开通", "")]
    context: dict[str, Any] = {"form": form, "most": sheets.MOST, "lines": None}
    if request.method == "POST" and "kept" in request.POST:
        return _opened(request)
    if request.method == "POST":
        form = context["form"] = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["sheet"]
            try:
                lines = sheets.read(file.read(), file.name, places(request.actor))
                file.seek(0)
                good = [line for line in lines if not line.findings]
                context |= {"lines": lines, "good": len(good), "bad": len(lines) - len(good), "name": file.name}
                context["kept"] = proving.keep(request, "user.open").uid
            except Refused as refusal:
                form.add_error("sheet", str(refusal))
    return page(request, "accounts/open_many.html", context, title="批量开通", crumbs=crumbs)


def _opened(request: Any) -> HttpResponse:
    """The good rows, each an act of its own; what was refused meanwhile is said row by row."""
    file = proving.file_of(request, request.POST["kept"], "sheet")
    if file is None:
        raise Refused(GONE)
    done, refused = [], []
    for line in sheets.read(file.read(), file.name or "", places(request.actor)):
        if line.findings or line.place is None:
            continue
        try:
            done.append(operations.open_user(line.place, actor=request.actor, items=line.items, role=line.role))
        except (Refused, Invalid) as refusal:
            refused.append((line, str(refusal)))
    crumbs = [("用户", reverse("user.list")), ("批量开通", reverse("user.open-many")), ("结果", "")]
    context = {"done": done, "refused": refused, "most": MOST}
    return page(request, "accounts/opened.html", context, title="批量开通结果", crumbs=crumbs)


@screen("user.open")
def empty_sheet(request: Any) -> HttpResponse:
    """下载模板."""
    return download(sheets.empty(), "xlsx", "用户开通表（模板）.xlsx")


@screen("user.issue", "POST")
def issue(request: Any) -> HttpResponse:
    """签发授权码: on slips that are printed now and never again, or by message to each telephone."""
    wanted = [uid for uid in request.POST.getlist("pick") if uids.read(uid)]
    waiting = User.objects.visible_to(request.actor, "user.issue").filter(uid__in=wanted, status=UserStatus.OPENED)
    people = list(waiting.select_related("organisation").order_by("organisation_id", "pk")[:MOST])
    if not people:
        raise Refused(NONE_PICKED)
    now = clock.now()
    issued = [(one, operations.issue(one, actor=request.actor)) for one in people]
    if request.POST.get("by") == "message":
        for one, code in issued:
            notices.tell(one, f"您的授权码是 {code}，7天内有效，请打开登录页选“激活账号”。")
        messages.success(request, f"已向{len(issued)}人的手机发送授权码。")
        return go(request, reverse("user.list"))
    made = [slips.slip(one, code, now) for one, code in issued]
    address = request.build_absolute_uri(reverse("session.open"))
    content = slips.sheet(made, request.actor.seat.title, address, now)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"授权码交付单 {len(made)}人.pdf"))
    response["X-Content-Type-Options"] = "nosniff"
    return response
