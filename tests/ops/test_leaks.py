"""What the check for leaks finds and what it lets pass (泄密检查)."""

from __future__ import annotations

import pytest

from ops.leaks import CHECK_DIGITS, LOCKS, NODE_LOCK, WEIGHTS, _findings

SOURCE = "https://example.invalid"


def number(region: str, day: str = "19900307", serial: str = "123") -> str:
    """An identity number with the right check digit; never written down here, or this file would be found."""
    body = f"{region}{day}{serial}"
    return body + CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def findings(text: str, name: str = "notes.md") -> list[str]:
    return list(_findings(name, text))


def test_a_number_that_may_be_somebodys_is_found_wherever_it_stands():
    assert len(findings(f"first line\n身份证{number('110101')}。")) == 1


def test_invented_persons_may_be_named():
    assert findings(number("990101")) == []


@pytest.mark.parametrize("day", ["19900230", "00000000", "19901301"])
def test_a_number_without_a_birthday_is_nobodys(day):
    assert findings(number("110101", day)) == []


def test_a_wrong_check_digit_is_nobodys():
    right = number("110101")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    assert findings(wrong) == []


@pytest.mark.parametrize("folder", ["work", "tmp", "root", "home/somebody"])
def test_a_path_of_one_machine_is_found(folder):
    assert len(findings(f"see /{folder}/notes")) == 1


@pytest.mark.parametrize("line", ["members/work/list", "https://example.invalid/tmp/x", "~/tmp/x", "./tmp/x"])
def test_a_relative_path_or_address_is_no_machines(line):
    assert findings(line) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_python_lock_names_no_source(lock):
    pinned = f"django==5.2.19 \\\n    --hash=sha256:{'0' * 64}\n    # via -r requirements.in\n"
    assert findings(pinned, lock) == []
    assert len(findings(f"--any-option {SOURCE}\n{pinned}", lock)) == 1
    assert len(findings(f"django @ {SOURCE}/django.whl", lock)) == 1


def test_a_node_lock_names_no_source():
    assert len(findings(f'      "resolved": "{SOURCE}/x.tgz",', NODE_LOCK)) == 1
    assert findings('      "integrity": "sha512-x",', NODE_LOCK) == []
