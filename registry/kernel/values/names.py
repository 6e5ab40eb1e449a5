"""A person's name (姓名), rule R-032: Han characters or letters, parts divided by ·, two to fifty characters."""

from __future__ import annotations

import re

from registry.kernel.refusals import Level, Violation
from registry.kernel.values import characters, text
from registry.kernel.values.parsed import Parsed, sentence

RULE = "R-032"
SHORTEST, LONGEST = 2, 50
ODD = "姓名中含有不常见字符{which}，请核对。"
TWO_PEOPLE = "一格里似有两个人的姓名，请分成两行，每行填一个人。"

_USUAL = re.compile(r"[\u4e00-\u9fa5]{2,4}")
# Every sign that a keyboard, an old system or a PDF offers in place of U+00B7.
_DOTS = re.compile(r"[•‧∙⋅・･．․᛫ㆍ⸱⸳◦●]")
_DOT_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f]) ?\. ?(?=[^\x00-\x7f])")
_SEVERAL = re.compile(r"[、，,;；/／|｜&＆\\＼]")
_COMPOUND_SURNAMES = (
    "欧阳司马上官诸葛夏侯东方皇甫尉迟公孙慕容令狐长孙宇文司徒司空南宫轩辕端木独孤申屠太史闻人澹台公冶宗政"
    "濮阳淳于单于公羊赫连钟离鲜于闾丘亓官拓跋呼延西门百里东郭万俟第五仲孙叔孙完颜纳兰叶赫"
)
_COMPOUND = frozenset(re.findall("..", _COMPOUND_SURNAMES))


def parse(raw: object) -> Parsed[str]:
    """The name of one person; the surname and given name are not told apart."""
    if isinstance(raw, str) and _USUAL.fullmatch(raw):
        return Parsed(raw)
    if not isinstance(raw, str):
        return _not_text(raw)
    if error := text.cell_error(raw):
        return Parsed(None, problems=(error,))
    if _two_lines(raw):
        return Parsed(None, problems=(Violation(RULE, TWO_PEOPLE),))
    dotted = _DOTS.sub("·", raw)
    cleaned = text.clean(dotted, rule=RULE)
    notes = ["间隔号改为·"] * (dotted != raw) + cleaned.notes
    name = _with_middle_dots(cleaned.value, notes)
    if _SEVERAL.search(name):
        return Parsed(None, problems=(Violation(RULE, TWO_PEOPLE),))
    joined = _joined(name)
    if joined != name:
        notes.append("去掉了多余的空格")
    problems = (*cleaned.problems, *_spaced(name), *_form(joined))
    refused = any(problem.level is Level.REFUSE for problem in problems)
    return Parsed(None if refused else joined, sentence(notes), problems)


def rare_characters(name: str) -> list[tuple[str, str]]:
    """The characters outside GB 2312 with their numbers, so that two people can compare them: [("䶮", "U+4DAE")]."""
    return [(c, characters.code_point(c)) for c in dict.fromkeys(name) if characters.is_rare(c)]


def _not_text(raw: object) -> Parsed[str]:
    if raw is None:
        return Parsed("")
    written, _ = text.written_as(raw)
    return Parsed(None, problems=(Violation(RULE, f"姓名应为文字，现为“{written[:20]}”，请核对。"),))


def _two_lines(raw: str) -> bool:
    """Two lines of two characters or more each; 王\\n某 in a narrow column is one person."""
    lines = [line.strip() for line in raw.strip().splitlines() if line.strip()]
    return len(lines) > 1 and all(len(line) >= 2 for line in lines) and lines[0] not in _COMPOUND


def _with_middle_dots(name: str, notes: list[str]) -> str:
    dotted = _DOT_BETWEEN_HAN.sub("·", name)
    if dotted != name:
        notes.append("间隔号改为·")
    tidy = re.sub(r" *·[ ·]*", "·", dotted)
    if tidy != dotted:
        notes.append("去掉了间隔号旁多余的字符")
    return tidy


def _joined(name: str) -> str:
    """Spaces between Han characters only align a column; between words of letters they divide."""
    parts = name.split(" ")
    joined = parts[0]
    for part in parts[1:]:
        both_han = bool(joined) and characters.is_han(joined[-1]) and characters.is_han(part[0])
        joined += part if both_han else f" {part}"
    return joined


def _spaced(name: str) -> tuple[Violation, ...]:
    """Two full-length parts may be two people, or a name whose · was typed as a space."""
    parts = name.split(" ")
    han = all(len(part) >= 2 and all(map(characters.is_han, part)) for part in parts)
    if len(parts) < 2 or not han or parts[0] in _COMPOUND:
        return ()
    message = "姓名中间有空格，已按一个人登记；如果是两个人请分成两行，如果是间隔号请改为·。"
    return (Violation(RULE, message, level=Level.WARN),)


def _form(name: str) -> tuple[Violation, ...]:
    if not name:
        return ()
    found = []
    if len(name) > LONGEST:
        found.append(Violation(RULE, f"姓名最多{LONGEST}个字符，现有{len(name)}个，请核对。"))
    if len(name) < SHORTEST:
        found.append(Violation(RULE, "姓名只有一个字符，请核对。", level=Level.WARN))
    odd = "".join(dict.fromkeys(c for c in name if not _usual(c)))
    if name.startswith("·") or name.endswith("·"):
        odd += "·" * ("·" not in odd)
    if odd:
        found.append(Violation(RULE, ODD.format(which=f"“{odd[:10]}”"), level=Level.WARN))
    return tuple(found)


def _usual(c: str) -> bool:
    """Letters of any script and the middle dot; private use and stray radicals have been reported already."""
    known = characters.is_private(c) or characters.is_stray_radical(c)
    return c in "· " or characters.is_han(c) or c.isalpha() or known
