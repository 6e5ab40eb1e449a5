"""The log (日志行): one line for one thing, whatever stands in it, and the same text read back."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from registry.kernel.log_lines import LogLine

NASTY = [
    "a\nb",
    "a\r\nb",
    "a\x1b[31mb",
    "a\u2028b",
    "a\u2029b",
    "a\x85b",
    "a\x9bb",
    "a\u202eb",
    'a"}\n{"level": "INFO',
    "党员\x00",
]


def line(text: str, error: bool = False) -> str:
    info = None
    if error:
        try:
            raise ValueError(text)
        except ValueError:
            info = sys.exc_info()
    record = logging.LogRecord("registry.test", logging.WARNING, "file.py", 1, "%s", (text,), info)
    return LogLine().format(record)


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("error", [False, True])
def test_any_text_stays_one_line_of_signs_that_can_be_seen_and_is_read_back(text: str, error: bool) -> None:
    written = line(text, error)
    assert written.splitlines() == [written]
    assert written.isprintable()
    said = json.loads(written)
    assert said["said"] == text
    assert ("error" in said) == error


def test_chinese_stays_readable() -> None:
    assert "登录失败" in line("登录失败")
