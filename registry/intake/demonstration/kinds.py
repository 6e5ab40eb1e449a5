"""What sort of people a branch has (人员构成): ages, schooling and posts, weighed so that the county resembles the country.

The shares of ages, women, minorities and schooling follow the bulletin of the members of 2024 as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

AGES = ((19, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 70), (71, 80), (81, 90), (91, 98))
SCHOOLING = ("硕士研究生", "大学", "大专", "中等专科", "普通高中", "初中", "小学")
MINORITIES = {
    "回族": 20, "满族": 18, "壮族": 12, "苗族": 12, "土家族": 10, "维吾尔族": 9, "彝族": 7, "蒙古族": 6, "藏族": 6,
    "朝鲜族": 4, "哈萨克族": 3,
}  # fmt: skip
MINORITY_SHARE = 0.077


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of branch: weights of the ages, share of women, schooling of the young and the old, posts."""

    ages: tuple[int, ...]
    women: float
    young: tuple[int, ...]
    old: tuple[int, ...]
    posts: Mapping[str, int]
    retires: bool = True

    def age(self, draw: Random) -> int:
        """An age in full years."""
        first, last = draw.choices(AGES, self.ages)[0]
        return draw.randint(first, last)

    def schooling(self, draw: Random, born: int) -> str:
        """The highest schooling; who was born before 1970 had other schools."""
        return draw.choices(SCHOOLING, self.old if born < 1970 else self.young)[0]

    def post(self, draw: Random, age: int, *, woman: bool) -> str:
        """The post, or that he has retired."""
        if self.retires and age > (55 if woman else 60):
            return "退休人员"
        return draw.choices(list(self.posts), list(self.posts.values()))[0]


def ethnicity(draw: Random) -> str:
    """Han, or in one of thirteen cases a minority."""
    if draw.random() >= MINORITY_SHARE:
        return "汉族"
    return draw.choices(list(MINORITIES), list(MINORITIES.values()))[0]


KINDS: dict[str, Kind] = {
    "farmers": Kind(
        (8, 6, 8, 7, 9, 10, 10, 24, 15, 6, 1), 0.2, (1, 13, 29, 16, 22, 18, 1), (0, 1, 4, 8, 25, 44, 18),
        {"农牧渔业生产人员": 82, "外出务工经商人员": 11, "乡村医生": 2, "其他农牧渔民": 5}, retires=False,
    ),
    "residents": Kind(
        (11, 9, 11, 8, 8, 8, 8, 20, 14, 6, 1), 0.42, (3, 38, 36, 8, 11, 4, 0), (0, 8, 20, 16, 28, 22, 6),
        {"社区工作人员": 30, "自由职业人员": 18, "个体工商户从业人员": 22, "其他从业人员": 22, "其他无业人员": 8},
    ),
    "officials": Kind(
        (17, 17, 17, 14, 12, 11, 9, 2, 1, 0, 0), 0.31, (9, 68, 21, 2, 0, 0, 0), (1, 32, 46, 13, 8, 0, 0),
        {"公务员": 62, "参照公务员法管理的工作人员": 24, "机关单位工勤技能人员": 14},
    ),
    "teachers": Kind(
        (17, 17, 16, 14, 12, 12, 10, 2, 0, 0, 0), 0.5, (12, 76, 12, 0, 0, 0, 0), (1, 45, 42, 12, 0, 0, 0),
        {"事业单位专业技术岗位": 84, "事业单位管理岗位": 12, "事业单位工勤技能人员": 4},
    ),
    "nurses": Kind(
        (19, 18, 17, 14, 11, 10, 9, 2, 0, 0, 0), 0.6, (10, 58, 27, 5, 0, 0, 0), (1, 25, 44, 30, 0, 0, 0),
        {"事业单位专业技术岗位": 88, "事业单位管理岗位": 9, "事业单位工勤技能人员": 3},
    ),
    "workers": Kind(
        (15, 15, 16, 14, 14, 14, 12, 0, 0, 0, 0), 0.33, (2, 34, 38, 12, 11, 3, 0), (0, 8, 24, 20, 34, 14, 0),
        {"公有经济控制企业工勤技能人员": 58, "公有经济控制企业专业技术岗位": 24, "公有经济控制企业管理岗位": 18},
    ),
    "staff": Kind(
        (28, 22, 17, 12, 8, 7, 5, 1, 0, 0, 0), 0.36, (4, 46, 34, 7, 7, 2, 0), (0, 12, 30, 18, 28, 12, 0),
        {"非公有制企业管理岗位": 36, "非公有制企业专业技术岗位": 34, "非公有制企业工勤技能人员": 30},
    ),
    "retired": Kind(
        (0, 0, 0, 0, 0, 0, 0, 42, 36, 18, 4), 0.38, (0, 1, 0, 0, 0, 0, 0), (0, 24, 36, 26, 10, 4, 0),
        {"退休人员": 94, "离休干部": 6},
    ),
}  # fmt: skip
