"""What counts as unusual (异常模式): each pattern declared once, looked for each minute by the worker (security.md 2, S39).

A pattern is a condition on entries of the last while, and how many of one person (or from one address) are too many. What a
clue says of it is its title and a number: never whom it was about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)
LOCAL = "at at time zone 'Asia/Shanghai'"
NIGHT = f"extract(hour from {LOCAL}) not between 6 and 21"
OFF_DUTY = f"(extract(isodow from {LOCAL}) > 5 or extract(hour from {LOCAL}) not between 8 and 18)"
DENIED = "outcome = 'refused' and (reason like '%%管理范围%%' or reason like '%%没有%%权限%%' or reason like '%%没有这项功能%%')"
REGION = "nullif(split_part(address, '.', 1) || '.' || split_part(address, '.', 2), '.')"
READ = "outcome = 'read'"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of clue: its name, what it says, the while it looks back, which entries, and from what number on."""

    key: str
    title: str
    advice: str
    lasts: timedelta = HOUR
    condition: str = ""
    too_many: str = "count(*) >= 1"
    by: str = "user_id"

    @property
    def of_entries(self) -> bool:
        """Whether it is looked for among entries, and not told by the sealer or the verifier."""
        return bool(self.condition)

    @property
    def query(self) -> str:
        """The acts of each that are too many: who, from where, how many, the first and the last, since when."""
        address = "max(address)" if self.by == "user_id" else "address"
        return (
            f"select max(user_id), {address}, max(organisation), count(*), min(id), max(id), min(at)"  # noqa: S608
            f" from security_auditentry where at > now() - make_interval(secs => %s) and {self.condition}"
            f" group by {self.by} having {self.too_many}"
        )


PATTERNS = (
    Pattern(
        "reveal", "大量显示完整号码", "核对是否有相应的业务，必要时向本人和单位了解。",
        HOUR, f"{READ} and function = 'member.reveal'", "count(*) > 30",
    ),
    Pattern(
        "night", "夜间大量查阅", "核对是否值班或加急办理。",
        HOUR, f"{READ} and {NIGHT} and function like 'member.%%'", "count(*) > 20",
    ),
    Pattern(
        "beyond", "多次越权尝试", "核对是否误点旧链接；不是的，了解意图。",
        TEN_MINUTES, f"{DENIED} and user_id is not null",
        "count(distinct coalesce(detail ->> 'uid', nullif(path, ''))) >= 3",
    ),
    Pattern(
        "probe", "多次重号试探", "核对是否在试探某人是否为党员。",
        HOUR, "outcome = 'refused' and reason like '%%R-022%%'", "count(*) > 5",
    ),
    Pattern(
        "regions", "一小时内从两处登录", "核对是否本人；口令可能已经泄露。",
        HOUR, "function = 'session.open' and outcome = 'done'", f"count(distinct {REGION}) > 1",
    ),
    Pattern(
        "grants", "非工作时间授权", "核对是否有批准手续。",
        HOUR, f"outcome = 'done' and function in ('post.grant', 'right.open', 'right.agree') and user_id is not null and {OFF_DUTY}",
    ),
    Pattern(
        "failures", "登录连续失败", "核对是否有人在猜口令。",
        TEN_MINUTES, "function = 'session.open' and outcome = 'refused' and user_id is null", "count(*) >= 10", "address",
    ),
    Pattern(
        "export", "大量导出", "核对用途和去向。",
        HOUR, f"{READ} and function like '%%.export'",
        "sum(case when jsonb_typeof(detail -> 'rows') = 'number' then (detail -> 'rows')::bigint else 0 end) > 5000",
    ),
    Pattern("lag", "审计记录没有及时封存", "请系统管理员检查后台服务；超过4小时将暂停导出。"),
    Pattern("broken", "审计记录与鉴别码不符", "保护现场，立即报告上级；打开“完整性校验”查看是哪一条。"),
)  # fmt: skip
BY_KEY = {pattern.key: pattern for pattern in PATTERNS}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a pattern found: whose acts, how many, which entries."""

    pattern: str
    user: int | None
    address: str
    organisation: int | None
    count: int
    first: int | None
    last: int | None
    began_at: datetime


def title(key: str) -> str:
    """What a pattern is called."""
    return BY_KEY[key].title


def found_now() -> Iterator[Finding]:
    """Everything that is too much at this moment."""
    for pattern in PATTERNS:
        if pattern.of_entries:
            with connection.cursor() as cursor:
                cursor.execute(pattern.query, [pattern.lasts.total_seconds()])
                rows = cursor.fetchall()
            yield from (Finding(pattern.key, *row) for row in rows)
