"""What is printed of posts (岗位交接单、岗位复核表): typeset with places to sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from registry.printing import filling, typesetting
from registry.printing.marks import PrintMark
from registry.rights.models import Handover
from registry.security.actors import Actor
from registry.security.models import Post

HANDOVER, REVIEW = "岗位交接单", "岗位复核表"


def handover_sheet(made: Handover, actor: Actor) -> bytes:
    """The sheet on which both sign, and whoever saw to it (交接单, N16)."""
    old, new, place = made.post.user, made.successor.user, made.organisation
    items = [
        ("党组织", place.name), ("岗位", made.post.get_role_display()),
        ("移交人", f"{old.name}（登录名 {old.login_name}）"), ("接任人", f"{new.name}（登录名 {new.login_name}）"),
        ("移交日期", f"{made.handed_on:%Y年%-m月%-d日}"), ("移交原因", made.reason or "未填"),
    ]  # fmt: skip
    data = {
        "whose": place.short_name,
        "items": [{"label": label, "text": text} for label, text in items],
        "left": [{"label": one["kind"], **one} for one in made.left],
        "signers": [("移交人", old.name), ("接任人", new.name), ("监交人", made.supervised_by.name if made.supervised_by else "")],
    }  # fmt: skip
    return _set("handover", HANDOVER, data, filling.mark(actor))


def review_sheet(posts: Iterable[Post], scope: str, today: date, actor: Actor) -> bytes:
    """The posts to be looked at this half-year, each with a place for the verdict (岗位复核表, S18)."""
    rows = [
        [
            str(number), post.user.name, post.user.login_name, str(post.organisation), post.get_role_display(),
            f"{post.started_on:%Y-%m-%d}", f"{post.ended_on:%Y-%m-%d}" if post.ended_on else "长期",
            f"{post.reviewed_on:%Y-%m-%d}" if post.reviewed_on else "未复核",
        ]
        for number, post in enumerate(posts, 1)
    ]  # fmt: skip
    return _set("review", REVIEW, {"rows": rows, "scope": scope, "on": f"{today:%Y-%m-%d}"}, filling.mark(actor))


def _set(form: str, title: str, data: dict[str, object], mark: PrintMark) -> bytes:
    frame = {"mark": {"office": mark.office, "operator": mark.operator, "at": f"{mark.printed_at:%Y-%m-%d %H:%M}"}}
    return typesetting.compile(form, {**data, **frame, "large_type": False}, title=title, printed_at=mark.printed_at)
