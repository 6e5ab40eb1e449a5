"""The citizen's identity number (公民身份号码), rules R-015 to R-019: its form, its facts, its mask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from registry.kernel.refusals import Level, Violation
from registry.kernel.values import text
from registry.kernel.values.parsed import Parsed, sentence

SYNTHETIC_REGION = "99"
SYNTHETIC_ONLY = "演示环境只允许使用合成数据。"
FORM = "公民身份号码应为18位，末位可为大写字母X"
DAYS = 40_000
"""Days of birth kept in mind, a century's: a province has a million people, but each day thirty of them were born."""
UNKNOWN = "身份号码暂缺，已按18个0登记；补齐前不能办理组织关系转接。"
DIGITS_LOST = (
    "公民身份号码这一格是数字格式，电子表格只保留前15位，后面的数字已经丢失，改格式也找不回来；"
    "请把这一列设为文本格式，再照证件重新录入。"
)

_WELL_FORMED = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}")
_IGNORED = re.compile(r"[\s\-'\"`‐‑–—]")
_LIKE_X = str.maketrans("xХхΧχ×✕", "XXXXXXX")
_PROVINCES = (
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83,
)  # fmt: skip
_REGIONS = frozenset(map(str, _PROVINCES))


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A well-formed number of eighteen characters and what can be read off it."""

    text: str

    @property
    def birth_on(self) -> date:
        return _day(self.text[6:14])

    @property
    def sex(self) -> str:
        """The code of GB/T 2261.1: 1 男, 2 女."""
        return "1" if int(self.text[16]) % 2 else "2"

    @property
    def region(self) -> str:
        """Where the number was first given: six digits, of the division as it was then."""
        return self.text[:6]

    @property
    def mask(self) -> str:
        return mask(self.text)


@dataclass(frozen=True, slots=True)
class ParsedIdentity(Parsed[str]):
    """Besides: whether it was written that the number is not known, and what a fifteen-digit number becomes."""

    unknown: bool = False
    conversion: str = ""


def parse(raw: object, *, synthetic: bool = False, today: date | None = None) -> ParsedIdentity:
    """The number `raw` means. `synthetic`: only invented numbers (region 99) are taken, as in a demonstration."""
    if raw is None:
        return ParsedIdentity(None)
    if not isinstance(raw, str):
        return _refused("R-015", DIGITS_LOST if isinstance(raw, (int, float)) else f"{FORM}，请核对。")
    if _WELL_FORMED.fullmatch(raw) and raw != "0" * 18:
        return _judged(raw, "", synthetic, today)
    if error := text.cell_error(raw):
        return ParsedIdentity(None, problems=(error,))
    number, changed = _normalised(raw)
    if not number:
        return ParsedIdentity(None)
    if number in ("0" * 18, "#"):
        return ParsedIdentity(None, problems=(Violation("R-016", UNKNOWN, level=Level.WARN),), unknown=True)
    if _WELL_FORMED.fullmatch(number):
        return _judged(number, changed, synthetic, today)
    return _malformed(number, synthetic, today)


def check_digit(first17: str) -> str:
    """The last character that GB 11643 gives the seventeen digits before it."""
    # The weights 7 9 10 5 8 4 2 1 … are the powers of two modulo 11, and so are those of 13: the number read to base 13
    # has the same remainder, and is read ten times as fast, which a province's sheet of a million rows feels.
    return "0123456789X"[(1 - 2 * int(first17, 13)) % 11]


def mask(number: str) -> str:
    """First six and last two; the rest as stars (R-253)."""
    if len(number) < 15:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 8) + number[-2:]


def _normalised(raw: str) -> tuple[str, str]:
    cleaned = text.clean(raw, half_width=True, rule="R-015")
    notes = list(cleaned.notes)
    number = _IGNORED.sub("", cleaned.value)
    if number != cleaned.value:
        notes.append("去掉了号码中的空格和横线")
    upper = number.translate(_LIKE_X)
    if upper != number:
        notes.append("末位改为大写字母X")
    return upper, sentence(notes)


def _judged(number: str, changed: str, synthetic: bool, today: date | None) -> ParsedIdentity:
    """Region, date and check digit of eighteen well-formed characters."""
    problems = (*_region(number[:2], synthetic), *_birth(number[6:14], today))
    right = check_digit(number[:17])
    if right == number[17] and not problems:
        return ParsedIdentity(number, changed)
    refused = any(problem.level is Level.REFUSE for problem in problems)
    if right != number[17] and not refused:  # with digits known to be wrong, no check digit can be told
        refused = True
        problems += (Violation("R-019", f"身份号码校验位不符，按前17位算，校验位应为{right}，请逐位核对。"),)
    return ParsedIdentity(None if refused else number, changed, problems)


@cache
def _region(province: str, synthetic: bool) -> tuple[Violation, ...]:
    invented = province == SYNTHETIC_REGION
    if synthetic and not invented:
        return (Violation("R-254", SYNTHETIC_ONLY),)
    if invented and not synthetic:
        return (Violation("R-017", "99开头的身份号码是演示用的合成号码，不能登记真实党员，请核对。"),)
    if not invented and province not in _REGIONS:
        return (Violation("R-017", "身份号码前两位不是已知的省级代码，请核对。", level=Level.WARN),)
    return ()


@lru_cache(DAYS)
def _birth(digits: str, today: date | None) -> tuple[Violation, ...]:
    written = f"{digits[:4]}年{digits[4:6]}月{digits[6:]}日"
    try:
        birth_on = _day(digits)
    except ValueError:
        return (Violation("R-018", f"身份号码中的出生日期无效：{written}不是真实的日期，请核对。"),)
    if birth_on.year < 1900:
        return (Violation("R-018", f"身份号码中的出生日期无效：{written}早于1900年，请核对。"),)
    if today is not None and birth_on > today:
        return (Violation("R-018", f"身份号码中的出生日期无效：{written}晚于今天，请核对。"),)
    return ()


@lru_cache(DAYS)
def _day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _malformed(number: str, synthetic: bool, today: date | None) -> ParsedIdentity:
    if re.fullmatch(r"[0-9]{15}", number):
        return _of_fifteen(number, synthetic, today)
    if _SCIENTIFIC.fullmatch(number.upper()):
        return _refused("R-015", DIGITS_LOST)
    if len(number) != 18:
        return _refused("R-015", f"{FORM}；现为{len(number)}位，请核对。")
    place, wrong = next((i, c) for i, c in enumerate(number, 1) if not ("0" <= c <= "9" or (i == 18 and c == "X")))
    return _refused("R-015", f"{FORM}；第{place}位是“{wrong}”，请核对。")


def _of_fifteen(number: str, synthetic: bool, today: date | None) -> ParsedIdentity:
    """Numbers given before 1999: the century and the check digit are added, but a person has to confirm it."""
    longer = number[:6] + "19" + number[6:]
    longer += check_digit(longer)
    judged = _judged(longer, "", synthetic, today)
    if judged.refused:
        return judged
    message = f"这是15位旧号码，换算成18位是{longer}；请与证件核对，确认后填18位号码。"
    return ParsedIdentity(None, problems=(Violation("R-015", message), *judged.problems), conversion=longer)


def _refused(rule: str, message: str) -> ParsedIdentity:
    return ParsedIdentity(None, problems=(Violation(rule, message),))
