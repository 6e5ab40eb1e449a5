"""Identities that may leave a node (统一标识): UUID version 7, in the order of their making."""

from __future__ import annotations

import time

from registry.kernel.uids import uid, uids


def test_an_identity_is_a_uuid_of_version_7() -> None:
    made = uid()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_it_begins_with_the_moment_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = uid()
    after = time.time_ns() // 1_000_000
    assert before <= made.int >> 80 <= after


def test_many_of_one_moment_are_made_at_once() -> None:
    made = uids(10_000)
    assert len(set(made)) == 10_000
    assert len({one.int >> 80 for one in made}) == 1
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_no_two_are_alike() -> None:
    assert len({uid() for _ in range(10_000)}) == 10_000
