"""What a health check may find in a workbook (表格体检): each defect once, with its wording and the suggested way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PLACES = 50
"""So many cells of a kind are named; the count goes on."""


class Fix(StrEnum):
    """What the clerk is offered (处理建议)."""

    AUTO = "自动修复"
    MINE = "我来改"
    SKIP = "跳过"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of defect: what is said after its place, and what is suggested."""

    words: str
    fix: Fix


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of defect in one column or sheet (体检发现); `where` is the first place, `places` the first fifty."""

    kind: str
    where: str
    message: str
    fix: Fix
    count: int = 1
    places: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    # the workbook and its sheets
    "extension": Kind("内容是 .xlsx 工作簿，扩展名却不是；不影响导入，退回的文件一律为 .xlsx", Fix.SKIP),
    "macro": Kind("带有宏；宏不会执行，也不影响导入", Fix.SKIP),
    "external-link": Kind("引用了别的工作簿；只读取保存时的结果，请核对这些单元格", Fix.SKIP),
    "several-sheets": Kind("有多张工作表像是数据，只导入选定的一张，其余请分别导入", Fix.MINE),
    "hidden-sheet": Kind("是隐藏的工作表，里面有内容；不会导入，需要时请取消隐藏", Fix.SKIP),
    "date-1904": Kind("使用1904日期系统；日期已按该系统换算，请抽查", Fix.AUTO),
    "protected": Kind("设有工作表保护；可以导入，但退回的文件也带着保护，修改前请取消", Fix.SKIP),
    # the layout of the sheet
    "title-rows": Kind("是标题或填报说明，不作为数据", Fix.AUTO),
    "two-line-header": Kind("是两行表头，已合起来读", Fix.AUTO),
    "duplicate-header": Kind("列名重复，分不清哪一列是哪一项，请改成不同的列名", Fix.MINE),
    "missing-header": Kind("有内容而没有列名，不会导入；请补上列名或删除该列", Fix.MINE),
    "empty-column": Kind("整列没有内容", Fix.SKIP),
    "result-column": Kind("是上次退回时附的导入结果，不作为数据", Fix.AUTO),
    "hidden-row": Kind("是隐藏的行，也会导入；不想导入的请删除", Fix.MINE),
    "hidden-column": Kind("是隐藏的列，也会导入；请核对", Fix.MINE),
    "filtered": Kind("开着筛选，看不见的行也会导入", Fix.MINE),
    "blank-row": Kind("是夹在数据中间的空行，已跳过", Fix.AUTO),
    "footer-row": Kind("是表尾的签字、合计或说明，不作为数据", Fix.AUTO),
    "repeated-header": Kind("是重复出现的表头，不作为数据", Fix.AUTO),
    "identical-row": Kind("与前面的某一行内容完全相同，请核对是否重复", Fix.MINE),
    "merged-cell": Kind("是数据区里的合并单元格，只有左上角一格有内容；请取消合并并逐行填写", Fix.MINE),
    # cells of any column
    "error-value": Kind("是公式的错误结果，请改成真正的内容", Fix.MINE),
    "formula": Kind("是公式，按保存时的结果导入；请核对，或粘贴为数值", Fix.AUTO),
    "formula-without-value": Kind(
        "是没有结果的公式，读不到内容；请在 WPS 或 Excel 里打开保存一次，或粘贴为数值", Fix.MINE
    ),
    "formula-like": Kind("以 =、+、- 或 @ 开头，按文字导入，在任何导出文件里都不会成为公式", Fix.AUTO),
    "broken-character": Kind("有的字已经丢失，只剩替代符号，请照原件重新录入", Fix.MINE),
    "private-character": Kind("有自造字（私用区字符），换一台电脑会显示成别的字，请核对后重新录入", Fix.MINE),
    "radical": Kind("有从 PDF 复制来的部首符号，看着像字而不是字，改为对应的汉字", Fix.AUTO),
    "stray-radical": Kind("有部首符号，看不出是哪个字，请重新录入", Fix.MINE),
    "compatible-character": Kind("有兼容字符或拆开的字母，改为标准字符", Fix.AUTO),
    "invisible-character": Kind("有看不见的字符（零宽、方向或控制字符），去掉", Fix.AUTO),
    "full-width": Kind("有全角数字或字母，改为半角", Fix.AUTO),
    "line-break": Kind("有换行，改为空格", Fix.AUTO),
    "surplus-space": Kind("有多余的空格，去掉", Fix.AUTO),
    "placeholder": Kind("填的是“无”“/”一类的占位符；没有内容的请留空", Fix.MINE),
    "boolean": Kind("是逻辑值，读作“是”或“否”", Fix.AUTO),
    "time-cell": Kind("是钟点而不是日期或文字，请重新填写", Fix.MINE),
    "long-number": Kind("是16位以上的数字格式，第15位以后的数字已经丢失；请设为文本格式后重新录入", Fix.MINE),
    "scientific": Kind("成了科学计数法的文字，后面的数字已经丢失，请重新录入", Fix.MINE),
    "long-text": Kind("内容超过500字，多半是贴错了位置，请核对", Fix.MINE),
    # identity numbers, names, dates, telephones
    "numeric-identity": Kind(
        "是数字格式，后面的数字已经丢失，改格式也找不回来；请把这一列设为文本格式，再照证件重新录入", Fix.MINE
    ),
    "identity-15": Kind("是15位旧号码，请换成18位", Fix.MINE),
    "identity-length": Kind("不是18位，请核对", Fix.MINE),
    "identity-form": Kind("有小写x、空格或横线，统一为18位大写", Fix.AUTO),
    "identity-unknown": Kind("以18个0或#表示号码暂缺，按暂缺登记", Fix.AUTO),
    "several-people": Kind("一格里似有两个人的姓名，请分成两行", Fix.MINE),
    "name-space": Kind("姓名里有多余的空格，去掉", Fix.AUTO),
    "name-dot": Kind("间隔号用了别的符号，改为·", Fix.AUTO),
    "name-odd": Kind("姓名里有数字或不常见的符号，请核对", Fix.MINE),
    "rare-character": Kind("姓名里有生僻字，请与证件核对字形", Fix.SKIP),
    "date-notation": Kind("日期写法不一，统一为 1990-09-04 的样子", Fix.AUTO),
    "date-partial": Kind("日期只到年或月，按不精确日期登记", Fix.AUTO),
    "date-unreadable": Kind("读不出日期", Fix.MINE),
    "numeric-phone": Kind("电话是数字格式，改为文本；座机区号前的0可能已丢失，请核对", Fix.AUTO),
}


def finding(kind: str, where: str, message: str, count: int = 1, places: tuple[str, ...] = ()) -> Finding:
    """A finding in the words of its kind; `message` says where."""
    return Finding(kind, where, f"{message}{KINDS[kind].words}。", KINDS[kind].fix, count, places or (where,))


class Tally:
    """Counts defects by kind and column, and remembers the first places of each."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, int], int] = {}
        self._places: dict[tuple[str, int], list[str]] = {}
        self._details: dict[tuple[str, int], str] = {}

    def add(self, kind: str, column: int, place: str, detail: str = "") -> None:
        """Note one more; the first detail stands as the example."""
        key = (kind, column)
        self._counts[key] = self._counts.get(key, 0) + 1
        places = self._places.setdefault(key, [])
        if len(places) < PLACES:
            places.append(place)
        if detail:
            self._details.setdefault(key, detail)

    def findings(self, shown: dict[int, str]) -> list[Finding]:
        """One finding for each kind and column, in the order of KINDS; `shown` names the columns."""
        order = list(KINDS)
        found = []
        for kind, column in sorted(self._counts, key=lambda key: (order.index(key[0]), key[1])):
            count, places = self._counts[kind, column], tuple(self._places[kind, column])
            several = f"{places[0]} 等 {count} 处" if count > 1 else places[0]
            detail = self._details.get((kind, column), "")
            message = f"{shown.get(column, '')}{several}{f'（{detail}）' if detail else ''}："
            found.append(finding(kind, places[0], message, count, places))
        return found
