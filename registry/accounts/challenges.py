"""The question after repeated failures (验证问题): a picture to read, or a sum in words for whoever cannot see it."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from captcha.image import ImageCaptcha

DIGITS = "零一二三四五六七八九"
SIGNS = "ACDEFHJKLMNPRTUVWXY34679"
"""What the picture shows: nothing that is taken for something else."""
LENGTH = 4
KEY = "question"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a picture as an address of data, and the sum in words."""

    picture: str
    words: str


def ask(request: Any) -> Question:
    """A new question for this browser; one answer of the two is enough."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    first, second = secrets.randbelow(8) + 1, secrets.randbelow(8) + 1
    request.session[KEY] = [signs.lower(), str(first + second)]
    content = base64.b64encode(ImageCaptcha().generate(signs).getvalue()).decode()
    return Question(f"data:image/png;base64,{content}", f"{DIGITS[first]}加{DIGITS[second]}等于几")


def is_answered(request: Any) -> bool:
    """Whether what came with the form answers the question that was asked last; it is asked only once."""
    asked, typed = request.session.pop(KEY, None), request.POST.get("answer", "").strip().lower()
    return bool(typed) and typed in (asked or ())
