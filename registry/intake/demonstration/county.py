"""The organisations of the demonstration county (演示县党组织): its committees, general branches, branches and units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from registry.kernel.values.credit_codes import check_character, organisation_check

COUNTY = "清源县"
COMMITTEE = "中国共产党清源县委员会"
REGION = "990121"

LEGAL, SAME, JOINT = "法人单位", "与上级党组织相同", "联合党支部"
PARTY_COMMITTEE, GENERAL_BRANCH, BRANCH, JOINT_BRANCH = "党委", "党总支部", "党支部", "联合党支部"
COUNTY_LEVEL, STREET = "县（市、区、旗）委派出的工作委员会", "城市街道（地区）工委"
BUILT = {PARTY_COMMITTEE: "建立党委的", GENERAL_BRANCH: "建立党总支部的", BRANCH: "建立党支部的",
         JOINT_BRANCH: "建立联合党支部的", STREET: "", COUNTY_LEVEL: ""}  # fmt: skip

TOWNS = ("东岭镇", "沙河镇", "白石镇", "柳林乡", "望江乡")
VILLAGES = (
    "石桥", "柳湾", "杨庄", "高台", "下河", "桃园", "枣林", "双井", "马坊", "白杨", "后山", "前进", "红旗", "新民",
    "东风", "大榆树", "小南河", "曹家", "望台", "青石", "清泉", "花园", "古城", "南岭", "北坡", "水磨", "老街", "三里",
    "梨园", "泉眼", "罗家湾", "长堤",
)  # fmt: skip
STREETS = {
    "城关街道": ("文化路", "建设街", "和平里", "解放路", "东关", "西关", "南门", "站前", "北关"),
    "新城街道": ("北园", "学府", "滨河", "幸福里", "向阳", "锦绣", "康乐", "开发区", "铁路"),
}
BUREAUS = (
    "档案局", "统计局", "审计局", "司法局", "民政局", "水利局", "林业局", "农业农村局", "自然资源局", "交通运输局", "商务局",
    "文化和旅游局", "市场监督管理局", "应急管理局", "医疗保障局", "信访局", "妇女联合会", "总工会", "图书馆", "气象局",
    "退役军人事务局", "生态环境局",
)  # fmt: skip
SCHOOLS = ("第二中学", "第三中学", "实验小学", "城关小学", "职业中学", "特殊教育学校")
CLINICS = ("东岭镇卫生院", "沙河镇卫生院", "白石镇卫生院", "柳林乡卫生院", "疾病预防控制中心", "妇幼保健院")
FIRMS = ("恒通物流", "绿源食品", "安康药业", "华星电子", "金秋粮油", "新望纸业")
SMALL_FIRMS = (("永昌建材", "利民超市"), ("顺达运输", "吉祥汽修"), ("鸿雁快递", "天成印务"), ("春晖家政", "同心餐饮"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it stands in the sheet."""

    name: str
    category: str
    code: str


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as it stands in the sheet; `people` is the kind of its members, `size` about how many it has."""

    name: str
    above: str
    category: str
    situation: str = ""
    units: tuple[Unit, ...] = ()
    people: str = ""
    size: int = 0
    where: str = ""

    @property
    def built(self) -> str:
        """What the unit has set up (单位建立党组织情况)."""
        return BUILT[self.category] if self.units else ""


def places(draw: Random) -> list[Place]:
    """All organisations of the county, every one after its superior."""
    county = Place(COMMITTEE, "", "县（市、区、旗）委员会")
    units = _Units(draw)
    groups = (_towns, _streets, _offices, _education, _health, _works, _new_firms)
    return [county, *(place for group in groups for place in group(draw, units))]


class _Units:
    """Makes units, each with a code of its own."""

    def __init__(self, draw: Random) -> None:
        self._draw, self._number = draw, 10_000_000

    def make(self, name: str, category: str, *, kind: str = "12") -> Unit:
        """`kind`: who registers it, the first two characters of the code; one village in ten waits for its code."""
        if kind == "54" and self._draw.random() < 0.1:
            return Unit(name, category, "0")
        self._number += self._draw.randrange(3, 900)
        body = str(self._number)
        first = f"{kind}{REGION}{body}{organisation_check(body)}"
        return Unit(name, category, first + check_character(first))

    def firms(self, *names: str) -> tuple[Unit, ...]:
        """Private firms of the county."""
        return tuple(self.make(COUNTY + name, "非公有经济控制", kind="91") for name in names)


def _branch(name: str, above: Place, unit: Unit | None, people: str, size: int, where: str) -> Place:
    """A branch with a unit of its own, or in the unit of its superior."""
    full = f"中共{COUNTY}{name}支部委员会"
    units, situation = ((unit,), LEGAL) if unit else ((), SAME)
    return Place(full, above.name, BRANCH, situation, units, people, size, where)


def _general(name: str, above: Place) -> Place:
    return Place(f"中共{COUNTY}{name}总支部委员会", above.name, GENERAL_BRANCH, SAME)


def _joint(name: str, above: Place, units: tuple[Unit, ...], people: str, size: int, where: str) -> Place:
    full = f"中共{COUNTY}{name}联合支部委员会"
    return Place(full, above.name, JOINT_BRANCH, JOINT, units, people, size, where)


def _committee(name: str, unit: Unit) -> Place:
    return Place(f"中共{COUNTY}{name}委员会", COMMITTEE, PARTY_COMMITTEE, LEGAL, (unit,))


def _towns(draw: Random, units: _Units) -> Iterator[Place]:
    for number, town in enumerate(TOWNS):
        above = _committee(town, units.make(COUNTY + town, "乡镇", kind="11"))
        yield above
        yield _branch(f"{town}机关", above, None, "officials", 22, f"{town}人民路")
        for village in VILLAGES[:21] if number == 0 else draw.sample(VILLAGES, 21):
            where = f"{town}{village}村"
            unit = units.make(COUNTY + where, "建制村", kind="54")
            yield _branch(where, above, unit, "farmers", draw.randrange(6, 19), where)
        market = _general(f"{town}集镇", above)
        yield market
        for part in ("第一", "第二", "第三"):
            where = f"{town}集镇{part}"
            yield _branch(where, market, None, "residents", draw.randrange(7, 13), f"{where}居民组")
        shops = units.firms(f"{town}供销商行", f"{town}农机修理厂")
        yield _joint(f"{town}商贸", above, shops, "staff", 6, f"{town}集市街")


def _streets(draw: Random, units: _Units) -> Iterator[Place]:
    for street, communities in STREETS.items():
        above = Place(f"中共{COUNTY}{street}工作委员会", COMMITTEE, STREET)
        yield above
        office = units.make(f"{COUNTY}{street}办事处", "城市街道", kind="11")
        yield _branch(f"{street}机关", above, office, "officials", 24, f"{street}中心路")
        for community in communities:
            where = f"{street}{community}"
            unit = units.make(f"{COUNTY}{where}社区", "城市社区（居委会）", kind="55")
            yield _branch(f"{where}社区", above, unit, "residents", draw.randrange(16, 34), where)
        shops = units.firms(f"{street}百货店", f"{street}五金店", f"{street}书店")
        yield _joint(f"{street}商圈", above, shops, "staff", 7, f"{street}商业街")


def _offices(draw: Random, units: _Units) -> Iterator[Place]:
    above = Place(f"中共{COUNTY}委县直属机关工作委员会", COMMITTEE, COUNTY_LEVEL)
    yield above
    for bureau in BUREAUS:
        kind = "事业单位" if bureau in ("图书馆", "气象局") else "机关"
        unit = units.make(COUNTY + bureau, kind, kind="12" if kind == "事业单位" else "11")
        yield _branch(bureau, above, unit, "officials", draw.randrange(9, 24), "城关街道行政中心路")
    yield Place(f"中共{COUNTY}财政局党组", COMMITTEE, "县（市、区、旗）一级机关党组")


def _education(draw: Random, units: _Units) -> Iterator[Place]:
    bureau = _committee("教育局", units.make(f"{COUNTY}教育局", "机关", kind="11"))
    yield bureau
    yield _branch("教育局机关", bureau, None, "officials", 16, "城关街道教育路")
    for school in SCHOOLS:
        unit = units.make(COUNTY + school, "事业单位")
        yield _branch(school, bureau, unit, "teachers", draw.randrange(14, 30), "城关街道学府路")
    nurseries = tuple(
        units.make(f"{COUNTY}{name}幼儿园", "社会服务机构（民办非企业单位）", kind="52") for name in ("春苗", "小星星")
    )
    yield _joint("民办幼儿园", bureau, nurseries, "teachers", 5, "新城街道幼教路")
    first = _committee("第一中学", units.make(f"{COUNTY}第一中学", "事业单位"))
    yield first
    for part, people, size in (("语文组", "teachers", 17), ("数学组", "teachers", 18), ("外语组", "teachers", 15),
                               ("综合组", "teachers", 20), ("行政后勤", "teachers", 13), ("离退休", "retired", 24)):  # fmt: skip
        yield _branch(f"第一中学{part}", first, None, people, size, "新城街道校园路")


def _health(draw: Random, units: _Units) -> Iterator[Place]:
    bureau = _committee("卫生健康局", units.make(f"{COUNTY}卫生健康局", "机关", kind="11"))
    yield bureau
    yield _branch("卫生健康局机关", bureau, None, "officials", 15, "城关街道健康路")
    for clinic in CLINICS:
        unit = units.make(COUNTY + clinic, "事业单位")
        yield _branch(clinic, bureau, unit, "nurses", draw.randrange(7, 15), "城关街道健康路")
    hospital = _committee("人民医院", units.make(f"{COUNTY}人民医院", "事业单位"))
    yield hospital
    medicine = _general("人民医院内科", hospital)
    yield medicine
    for part in ("内一科", "内二科"):
        yield _branch(f"人民医院{part}", medicine, None, "nurses", 15, "新城街道仁爱路")
    for part, people in (("外科", "nurses"), ("门诊", "nurses"), ("行政后勤", "nurses"), ("离退休", "retired")):
        yield _branch(f"人民医院{part}", hospital, None, people, draw.randrange(12, 20), "新城街道仁爱路")


def _works(draw: Random, units: _Units) -> Iterator[Place]:
    textile = _committee("纺织集团有限公司", units.make(f"{COUNTY}纺织集团有限公司", "国有经济控制", kind="91"))
    yield textile
    for mill in ("细纱厂", "织布厂"):
        general = _general(f"纺织集团{mill}", textile)
        yield general
        for shift in ("甲班", "乙班"):
            yield _branch(f"纺织集团{mill}{shift}", general, None, "workers", draw.randrange(12, 20), "新城街道纺织路")
    for part, people in (("总部", "workers"), ("销售公司", "workers"), ("离退休", "retired")):
        yield _branch(f"纺织集团{part}", textile, None, people, draw.randrange(14, 22), "新城街道纺织路")
    machinery = _committee("远山机械有限公司", units.firms("远山机械有限公司")[0])
    yield machinery
    for part in ("铸造车间", "装配车间", "研发部", "营销部"):
        yield _branch(f"远山机械{part}", machinery, None, "staff", draw.randrange(9, 16), "新城街道工业大道")


def _new_firms(draw: Random, units: _Units) -> Iterator[Place]:
    above = Place(f"中共{COUNTY}委非公有制经济组织和社会组织工作委员会", COMMITTEE, COUNTY_LEVEL)
    yield above
    for firm in FIRMS:
        [unit] = units.firms(f"{firm}有限公司")
        yield _branch(f"{firm}有限公司", above, unit, "staff", draw.randrange(6, 14), "新城街道工业大道")
    for one, other in SMALL_FIRMS:
        firms = units.firms(f"{one}有限公司", f"{other}有限公司")
        yield _joint(one + other, above, firms, "staff", 6, "新城街道创业路")
