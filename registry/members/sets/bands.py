"""Into which groups members are counted (统计分组): ages R-011, joining periods R-234, occupations R-235, schooling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from registry.codes.catalogue import code_list
from registry.kernel.dates import add_months

AGES = ("30岁及以下", "31至35岁", "36至40岁", "41至45岁", "46至50岁", "51至55岁", "56至60岁", "61岁及以上")
AGE_LIMITS = (31, 36, 41, 46, 51, 56, 61)
"""The full years from which each band but the first begins."""
PERIODS = ("1949年9月及以前", "1949年10月至1978年12月", "1978年12月至2012年11月", "2012年11月以后")
PERIOD_LIMITS = (date(1949, 10, 1), date(1978, 12, 18), date(2012, 11, 8))
"""The first day of each period but the first: the founding of the republic, two congresses (R-234)."""


@dataclass(frozen=True, slots=True)
class Occupation:
    """One group, and the heads of the posts (工作岗位) that are in it."""

    label: str
    heads: tuple[str, ...]


OCCUPATIONS = (
    Occupation("离退休人员", ("4",)),
    Occupation("学生", ("3",)),
    Occupation("工人（工勤技能人员）", ("016", "025")),
    Occupation("农牧渔民", ("1",)),
    Occupation("企事业单位、社会组织专业技术人员", ("013", "015", "022", "024")),
    Occupation("企事业单位、社会组织管理人员", ("012", "014", "021", "023")),
    Occupation("党政机关工作人员", ("011",)),
    Occupation("其他职业人员", ("2", "5")),
)
"""In the order in which a post is assigned: retired first, then students (R-235)."""


def occupation_of(post: str) -> int | None:
    """The number of the group a post is in; None for no post, or one of no group."""
    return next((place for place, one in enumerate(OCCUPATIONS) if post.startswith(one.heads)), None) if post else None


def schooling() -> list[tuple[str, str]]:
    """The upper codes of 学历 with their names."""
    return [(code.code, code.name) for code in code_list("dz_education") if not code.parent]


def birthdays(today: date) -> list[date]:
    """The days of birth that part the age bands on `today`, the earliest first: each is the first of a younger band."""
    return [_too_young(years, today) for years in reversed(AGE_LIMITS)]


def _too_young(years: int, today: date) -> date:
    """The first day of birth of those who are not yet so old; who was born on 29 February comes of age on the 28th."""
    day = add_months(today, -12 * years) + timedelta(days=1)
    return day if add_months(day, 12 * years) > today else day + timedelta(days=1)
