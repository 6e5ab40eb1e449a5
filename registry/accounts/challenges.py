"""The question after repeated failures (验证问题): a picture to read, or a sum in words for whoever cannot see it."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from captcha.models import CaptchaStore
from captcha.views import captcha_image
from django.db.models.functions import Now

DIGITS = "零一二三四五六七八九"
KEY = "question"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a picture as an address of data, its key, and the sum in words."""

    key: str
    picture: str
    words: str


def ask(request: Any) -> Question:
    """A new question for this browser; one answer of the two is enough."""
    key = CaptchaStore.generate_key()
    first, second = secrets.randbelow(8) + 1, secrets.randbelow(8) + 1
    request.session[KEY] = {"key": key, "sum": first + second}
    picture = captcha_image(request, key, scale=2)
    content = base64.b64encode(picture.content).decode()
    return Question(key, f"data:image/png;base64,{content}", f"{DIGITS[first]}加{DIGITS[second]}等于几")


def is_answered(request: Any) -> bool:
    """Whether what came with the form answers the question that was asked last; it is asked only once."""
    asked, typed = request.session.pop(KEY, None), request.POST.get("answer", "").strip().lower()
    if not asked or not typed:
        return False
    pictured = CaptchaStore.objects.filter(hashkey=asked["key"], expiration__gt=Now())
    said = {one.response for one in pictured}
    pictured.delete()
    return typed in said or typed == str(asked["sum"])
