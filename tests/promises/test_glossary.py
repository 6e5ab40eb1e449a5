"""What every name keeps (术语表): it is made of words that docs/glossary.md explains."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from registry.security.matrix import functions
from tests import declarations

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ROW = re.compile(r"\| *([^|]+?) *\| *([^|]+?) *\| *([^|]+?) *\|")


@cache
def rows() -> list[tuple[str, str, str]]:
    """English, 中文 and meaning of every term."""
    found = [match.groups() for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if (match := ROW.match(line))]
    return [
        (english, chinese, meaning) for english, chinese, meaning in found if english.strip("- ") not in ("", "English")
    ]


@cache
def terms() -> frozenset[str]:
    return frozenset(term for english, _, _ in rows() for term in english.split(", "))


def names() -> dict[str, str]:
    """Every declared name and where it comes from."""
    found = {part: module for module in declarations.module_names() for part in module.split(".")[1:]}
    found |= {model.__name__: "model" for model in apps.get_models() if model.__module__.startswith("registry.")}
    found |= {part: name for name in functions() for part in name.split(".")}
    found |= {name: key for key, one in declarations.sets().items() for name in one.items}
    return found


def words(name: str) -> list[str]:
    """`StagedMember` and `staged_member` are staged and member."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")


def known(word: str) -> bool:
    """Whether the word, or the word it is a form of, is a term."""
    forms = {word, word.removesuffix("s"), word.removesuffix("es"), re.sub("ies$", "y", word)}
    for ending in ("ing", "ed", "d"):
        stem = word.removesuffix(ending)
        forms |= {stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem}
    return bool(forms & terms())


def test_every_declared_name_is_made_of_words_in_the_glossary() -> None:
    unknown = {word: f"{name} ({where})" for name, where in names().items() for word in words(name) if not known(word)}
    assert unknown == {}


def test_every_term_is_explained_in_both_languages_and_once() -> None:
    listed = [term for english, _, _ in rows() for term in english.split(", ")]
    assert len(listed) == len(set(listed)) > 150
    for english, chinese, meaning in rows():
        assert re.fullmatch(r"[a-z, ]+", english), english
        assert re.search("[一-鿿]", chinese), english
        assert len(meaning) > 10, english


@pytest.mark.parametrize(
    ("word", "is_known"),
    [("members", True), ("queries", True), ("branches", True), ("joined", True), ("staging", True), ("utils", False), ("helper", False)],
)  # fmt: skip
def test_forms_of_a_word_are_the_word_and_others_are_not(word: str, is_known: bool) -> None:
    assert known(word) is is_known
