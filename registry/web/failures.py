"""Answers to what goes wrong (出错页面): in plain words, without a session, a database or anybody's data.

Whoever reports an error names its number; the log has the same number and says the rest.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

from registry.web.styles import STYLES


@dataclass(frozen=True, slots=True)
class Failure:
    """One kind of error: the look of its page, what happened, what to do next."""

    kind: str
    heading: str
    sentence: str


FAILURES = {
    400: Failure("denied", "没有受理这次请求", "发送的内容不完整，或者有不能使用的字符。请返回上一页刷新，重新填写后再提交。"),
    403: Failure("denied", "没有权限", "您的岗位不能做这一步。请从菜单重新进入；需要权限的，请联系本级安全保密管理员。"),
    404: Failure("missing", "没有这个页面", "地址不存在，或者不在您的管理范围内。请从菜单或查找框重新进入。"),
    405: Failure("denied", "不能这样打开", "这个地址不接受这种请求方式。请从菜单或页面上的按钮进入。"),
    413: Failure("denied", "内容太大", "提交的内容超过了限额，服务器没有接收。请缩小文件，或分几次提交。"),
    429: Failure("late", "操作太频繁", "短时间内请求过多，这次没有受理。请稍等片刻再试。"),
    500: Failure("denied", "系统出错了", "刚才的操作没有完成，也没有保存一半。请稍后再试；仍不行的，请把下面的错误编号告诉系统管理员。"),
    503: Failure("late", "系统正忙", "数据库暂时没有应答，刚才的操作没有完成，也没有保存一半。请稍后再试。"),
}  # fmt: skip
STALE = Failure("late", "页面放得太久了", "为了安全，这次提交没有受理。请返回上一页刷新后再提交。")
SLOW = Failure(
    "late", "查询时间过长", "要找的内容太多，为了不影响别人，已经停下。请缩小范围（例如选下级组织、加筛选条件）后再试。"
)
HELD = Failure("late", "有人正在办理", "同一事项正在由别人办理，等了几秒仍未轮到。请稍后刷新再试。")
BY_STATE = {"57014": SLOW, "55P03": HELD}
"""What PostgreSQL says when it stopped a statement that took too long, or a lock that did not come."""
WAIT = 10


def failed(
    request: Any, status: int, failure: Failure | None = None, *, sentence: str = "", wait: int = 0
) -> HttpResponse:
    """The page of that status; `wait` says after how many seconds to try again."""
    shown = failure or FAILURES[status]
    number = getattr(request, "number", "") if status >= 500 else ""
    context = {"styles": STYLES, "title": shown.heading, "failure": shown, "sentence": sentence or shown.sentence}
    context["number"] = number
    response = HttpResponse(render_to_string("web/failed.html", context), status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def bad_request(request: Any, exception: Exception) -> HttpResponse:
    """What Django refused before any view; `Improper` (incoming.py) brings its own sentence."""
    if isinstance(exception, RequestDataTooBig):
        return failed(request, 413)
    return failed(request, 400, sentence=getattr(exception, "sentence", ""))


def forbidden(request: Any, exception: Exception) -> HttpResponse:
    return failed(request, 403)


def missing(request: Any, exception: Exception) -> HttpResponse:
    return failed(request, 404)


def not_allowed(request: Any, allowed: Iterable[str]) -> HttpResponse:
    """Another way of asking than the address answers."""
    response = failed(request, 405)
    response["Allow"] = ", ".join(allowed)
    return response


def stale(request: Any, reason: str = "") -> HttpResponse:
    """A form without its token: most often a page that was open when its session ended."""
    return failed(request, 403, STALE)


def broken(request: Any) -> HttpResponse:
    """A defect of ours; or the database, which did not answer, in time or at all."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        known = BY_STATE.get(getattr(error.__cause__, "sqlstate", None) or "")
        return failed(request, 503, known, wait=WAIT)
    return failed(request, 500)
