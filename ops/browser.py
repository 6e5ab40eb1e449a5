"""The browser the tests drive (测试浏览器): one that is installed, or the Chromium that comes as a package."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
from pathlib import Path

from ops import stamps
from ops.places import NODE_MODULES, PYTHON, ROOT, VAR
from ops.problem import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGE = NODE_MODULES / "@sparticuz" / "chromium" / "bin"
FOLDER = VAR / "chromium"
STARTER = FOLDER / "start"
# What bin/test reads, and a shell may.
ENVIRONMENT = VAR / "env.sh"
# Brotli comes with the Python packages, so the environment's Python unpacks.
UNPACK = """
import io, pathlib, sys, tarfile, brotli
source, target = map(pathlib.Path, sys.argv[1:])
for archive in source.glob("*.tar.br"):
    with tarfile.open(fileobj=io.BytesIO(brotli.decompress(archive.read_bytes()))) as files:
        # What draws without a graphics card must lie beside the program itself.
        files.extractall(target if archive.name.startswith("swiftshader") else target / archive.name.split(".")[0])
program = target / "chromium"
program.write_bytes(brotli.decompress((source / "chromium.br").read_bytes()))
program.chmod(0o755)
"""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{noto}</dir>
  <dir>{own}</dir>
  <cachedir>{folder}/font-cache</cachedir>
</fontconfig>
"""


def prepare() -> Path:
    """The browser's path, after unpacking or installing one if there is none; recorded as CHROMIUM_PATH."""
    path = _named() or _installed() or _packaged() or _from_system()
    ENVIRONMENT.write_text(f"CHROMIUM_PATH={shlex.quote(str(path))}\n")
    return path


def _named() -> Path | None:
    named = os.environ.get("CHROMIUM")
    if named and not os.access(named, os.X_OK):
        raise Problem(
            f"环境变量 CHROMIUM 指明的浏览器 {named} 不能运行，请改正或取消该变量后重试。",
            f"The browser {named} that CHROMIUM names cannot be run; correct the variable or unset it.",
        )
    return Path(named) if named else None


def _installed() -> Path | None:
    return next((Path(path) for name in NAMES if (path := shutil.which(name))), None)


def _packaged() -> Path | None:
    """The Chromium of the npm package, which needs neither root nor libraries of the system; x86_64 only."""
    if platform.machine() != "x86_64" or not PACKAGE.is_dir():
        return None
    ingredients = stamps.digest(ROOT / "package-lock.json", Path(__file__))
    if not stamps.fits("chromium", ingredients) or not STARTER.exists():
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        subprocess.run([str(PYTHON), "-c", UNPACK, str(PACKAGE), str(FOLDER)], check=True)
        _write_starter()
        stamps.record("chromium", ingredients)
    return STARTER


def _write_starter() -> None:
    """One program to call, with the package's libraries and with fonts that have Chinese."""
    noto = NODE_MODULES / "@expo-google-fonts" / "noto-sans-sc" / "400Regular"
    fonts = FOLDER / "fonts.conf"
    fonts.write_text(FONTS.format(noto=noto, own=FOLDER / "fonts", folder=FOLDER))
    libraries = next(FOLDER.glob("al*/lib"))
    STARTER.write_text(
        "#!/bin/sh\n"
        f"export LD_LIBRARY_PATH={shlex.quote(str(libraries))} FONTCONFIG_FILE={shlex.quote(str(fonts))}\n"
        f'exec {shlex.quote(str(FOLDER / "chromium"))} --no-sandbox "$@"\n'
    )
    STARTER.chmod(0o755)


def _from_system() -> Path:
    """Install the distribution's browser, which only root may."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    if path := _installed():
        return path
    raise Problem(
        "没有找到 Chromium 浏览器，浏览器测试无法进行，请安装 chromium，或用环境变量 CHROMIUM 指明其路径后重试。",
        "No Chromium was found for the browser tests; install chromium or name it in the variable CHROMIUM.",
    )
