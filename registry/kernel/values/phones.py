"""A telephone number (联系电话), rule R-033: a mobile number, or a landline with its area code."""

from __future__ import annotations

import re

from registry.kernel.refusals import Level, Violation
from registry.kernel.values import text
from registry.kernel.values.parsed import Parsed, sentence

RULE = "R-033"
MESSAGE = "联系电话应为手机号码或带区号的固定电话。"

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?")
_HYPHENS = re.compile(r"[-‐‑–—－−_~]+")
_AREA = re.compile(r"^\(?(0[0-9]{2,3})\)-?")
_COUNTRY = re.compile(r"^(?:\+|00)?86-?(?=[0-9-]{10,})")
_EXTENSION = re.compile(r"(?:转|分机|#|\*|ext\.?)(?=[0-9]{1,6}$)", re.IGNORECASE)
_SEVERAL = re.compile(r"[0-9]{7,}.*[、，,;；/].*[0-9]{7,}")


def parse(raw: object) -> Parsed[str]:
    """The number in one form; what does not look like one is kept as it was written, with a warning."""
    if isinstance(raw, str) and _MOBILE.fullmatch(raw):
        return Parsed(raw)
    written, notes = text.written_as(raw)
    if error := text.cell_error(written):
        return Parsed(None, problems=(error,))
    cleaned = text.clean(written, half_width=True, rule=RULE)
    number = _normalised(cleaned.value)
    if not number or _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        rewritten = ["号码写法已统一"] * (number != cleaned.value)
        return Parsed(number, sentence([*notes, *cleaned.notes, *rewritten]), cleaned.problems)
    message = f"{MESSAGE}这一格有两个号码，请只留一个。" if _SEVERAL.search(cleaned.value) else MESSAGE
    problems = (*cleaned.problems, Violation(RULE, message, level=Level.WARN))
    refused = any(problem.level is Level.REFUSE for problem in problems)
    return Parsed(None if refused else cleaned.value, sentence([*notes, *cleaned.notes]), problems)


def digits(number: str) -> str:
    """Only its digits: two ways of writing one number are found by the same index."""
    return number if number.isascii() and number.isdigit() else "".join(c for c in number if "0" <= c <= "9")


def is_mobile(number: str) -> bool:
    """Whether the number, in one form, is that of a mobile telephone."""
    return bool(_MOBILE.fullmatch(number))


def is_doubtful(number: str) -> bool:
    """Whether a number that was taken does not look like one."""
    return not _MOBILE.fullmatch(number) and bool(parse(number).problems)


def mask(number: str) -> str:
    """A mobile keeps its first three and last four digits, a landline its area code and last two (R-253)."""
    if _MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[7:]}"
    if _LANDLINE.fullmatch(number):
        area, local, extension = _pieces(number)
        return f"{area}-{'*' * (len(local) - 2)}{local[-2:]}{'-***' if extension else ''}"
    return "*" * max(len(number) - 2, 0) + number[-2:] if len(number) > 4 else "*" * len(number)


def _normalised(written: str) -> str:
    """The number without decoration; a mobile number loses its hyphens, a landline keeps them."""
    number = _HYPHENS.sub("-", written.replace(" ", "")).strip("-.。")
    number = _COUNTRY.sub("", _EXTENSION.sub("-", number))
    number = _AREA.sub(r"\1-", number)
    bare = number.replace("-", "")
    return bare if _MOBILE.fullmatch(bare) else number


def _pieces(landline: str) -> tuple[str, str, str]:
    """Area code, local number and extension; without hyphens, 01x and 02x are the area codes of three digits."""
    parts = landline.split("-")
    if len(parts[0]) > 4:
        area = landline[:3] if landline[1] in "12" else landline[:4]
        parts = [area, parts[0][len(area) :], *parts[1:]]
    area, local, *extension = parts
    return area, local, "".join(extension)
