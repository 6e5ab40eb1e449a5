"""Names of units (单位名称): what they are found by, and the part that tells one unit from another."""

from __future__ import annotations

import re

from django.db import connection

from registry.kernel.pinyin import keys
from registry.units.models import Unit

PLACES = re.compile(r"^(?:.{1,8}?(?:省|自治区|自治州|市|县|旗|区|镇|乡|街道))+(?=.{2,})")
KINDS = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|公司|合作社|合伙企业|村民委员会|居民委员会|委员会|办事处|事务所|中心|协会)$"
)


def initials(name: str) -> str:
    """The pinyin initials of the whole name."""
    return keys(name).split(" ")[0][:120]


def core(name: str) -> str:
    """What is particular in a name: without the place in front and the kind of body behind."""
    particular = KINDS.sub("", PLACES.sub("", name, count=1))
    return particular if len(particular) > 1 else name


def spell() -> None:
    """Spell the units that came in by a sheet: one statement, and no edit of anybody's."""
    unspelt = dict(Unit.objects.filter(pinyin="").values_list("pk", "name"))
    if not unspelt:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update units_unit u set pinyin = n.pinyin from unnest(%s::bigint[], %s::text[]) n(id, pinyin) where u.id = n.id",
            [[*unspelt], [initials(name) for name in unspelt.values()]],
        )
