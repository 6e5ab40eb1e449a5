"""What part of a copy still tells whose it was (暗记, N11), and that chance or an outsider makes no such mark."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from registry.kernel.values.identity import mask
from registry.lending.marks import Likeness, Mark, Table, new_secret, numbers_in, signs_of
from tests.world import identity_number

ROWS, BRANCH = 2000, 25
ONE = new_secret()
Rows = list[list[str]]


def people() -> Rows:
    """Two thousand members by branch, as a list without any mark has them."""
    surnames, given = "李欧阳单曾仇尉解覃白石何朴宁种华乐任盖", "守田静杰雄信国兰和平宝林学文美英央金大勇"
    draw = random.Random(7)
    return [
        [
            draw.choice(surnames) + draw.choice(given) + draw.choice(given),
            mask(identity_number(f"19{60 + number % 40}0101", "男", number % 400)),
            f"第{number // BRANCH}支部",
        ]
        for number in range(ROWS)
    ]


def marked(secret: str, rows: Rows, *, masked: bool = True) -> Rows:
    """The rows as a copy with that secret has them."""
    mark = Mark.of(secret)
    blocks = [rows[at : at + BRANCH] for at in range(0, len(rows), BRANCH)]
    ordered = [row for block in blocks for row in sorted(block, key=lambda row: mark.rank(row[0]))]
    return [[row[0], row[1] + " " * (masked and mark.spaced(row[0])), row[2]] for row in ordered]


COPY = marked(ONE, people())


def best(table: Table, secret: str = ONE) -> Likeness:
    return max(
        (one.likeness(Mark.of(secret)) for one in signs_of(table)), key=lambda one: one.score, default=Likeness()
    )


def shuffled(rows: Rows) -> Rows:
    return random.Random(3).sample(rows, len(rows))


LEAKS: dict[str, Callable[[Rows], Rows]] = {
    "two hundred rows from the middle": lambda rows: rows[700:900],
    "every tenth row": lambda rows: rows[::10],
    "rows here and there": lambda rows: [rows[at] for at in sorted(random.Random(1).sample(range(ROWS), 200))],
    "sorted by name": lambda rows: sorted(rows[700:900]),
    "shuffled": lambda rows: shuffled(rows[700:900]),
    "upside down": lambda rows: rows[700:900][::-1],
    "only the names": lambda rows: [[row[0]] for row in rows[700:900]],
    "columns put in another order": lambda rows: [[row[2], row[1], row[0]] for row in rows[700:900]],
    "spaces taken away": lambda rows: [[cell.strip() for cell in row] for row in rows[700:900]],
    "strangers added": lambda rows: [*rows[700:900], *([f"外人{number}", "", ""] for number in range(40))],
}
"""What somebody may do to two hundred rows before they are found outside."""


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_two_hundred_rows_still_tell_the_copy(leak: Callable[[Rows], Rows]) -> None:
    assert best(leak(COPY)).is_certain


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_they_tell_no_other_copy(leak: Callable[[Rows], Rows]) -> None:
    """A hundred copies of the very same list, and none of them is even possible."""
    assert not [secret for secret in (new_secret() for _ in range(100)) if best(leak(COPY), secret).score >= 5]


def test_without_masked_columns_the_order_is_what_tells() -> None:
    copy = marked(ONE, people(), masked=False)
    assert best(copy[700:900]).is_certain
    assert not best([[row[0], row[2]] for row in shuffled(copy[700:900])]).is_possible


def test_a_list_that_nobody_marked_is_nobodys() -> None:
    assert not best(people()[700:900]).is_possible


def test_a_handful_of_rows_is_no_proof() -> None:
    assert not best(COPY[700:710]).is_certain
    assert best([]) == best([["只有一行"]]) == Likeness()


def test_a_number_that_stands_in_a_table_is_found() -> None:
    assert numbers_in([["x", "编号 JY20250901-ABCDEFG2　不得外传"], ["JY2025"]]) == ["JY20250901-ABCDEFG2"]
