"""Pinyin initials of names (拼音首字母): surnames read as surnames, and a second reading where there is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from registry.kernel import grams, pinyin


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("单雄信", "sxx"), ("曾国藩", "zgf"), ("欧阳静", "oyj"), ("仇和平", "qhp"), ("解学文", "xxw"), ("查良镛", "zly"),
        ("盖文渊", "gwy"), ("区小明", "oxm"), ("朴顺姬", "psj"), ("任长霞", "rcx"), ("华子良", "hzl"), ("尉迟宝林", "ycbl"),
        ("万俟明", "mqm"), ("澹台静", "ttj"), ("长孙无忌", "zswj"), ("覃美英", "qmy"), ("翟大勇", "zdy"), ("种师道", "csd"),
        ("乐婉莹", "ywy"), ("叶䶮杰", "yyj"), ("阿依古丽·买买提", "ayglmmt"), ("白玛央金", "bmyj"), ("宁小满", "nxm"),
        ("Anna Li", "annali"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_its_initials(name: str, initials: str) -> None:
    assert initials in [pinyin.initials(name), *pinyin.other_initials(name).split()]


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("单雄信", "sxx"),
        ("曾国藩", "zgf"),
        ("仇和平", "qhp"),
        ("解学文", "xxw"),
        ("尉迟宝林", "ycbl"),
        ("欧阳静", "oyj"),
    ],
)
def test_a_surname_is_read_as_a_surname_first(name: str, initials: str) -> None:
    assert pinyin.initials(name) == initials


def test_a_reading_as_in_running_text_is_kept_beside() -> None:
    assert "dxf" in pinyin.other_initials("单雄飞").split()
    assert pinyin.other_initials("李守明") == ""


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄信", "sxx dxx"), ("曾国兰", "zgl cgl"), ("乐婉莹", "ywy lwy"), ("仇和平", "qhp chp"), ("解乐", "xy xl jy jl"),
        ("曾乐", "zl cl zy cy"), ("单长乐", "scl dcl szl dzl scy dzy"), ("尉迟单", "ycd ycs wcd"),
    ],
)  # fmt: skip
def test_every_combination_of_readings_finds_the_name(name: str, typed: str) -> None:
    assert set(typed.split()) <= {pinyin.initials(name), *pinyin.other_initials(name).split()}


def test_there_are_never_more_readings_than_have_room_and_the_usual_ones_come_first() -> None:
    for name in ("单" * 4, "单" * 20, "单" * 50, "重" * 12):
        others = pinyin.other_initials(name).split()
        assert len(others) < pinyin.MOST
        assert len(others) <= grams.SPELLINGS
        assert len(pinyin.other_initials(name)) <= pinyin.ROOM
        assert len({pinyin.initials(name), *others}) == len(others) + 1
    first = pinyin.other_initials("单长乐行").split()[:3]
    assert all(sum(a != b for a, b in zip(pinyin.initials("单长乐行"), one, strict=True)) == 1 for one in first)


def test_only_the_surname_is_read_specially() -> None:
    assert pinyin.initials("李单单").endswith("dd")


@given(some.text(min_size=1, max_size=50))
def test_initials_are_small_letters_and_digits_whatever_the_name(name: str) -> None:
    for initials in (pinyin.initials(name), *pinyin.other_initials(name).split()):
        assert all(character.isascii() and (character.islower() or character.isdigit()) for character in initials)
        assert len(initials) <= 50


def test_a_label_is_found_by_initials_and_by_whole_pinyin() -> None:
    assert pinyin.keys("党支部") == "dzb dangzhibu"
