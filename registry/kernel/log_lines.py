"""One line of the log for one thing that happened (日志行): JSON, so that nothing in a text can begin another line (S34)."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

HIDDEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What ends a line, moves a cursor or turns the direction of writing, and JSON would let through."""


class LogLine(logging.Formatter):
    """Time, level, who says it, in which request, what; with the trace of an error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname, "from": record.name, "request": getattr(record, "request_number", ""),
            "said": record.getMessage(),
        }  # fmt: skip
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return HIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(said, ensure_ascii=False))
