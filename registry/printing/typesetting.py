"""Turns a form and its values into a PDF (排版): values travel as JSON and are never read as Typst."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import Final, NamedTuple

import typst

from registry.kernel.refusals import Refused
from registry.printing import fonts, glyphs

FORMS = Path(__file__).with_name("forms")
# PDF/A, because these sheets go to the archive; it also makes Typst itself refuse a character without a glyph.
ARCHIVED: Final = "a-2u"
ARCHIVED_AND_TAGGED: Final = "a-2a"
# Typst remembers the work of its last ten compilations, people's data included.
REMEMBERED = 10
LARGE = 200_000
SHOWN = 3
DOES_NOT_FIT = "does-not-fit:"
BREAKS = re.compile(r"[\t\r\n]+")  # a form has no place for a second paragraph

_turn = Lock()  # the compiler serves one caller at a time


class Drawing(str):
    """A drawing in the words of SVG (图形): nobody reads it, so it needs no glyphs."""


class Text(NamedTuple):
    """A text about to be printed, and where it stands (待印文字)."""

    whose: str
    label: str
    text: str


def compile(  # noqa: A001 - typesetting.compile is what it does
    form: str, data: Mapping[str, object], *, title: str, printed_at: datetime, tagged: bool = True
) -> bytes:
    """Typeset the form with the data, or refuse and say whose value cannot be printed.

    The data may hold texts, numbers, dataclasses, mappings and sequences. A mapping or dataclass with `whose` or `label`
    names the person or organisation, and the item, that everything inside it belongs to. Tags help screen readers and
    make the file four times as large.
    """
    texts: list[Text] = []
    plain = _plain({"title": title, **data}, "", "", texts)
    _refuse_missing(texts)
    try:
        return _typeset(form, json.dumps(plain, ensure_ascii=False), printed_at, tagged)
    except typst.TypstError as error:
        _refuse_too_long(error, texts)
        raise


def _typeset(form: str, data: str, printed_at: datetime, tagged: bool) -> bytes:
    fontset = fonts.installed()
    inputs = {
        "data": data,
        "body-fonts": json.dumps(fontset.body),
        "head-fonts": json.dumps(fontset.heads),
        "box-font": fonts.BOXES.family,
    }
    compiler = _compiler(fontset)
    try:
        with _turn:
            made = compiler.compile(
                FORMS / f"{form}.typ",
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=[ARCHIVED_AND_TAGGED if tagged else ARCHIVED],
                pdf_tags=tagged,
                timestamp=int(printed_at.timestamp()),
            )
    finally:
        if len(data) > LARGE:
            Thread(target=_forget, args=(compiler,)).start()  # whoever waits for the sheets need not wait for that
    assert isinstance(made, bytes), "one PDF, not a picture for each page"
    return made


@cache
def _compiler(fontset: fonts.FontSet) -> typst.Compiler:
    return typst.Compiler(root=FORMS, font_paths=fonts.book(fontset), ignore_system_fonts=True)


def _forget(compiler: typst.Compiler) -> None:
    """Push a large batch out of the compiler's memory, where it would stay for ten more prints."""
    with _turn:
        for _ in range(REMEMBERED + 1):
            compiler.compile(b"", sys_inputs=None)


def _plain(node: object, whose: str, label: str, texts: list[Text]) -> object:
    """The same data as JSON knows it, every text of it noted on the way."""
    if isinstance(node, Drawing):
        return str(node)
    if isinstance(node, str):
        line = BREAKS.sub(" ", node)
        texts.append(Text(whose, label, line))
        return line
    if node is None or isinstance(node, bool | int | float):
        return node
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        node = {name: getattr(node, name) for name in _names(type(node))}
    if isinstance(node, Mapping):
        whose, label = str(node.get("whose", whose)), str(node.get("label", label))
        return {key: _plain(value, whose, label, texts) for key, value in node.items()}
    if isinstance(node, Sequence):
        return [_plain(value, whose, label, texts) for value in node]
    raise TypeError(f"{type(node).__name__} cannot be printed")


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, and its kind where it has one, by which a template knows how to set it."""
    fields = tuple(field.name for field in dataclasses.fields(kind))
    return ("kind", *fields) if hasattr(kind, "kind") else fields


def _refuse_missing(texts: Sequence[Text]) -> None:
    lacking = {glyph.character: glyph for glyph in glyphs.missing({text.text: None for text in texts})}
    if not lacking:
        return
    shown = {ord(character): glyph.shown for character, glyph in lacking.items()}
    places: dict[tuple[str, str], str] = {}
    for text in texts:
        for character in text.text:
            if character in lacking:
                # A name also stands in lists and bookmarks; the item it was entered in comes first and is enough.
                place = _place(text).translate(shown)
                places.setdefault((text.whose, character), f"{place}中的{lacking[character]}")
    more = f"等{len(places)}处" if len(places) > SHOWN else ""
    raise Refused(
        f"{'、'.join(list(places.values())[:SHOWN])}{more}没有可打印的字形，已停止打印，"
        f"请核对是否录错字，确需此字的请系统管理员把含有该字的字体放入 {fonts.EXTRA} 所指文件夹后再打印。"
    )


def _refuse_too_long(error: typst.TypstError, texts: Sequence[Text]) -> None:
    """A value too long for its place is for the person at the screen; anything else is a defect."""
    _, _, value = error.message.partition(DOES_NOT_FIT)
    for text in texts:
        if value and text.text == value:
            raise Refused(f"{_place(text)}共{len(value)}个字，表格里印不下，请先在系统里改短再打印。") from error


def _place(text: Text) -> str:
    whose = f"{text.whose}的" if text.whose else ""
    return f"{whose}“{text.label or text.text}”"
