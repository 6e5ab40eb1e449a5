"""The check of characters before printing (字形检查), and the fonts it asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from registry.kernel.refusals import Refused
from registry.printing import collection_forms, fonts, glyphs
from tests.printing import paper

# The characters a node has without fonts of its own.
OWN = fonts.search(fonts.PLACES)
EXTENSION_H = "\U00031350"


@pytest.fixture
def font_for_extension_h(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the node's own, with a font of one character."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    pen.lineTo((900, 0))
    pen.lineTo((500, 800))
    pen.closePath()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "h"])
    font.setupCharacterMap({ord(EXTENSION_H): "h"})
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "h": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (1000, 0), "h": (1000, 100)})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Village Names", "styleName": "Regular", "psName": "VillageNames"})
    font.setupOS2()
    font.setupPost()
    font.save(tmp_path / "village.ttf")
    monkeypatch.setenv(fonts.EXTRA, str(tmp_path))
    fonts.installed.cache_clear()
    yield tmp_path
    fonts.installed.cache_clear()


@pytest.mark.parametrize(
    "character",
    ["汉", "㼆", "䶮", "\U000210c1", "𠮷", "\U0002a700", "\U0002b740", "\U0002ceb0", "·", "Ａ", "　"],
)
def test_characters_of_names_up_to_extension_f_can_be_printed(character: str) -> None:
    assert glyphs.missing([f"张{character}"], OWN) == []


@pytest.mark.parametrize(
    ("character", "code_point", "name"),
    [
        (EXTENSION_H, "U+31350", "汉字扩展H区"),
        ("\U00030000", "U+30000", "汉字扩展G区"),
        ("\U0002ebf0", "U+2EBF0", "汉字扩展I区"),
        ("\ue000", "U+E000", "私用区自造字"),
        ("\u200b", "U+200B", "不可见的格式字符"),
        ("\u202e", "U+202E", "不可见的格式字符"),
        ("\x01", "U+0001", "控制字符"),
        ("\ud842", "U+D842", "不完整的字符"),
        ("\U000e0100", "U+E0100", "异体字选择符"),
        ("😀", "U+1F600", "GRINNING FACE"),
    ],
)
def test_what_no_font_has_is_named_with_its_code_point(character: str, code_point: str, name: str) -> None:
    assert glyphs.missing(["张三", f"李{character}"], OWN) == [glyphs.MissingGlyph(character, code_point, name)]


def test_a_missing_character_is_told_once_and_in_the_order_met() -> None:
    found = glyphs.missing([f"{EXTENSION_H}\ue000", f"\ue000{EXTENSION_H}"], OWN)
    assert [glyph.character for glyph in found] == [EXTENSION_H, "\ue000"]


def test_a_private_character_stays_missing_though_a_font_draws_it() -> None:
    boxes = next(folder / fonts.BOXES.file for folder in OWN.folders if (folder / fonts.BOXES.file).is_file())
    with TTFont(boxes, lazy=True) as font:
        private = next(chr(point) for point in font.getBestCmap() if 0xE000 <= point <= 0xF8FF)
    drawing_it = fonts.FontSet(OWN.folders, OWN.body, OWN.heads, (boxes,))
    assert [glyph.character for glyph in glyphs.missing([private], drawing_it)] == [private]


def test_an_invisible_character_is_shown_as_a_sign_for_it() -> None:
    assert [str(glyph) for glyph in glyphs.missing(["\u202e"], OWN)] == ["“〓”（U+202E，不可见的格式字符）"]


def test_a_font_put_into_the_node_s_own_folder_prints_the_character(font_for_extension_h: Path) -> None:
    assert glyphs.missing([EXTENSION_H]) == []
    pdf = collection_forms.member_forms([paper.member(name=f"赵{EXTENSION_H}")], mark=paper.MARK)
    assert f"赵{EXTENSION_H}" in paper.close(paper.pages(pdf)[0])
    assert paper.font_names(pdf)["VillageNames"]


def test_a_missing_font_is_told_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(
        Refused, match=r"思源宋体（NotoSerifSC_400Regular\.ttf）.*花园明朝B（HanaMinB\.ttf）.*bin/setup"
    ):
        fonts.search([tmp_path])


def test_the_first_place_that_has_a_font_wins(tmp_path: Path) -> None:
    own_song = tmp_path / fonts.SONG.file
    own_song.symlink_to(OWN.chain[0])
    assert fonts.search([tmp_path, *fonts.PLACES]).chain[0] == own_song
