"""The fonts forms are printed with (打印字体): where they lie, in which order they help out, what is missing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from registry.kernel.refusals import Refused

PROJECT = Path(__file__).resolve().parents[2]
PLACES = (
    PROJECT / "node_modules" / "@expo-google-fonts",
    Path(os.environ.get("REGISTRY_VAR", PROJECT / "var")) / "fonts",
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts").expanduser(),
)
# Folders a node adds for characters of its own people; every font in them joins the end of the chain.
EXTRA = "REGISTRY_FONTS"
FONT_FILES = {".ttf", ".otf", ".ttc", ".otc"}


@dataclass(frozen=True, slots=True)
class Face:
    """One font file a form cannot do without (字体文件)."""

    file: str
    family: str
    label: str


SONG = Face("NotoSerifSC_400Regular.ttf", "Noto Serif SC", "思源宋体")
SONG_BOLD = Face("NotoSerifSC_700Bold.ttf", "Noto Serif SC", "思源宋体粗体")
HEI = Face("NotoSansSC_400Regular.ttf", "Noto Sans SC", "思源黑体")
HEI_BOLD = Face("NotoSansSC_700Bold.ttf", "Noto Sans SC", "思源黑体粗体")
RARE = Face("HanaMinB.ttf", "HanaMinB", "花园明朝B")  # the characters of extensions B to F
BOXES = Face("HanaMinA.ttf", "HanaMinA", "花园明朝A")  # the only one with ☐ and ☑
WANTED = (SONG, SONG_BOLD, HEI, HEI_BOLD, RARE, BOXES)


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts of this installation, ready for typesetting (本机字体)."""

    folders: tuple[Path, ...]
    body: tuple[str, ...]
    heads: tuple[str, ...]
    # What a value may be set in: the files whose characters can be printed.
    chain: tuple[Path, ...]


@cache
def installed() -> FontSet:
    """The fonts found on this machine; looked for once in a process."""
    extra = [Path(folder) for folder in os.environ.get(EXTRA, "").split(os.pathsep) if folder]
    return search([*PLACES, *extra], extra)


def search(places: Iterable[Path], extra: Sequence[Path] = ()) -> FontSet:
    """Find every wanted face in the places, the first place winning; refuse in one sentence what is missing."""
    found: dict[str, Path] = {}
    for place in places:
        for file in _font_files(place):
            found.setdefault(file.name, file)
    absent = [face for face in WANTED if face.file not in found]
    if absent:
        raise Refused(_missing(absent))
    own = {found[face.file] for face in WANTED}
    added = [file for folder in extra for file in _font_files(folder) if file not in own]
    folders = tuple(dict.fromkeys([*(found[face.file].parent for face in WANTED), *(file.parent for file in added)]))
    added_families = _families(folders, added)
    body = tuple(dict.fromkeys([SONG.family, RARE.family, *added_families]))
    return FontSet(
        folders=folders,
        body=body,
        heads=(HEI.family, *body),
        chain=(found[SONG.file], found[RARE.file], *added),
    )


def book(fonts: FontSet) -> typst.Fonts:
    """The same fonts as Typst wants them; nothing of the system or of Typst itself slips in."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in fonts.folders],
    )


def _font_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in FONT_FILES)


def _families(folders: Sequence[Path], files: Sequence[Path]) -> list[str]:
    """The family names as Typst reads them, in the order of the files."""
    known = typst.Fonts(False, False, [str(folder) for folder in folders]).fonts()
    names = {Path(info.path).resolve(): info.family for info in known if info.path}
    return [names[file.resolve()] for file in files if file.resolve() in names]


def _missing(absent: Sequence[Face]) -> str:
    names = "、".join(f"{face.label}（{face.file}）" for face in absent)
    return f"打印所需的字体{names}没有安装，请系统管理员在服务器上运行 bin/setup 安装字体后再打印。"
