"""Static files as a node serves them (静态文件): what pages ask for and nothing else, under names that change with content."""

from __future__ import annotations

import json
import re
from pathlib import Path

import django_htmx
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django import Settings

from registry.web.frame import STYLES
from tests.web_look.gallery import ROOT

ASKED = re.compile(r"{% static '([^']+)' %}")


def asked_for() -> set[str]:
    """What templates name, the sheets of every page among it."""
    templates = (path.read_text() for path in (ROOT / "registry").rglob("*.html"))
    return {name for text in templates for name in ASKED.findall(text)} | set(STYLES)


def collected() -> set[str]:
    """What is collected for a node."""
    found = [(path, storage) for finder in finders.get_finders() for path, storage in finder.list(None)]
    return {f"{storage.prefix}/{path}" if getattr(storage, "prefix", "") else path for path, storage in found}


def test_of_packages_a_node_collects_what_pages_ask_for_and_nothing_else() -> None:
    folders = (ROOT / "registry").glob("*/static")
    own = {str(path.relative_to(folder)) for folder in folders for path in folder.rglob("*") if path.is_file()}
    assert collected() == own | settings.STATICFILES_TAKEN
    foreign = asked_for() - own
    assert {name for name in settings.STATICFILES_TAKEN if not name.endswith(".map")} == foreign


@pytest.mark.parametrize("name", sorted(asked_for()))
def test_every_file_that_a_page_asks_for_is_found(name: str) -> None:
    assert finders.find(name) is not None


@pytest.mark.parametrize("name", ["bootstrap/bootstrap.min.css", "django_htmx/htmx-4.min.js", "bootstrap/none.css"])
def test_what_packages_bring_along_besides_is_not_served(name: str) -> None:
    assert finders.find(name) is None


@pytest.mark.parametrize("storage", ["StaticFiles", "PlainFiles"])
def test_scripts_name_each_other_as_they_are_collected(tmp_path: Path, settings: Settings, storage: str) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": f"registry.web.statics.{storage}"}}
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "map", "svg"]
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    imported = {
        module
        for name, kept in names.items()
        if name.startswith("web/js/")
        for module in re.findall(r"""(?:from|import)\s*["']\./([^"']+)["']""", (tmp_path / kept).read_text())
    }
    assert len(imported) > 20
    assert imported <= {Path(kept).name for kept in names.values()}
    assert f'"../{names["web/js/announce.js"]}"' in (tmp_path / names["organisations/arrange.js"]).read_text()
    original = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    assert (tmp_path / names["django_htmx/htmx-2.min.js"]).read_bytes() == original.read_bytes()
