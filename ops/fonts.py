"""The fonts for rare characters (生僻字字体): Hanazono Mincho, joined from the parts its package cuts it into.

Noto has hardly anything of CJK extensions B to F; these two files have nearly all of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

from ops.places import NODE_MODULES, VAR
from ops.problem import Problem, reporting

PARTS = NODE_MODULES / "hanamin"
FONTS = VAR / "fonts"
FAMILIES = ("HanaMinA", "HanaMinB")
# Instructions for coarse screens: they belong to the part they came in and mean nothing on paper.
HINTS = ("fpgm", "prep", "cvt ", "gasp", "GDEF", "FFTM", "BASE")


def main() -> int:
    """Make both fonts anew."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        parts = sorted(PARTS.glob(f"{family}.*.woff2"))
        if not parts:
            raise Problem(
                "没有找到生僻字字体，请删除 node_modules 后重新运行 bin/setup。",
                f"The parts of {family} are missing; delete node_modules and run bin/setup again.",
            )
        whole = _joined(parts)
        whole.save(FONTS / f"{family}.new")
        (FONTS / f"{family}.new").rename(FONTS / f"{family}.ttf")
    return 0


def _joined(parts: list[Path]) -> TTFont:
    """One font with the characters of all parts."""
    whole = TTFont(parts[0], recalcBBoxes=False)
    whole.flavor = None
    for table in HINTS:
        if table in whole:
            del whole[table]
    order = list(whole.getGlyphOrder())
    for part in parts[1:]:
        order += _added(whole, TTFont(part, recalcBBoxes=False), frozenset(order))
    whole.setGlyphOrder(order)
    whole["glyf"].glyphOrder = order
    for name in order:
        whole["glyf"][name].removeHinting()
    whole["maxp"].numGlyphs = len(order)
    whole["post"].formatType = 3.0
    return whole


def _added(whole: TTFont, part: TTFont, known: frozenset[str]) -> list[str]:
    """Take over the glyphs of a part that are not there yet, and every character it knows."""
    new = [name for name in part.getGlyphOrder() if name not in known]
    for name in new:
        whole["glyf"].glyphs[name] = part["glyf"][name]
        whole["hmtx"][name] = part["hmtx"][name]
        whole["vmtx"][name] = part["vmtx"][name]
    for table in whole["cmap"].tables:
        wide = table.format == 12
        table.cmap |= {code: name for code, name in part.getBestCmap().items() if wide or code < 0x10000}
    return new


if __name__ == "__main__":
    sys.exit(reporting(main))
