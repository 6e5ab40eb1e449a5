"""The code of a unit (统一社会信用代码, 组织机构代码), rule R-144, GB 32100 and GB 11714."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.kernel.refusals import Level, Violation
from registry.kernel.values import text
from registry.kernel.values.identity import SYNTHETIC_ONLY, SYNTHETIC_REGION
from registry.kernel.values.parsed import Parsed, sentence

RULE = "R-144"
WRONG = "统一社会信用代码校验不通过"
ABSENT = "单位填写了“0”，按暂无代码登记；领到代码后请补填。"
DIGITS_LOST = (
    "单位代码这一格是数字格式，电子表格只保留前15位，后面的数字已经丢失；请把这一列设为文本格式，再照证件重新录入。"
)

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_UNIFIED = re.compile(f"[{_ALPHABET}]{{18}}")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")
_UNIFIED_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_IGNORED = re.compile(r"[\s\-'\"`‐‑–—]")
_NEVER = {"O": "数字0", "I": "数字1", "S": "数字5", "Z": "数字2", "V": "字母U或Y"}


@dataclass(frozen=True, slots=True)
class ParsedCode(Parsed[str]):
    """Besides: whether it was written that the unit has no code yet."""

    absent: bool = False


def parse(raw: object, *, synthetic: bool = False) -> ParsedCode:
    """The code of one unit. `synthetic`: only codes with 99 in places 3 and 4 are taken (R-254)."""
    written, _ = text.written_as(raw)
    if error := text.cell_error(written):
        return ParsedCode(None, problems=(error,))
    if isinstance(raw, (int, float)) and abs(raw) >= 1e15:
        return _refused(DIGITS_LOST)
    code, changed = _normalised(written)
    if not code:
        return ParsedCode("")
    if code == "0":
        return ParsedCode(None, problems=(Violation(RULE, ABSENT, level=Level.WARN),), absent=True)
    wrong = _wrong_organisation(code) if len(code) == 9 else _wrong_unified(code, synthetic)
    return ParsedCode(None, changed, (wrong,)) if wrong else ParsedCode(code, changed)


def check_character(first17: str) -> str:
    """The last character that GB 32100 gives the seventeen before it."""
    total = sum(_ALPHABET.index(c) * weight for c, weight in zip(first17, _UNIFIED_WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def organisation_check(first8: str) -> str:
    """The last character that GB 11714 gives the eight before it; letters count from A = 10."""
    total = sum(int(c, 36) * weight for c, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def _normalised(written: str) -> tuple[str, str]:
    cleaned = text.clean(written, half_width=True, rule=RULE)
    notes = list(cleaned.notes)
    code = _IGNORED.sub("", cleaned.value)
    if code != cleaned.value:
        notes.append("去掉了代码中的空格和横线")
    upper = code.upper()
    if upper != code:
        notes.append("小写字母改为大写")
    return upper, sentence(notes)


def _wrong_unified(code: str, synthetic: bool) -> Violation | None:
    if len(code) != 18:
        return Violation(RULE, f"{WRONG}：应为18位（或9位组织机构代码），现为{len(code)}位，请核对。")
    if not _UNIFIED.fullmatch(code):
        place, c = next((i, c) for i, c in enumerate(code, 1) if c not in _ALPHABET)
        hint = f"代码中不用字母{c}，是否为{_NEVER[c]}？" if c in _NEVER else ""
        return Violation(RULE, f"{WRONG}：第{place}位是“{c}”，{hint}请核对。")
    if synthetic and code[2:4] != SYNTHETIC_REGION:
        return Violation("R-254", SYNTHETIC_ONLY)
    right = check_character(code[:17])
    if right != code[17]:
        return Violation(RULE, f"{WRONG}：按前17位算，最后一位应为{right}，请逐位核对。")
    return None


def _wrong_organisation(code: str) -> Violation | None:
    if not _ORGANISATION.fullmatch(code):
        return Violation(RULE, "组织机构代码应为9位数字或大写字母，最后一位是数字或X，请核对。")
    right = organisation_check(code[:8])
    if right != code[8]:
        return Violation(RULE, f"组织机构代码校验不通过：按前8位算，最后一位应为{right}，请逐位核对。")
    return None


def _refused(message: str) -> ParsedCode:
    return ParsedCode(None, problems=(Violation(RULE, message),))
