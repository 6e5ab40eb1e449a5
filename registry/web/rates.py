"""How much one person and one address may ask for (频率限制, security.md S46), counted in the database for all processes.

Everything counts towards one limit; searching, showing numbers, taking out and printing towards a narrower one as well, and
documents handed in towards one of the day. What a function is, its name says, so none is listed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from registry.kernel.sealing import keyring
from registry.security import trail
from registry.security.actors import Top
from registry.web.failures import failed

MINUTE, DAY = 60, 24 * 3600
HEAVY = {"find": "search", "reveal": "reveal", "export": "sheet", "print": "sheet", "return": "sheet"}
"""The verb of a function, and the limit it counts towards."""
SENTENCES = {
    "all": "短时间内打开的页面过多，这次没有受理。",
    "search": "短时间内查找过多，这次没有受理。",
    "reveal": "短时间内显示的完整号码过多，这次没有受理；这类操作都留有记录。",
    "sheet": "短时间内导出、打印或下载过多，这次没有受理。",
    "door": "这个网络地址短时间内登录请求过多，这次没有受理。",
    "files": "今天上传的文件已达到每人每天的限额，这次没有受理；确需更多的，请明天再传，或联系系统管理员。",
}
TOO_MANY = "请求过于频繁，超过每分钟或每天的限额"
COUNT = """
insert into web_usage (who, kind, began_at, amount)
select who, kind, to_timestamp(floor(extract(epoch from statement_timestamp()) / seconds) * seconds), amount
  from unnest(%s::text[], %s::text[], %s::int[], %s::int[]) as asked (who, kind, seconds, amount) order by who, kind
on conflict (who, kind, began_at) do update set amount = web_usage.amount + excluded.amount
returning who, kind, amount, extract(epoch from statement_timestamp() - began_at)::int
"""


@dataclass(frozen=True, slots=True)
class Count:
    """One thing to count: of whom, towards which limit, how much of it."""

    who: str
    kind: str
    limit: int
    amount: int = 1

    @property
    def seconds(self) -> int:
        return DAY if self.kind == "files" else MINUTE


class RatesMiddleware:
    """Counts a request once it is known what it asks for and who asks; stands behind the actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer 429 to what goes beyond a limit, and have the trail say so once."""
        counts = list(_counts(request, getattr(view, "function", "")))
        for one, amount, left in _counted(counts):
            if amount > one.limit:
                if amount - one.amount <= one.limit and request.actor is not None:
                    trail.refuse(request.actor, view.function, Top(), TOO_MANY)
                return failed(request, 429, sentence=SENTENCES[one.kind], wait=left)
        return None


def _counts(request: Any, function: str) -> Iterator[Count]:
    limits, address = settings.RATES, _address(request)
    if request.actor is not None:
        person, kind = f"user {request.actor.user}", HEAVY.get(function.rpartition(".")[2], "")
        asked = {"all": 1, kind: 1, "files": sum(len(files) for _, files in request.FILES.lists())}
        yield from (
            Count(person, one, limits[one], amount) for one, amount in asked.items() if amount and one in limits
        )
    elif request.method == "POST" and "door" in limits:
        yield Count(address, "door", limits["door"])
    if "all" in limits:
        yield Count(address, "all", limits["all"] * settings.PERSONS_AT_AN_ADDRESS)


def _address(request: Any) -> str:
    """A name for the address that says nothing about it."""
    return f"address {keyring().blind(request.address, 'usage').hex}"


def _counted(counts: list[Count]) -> list[tuple[Count, int, int]]:
    """Add all of it in one statement; how much that makes, and after how many seconds it begins anew."""
    if not counts:
        return []
    wanted = {(one.who, one.kind): one for one in counts}
    with connection.cursor() as cursor:
        given = [[getattr(one, name) for one in wanted.values()] for name in ("who", "kind", "seconds", "amount")]
        cursor.execute(COUNT, given)
        rows = cursor.fetchall()
    found = [(wanted[who, kind], amount, gone) for who, kind, amount, gone in rows]
    return [(one, amount, max(one.seconds - gone, 1)) for one, amount, gone in found]
