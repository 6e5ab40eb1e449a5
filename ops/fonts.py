"""The fonts for rare characters (生僻字字体): Hanazono Mincho, joined from the parts its package cuts it into.

Noto has hardly anything of CJK extensions B to F; these two files have nearly all of it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont

from ops.places import NODE_MODULES, ROOT, VAR
from ops.problem import Problem, reporting

PARTS = NODE_MODULES / "hanamin"
UNPACK = ROOT / "ops" / "unpack_woff2.mjs"
FONTS = VAR / "fonts"
FAMILIES = ("HanaMinA", "HanaMinB")


def main() -> int:
    """Make both fonts anew."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        with tempfile.TemporaryDirectory() as folder:
            whole = _joined(_unpacked(family, Path(folder)))
            whole.save(FONTS / f"{family}.new")
        (FONTS / f"{family}.new").rename(FONTS / f"{family}.ttf")
    return 0


def _unpacked(family: str, folder: Path) -> list[Path]:
    parts = sorted(map(str, PARTS.glob(f"{family}.*.woff2")))
    done = subprocess.run(
        ["node", str(UNPACK), str(folder), *parts],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode or not parts:
        raise Problem(
            f"生僻字字体没有拼合成功，请删除 node_modules 后重新运行 bin/setup。\n{done.stdout}",
            "The fonts for rare characters could not be joined; delete node_modules and run bin/setup again.",
        )
    return sorted(folder.iterdir())


def _joined(parts: list[Path]) -> TTFont:
    """One font with the characters of all parts. Their outlines are taken as they are: all parts were cut from one
    font, so the hinting programs they call are the same in each, and none of them is put together from others."""
    whole = TTFont(parts[0], recalcBBoxes=False)
    del whole["GDEF"]
    order = list(whole.getGlyphOrder())
    for part in parts[1:]:
        order += _added(whole, TTFont(part, lazy=True), frozenset(order))
    whole.setGlyphOrder(order)
    whole["glyf"].glyphOrder = order
    whole["maxp"].numGlyphs = len(order)
    # No names of glyphs: nobody asks for them, and they are a tenth of the file.
    whole["post"].formatType = 3.0
    return whole


def _added(whole: TTFont, part: TTFont, known: frozenset[str]) -> list[str]:
    """Take over the glyphs of a part that are not there yet, and every character it knows."""
    new = [name for name in part.getGlyphOrder() if name not in known]
    for name in new:
        whole["glyf"].glyphs[name] = part["glyf"].glyphs[name]
        whole["hmtx"][name] = part["hmtx"][name]
        whole["vmtx"][name] = part["vmtx"][name]
    for table in whole["cmap"].tables:
        wide = table.format == 12
        table.cmap |= {code: name for code, name in part.getBestCmap().items() if wide or code < 0x10000}
    return new


if __name__ == "__main__":
    sys.exit(reporting(main))
