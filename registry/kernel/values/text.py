"""Typed and pasted text (文本), brought into one form: what people see is what is stored."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from registry.kernel.refusals import Level, Violation
from registry.kernel.values import characters
from registry.kernel.values.parsed import NOTATION, Parsed, sentence

# Nearly every cell of a sheet is such text, and is taken as it stands without a closer look.
_PLAIN = re.compile(r"[!-~\u4e00-\u9fa5（）《》“”、，。：；·—]+")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|公式未计算)")
_LETTERS = {code: half for code, half in characters.FULL_WIDTH.items() if chr(half).isalnum()}
_YES = frozenset(("是", "1", "有", "√", "true", "yes", "y"))
_NO = frozenset(("否", "0", "无", "×", "false", "no", "n"))
# The 区 of 小区 or 社区 is no county.
_COUNTY = re.compile(r".{1,20}?(?:[县旗]|(?<![小社园校厂库景])区)|.{1,12}?市")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text after cleaning, the notes of what was changed, and what cleaning cannot mend."""

    value: str
    notes: list[str]
    problems: tuple[Violation, ...] = ()


def parse(raw: object, *, limit: int | None = None, half_width: bool = False, rule: str = NOTATION) -> Parsed[str]:
    """One line of free text. Full-width letters and digits become ASCII; with `half_width`, so do signs."""
    if isinstance(raw, str) and _PLAIN.fullmatch(raw) and raw[0] != "#" and (limit is None or len(raw) <= limit):
        return Parsed(raw)
    written, note = written_as(raw)
    if error := cell_error(written):
        return Parsed(None, problems=(error,))
    cleaned = clean(written, half_width=half_width, rule=rule)
    problems = cleaned.problems
    if limit is not None and len(cleaned.value) > limit:
        message = f"最多{limit}个字，现有{len(cleaned.value)}个字，请精简后再填。"
        problems = (*problems, Violation(rule, message))
    refused = any(problem.level is Level.REFUSE for problem in problems)
    return Parsed(None if refused else cleaned.value, sentence([*note, *cleaned.notes]), problems)


def clean(written: str, *, half_width: bool = False, rule: str = NOTATION) -> Cleaned:
    """Remove what cannot be seen, replace look-alikes, compose (NFC, never NFKC), and collapse white space."""
    if _PLAIN.fullmatch(written):
        return Cleaned(written, [])
    notes: list[str] = []
    text = _visible(written, notes)
    text = _without_radicals(text, notes)
    widened = characters.FULL_WIDTH if half_width else _LETTERS
    text = _noting(text, text.translate(widened), "全角字符改为半角", notes)
    text = _noting(text, unicodedata.normalize("NFC", text), "兼容字符改为标准字符", notes)
    text = _noting(text, " ".join(text.split()), "去掉了多余的空格", notes)
    return Cleaned(text, notes, _doubtful(text, rule))


def written_as(raw: object) -> tuple[str, list[str]]:
    """A cell of any type as text, and a note where that is more than reading it."""
    if isinstance(raw, str):
        return raw, []
    if raw is None:
        return "", []
    if isinstance(raw, bool):
        return ("是" if raw else "否"), ["逻辑值改为文字"]
    if isinstance(raw, (int, float)):
        whole = isinstance(raw, int) or (raw.is_integer() and abs(raw) < 1e15)
        return str(int(raw)) if whole else repr(raw), []
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" ", timespec="minutes"), ["日期改为文字"]
    if isinstance(raw, (date, time, timedelta)):
        return str(raw), ["日期改为文字"]
    return str(raw), []


def cell_error(written: str) -> Violation | None:
    """What is wrong when a spreadsheet's error value stands where a value should be."""
    if not written.startswith("#") or not _ERROR.fullmatch(written.strip()):
        return None
    return Violation(NOTATION, f"单元格里是公式的错误结果{written.strip()}，请改成真正的内容。")


def parse_number(raw: object) -> Parsed[int]:
    """A whole number (整数)."""
    written = parse(raw, half_width=True)
    if not written.value:
        return Parsed(None, problems=written.problems)
    if not re.fullmatch(r"-?[0-9]{1,9}", written.value):
        return Parsed(None, problems=(Violation(NOTATION, f"“{written.value[:20]}”不是整数，请只填数字。"),))
    return Parsed(int(written.value), written.changed)


def parse_flag(raw: object) -> Parsed[bool]:
    """Yes or no (是否)."""
    if isinstance(raw, bool):
        return Parsed(raw)
    written = parse(raw, half_width=True)
    if not written.value:
        return Parsed(None, problems=written.problems)
    if written.value in ("是", "否"):
        return Parsed(written.value == "是", written.changed)
    lowered = written.value.lower()
    if lowered in _YES or lowered in _NO:
        meaning = lowered in _YES
        return Parsed(meaning, f"“{written.value}”读作“{'是' if meaning else '否'}”。")
    return Parsed(None, problems=(Violation(NOTATION, f"“{written.value[:20]}”读不出是或否，请填“是”或“否”。"),))


def mask_address(address: str) -> str:
    """An address down to the county, as lists show it (R-253)."""
    county = _COUNTY.match(address)
    return f"{county.group()}****" if county else "****" * bool(address)


def _visible(text: str, notes: list[str]) -> str:
    kept = "".join(c for c in text if not characters.is_invisible(c))
    return _noting(text, kept, "去掉了看不见的字符", notes)


def _without_radicals(text: str, notes: list[str]) -> str:
    found = dict.fromkeys(filter(characters.is_radical, text))
    for radical in found:
        plain = characters.RADICALS[ord(radical)]
        notes.append(f"部首符号{radical}（{characters.code_point(radical)}）改为汉字{plain}")
    return text.translate(characters.RADICALS) if found else text


def _noting(before: str, after: str, note: str, notes: list[str]) -> str:
    if before != after:
        notes.append(note)
    return after


def _doubtful(text: str, rule: str) -> tuple[Violation, ...]:
    """Characters that cleaning must leave to a person."""
    found: list[Violation] = []
    for c in dict.fromkeys(text):
        if characters.is_broken(c):
            found.append(Violation(rule, "有的字已经丢失，只剩替代符号，请照原件重新录入。"))
        elif characters.is_private(c):
            meant = characters.meant_by(c)
            guess = f"，可能是“{meant}”（{characters.code_point(meant)}）" if meant else ""
            message = f"含有自造字{characters.code_point(c)}{guess}；换一台电脑会显示成别的字，请核对后重新录入。"
            found.append(Violation(rule, message, level=Level.WARN))
        elif characters.is_stray_radical(c):
            message = f"含有部首符号{c}（{characters.code_point(c)}），看不出是哪个字，请重新录入。"
            found.append(Violation(rule, message, level=Level.WARN))
    return tuple(dict.fromkeys(found))
