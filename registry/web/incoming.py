"""What a request has to look like before anybody reads it (请求检查, security.md S37, S45): its method, characters and lengths.

A name that is given twice where one value is meant is refused at the moment it is read: `get` wants one, `getlist` takes
several, so what may repeat is declared nowhere but where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict

from registry.web.failures import failed, not_allowed

METHODS = ("GET", "HEAD", "POST")
LONGEST_ADDRESS, LONGEST_NAME, LONGEST_VALUE = 4000, 100, 20_000
LOST = re.compile("[\\0\ufffd\ud800-\udfff]")
IN_CLEAR = "没有使用加密连接，这次提交没有受理。请用 https:// 开头的地址重新打开。"
BAD_ADDRESS = "地址里有不能使用的字符，或者太长。请从菜单或查找框重新进入。"
BAD_NAME = "提交的内容里有无法识别的项目。请返回上一页刷新后再提交。"
BAD_TEXT = "提交的文字里有空字符或乱码。请删去后重新填写，再提交。"
TOO_LONG = f"提交的文字太长，每一项最多{LONGEST_VALUE:,}个字。请精简后再提交。"
TWICE = "提交的内容里同一项出现了两次，无法判断以哪个为准。请返回上一页刷新后再提交。"


class Improper(SuspiciousOperation):
    """A request that no page of ours sends; becomes 400 with its sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Single(QueryDict):
    """Parameters of which each is read either as one or as several."""

    def __getitem__(self, name: str) -> Any:
        if len(self.getlist(name)) > 1:
            raise Improper(TWICE)
        return super().__getitem__(name)


class ShapeMiddleware:
    """Refuses other methods, and addresses with characters that no name or cursor of ours has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.method not in METHODS:
            return not_allowed(request, METHODS)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and _carries_secrets(request):
            return failed(request, 403, sentence=IN_CLEAR)
        if whole(request.META.get("CONTENT_LENGTH", ""), 0, 10**12) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            return failed(request, 413)
        query = request.META.get("QUERY_STRING", "")
        if len(request.path) + len(query) > LONGEST_ADDRESS or not (_readable(query) and _proper(request.path)):
            return failed(request, 400, sentence=BAD_ADDRESS)
        return self.get_response(request)


class FieldsMiddleware:
    """Looks through the fields before a view does; stands behind the check of the form's token, which reads them anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.GET = _single(request.GET)
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        """Refuse what no form of ours sends."""
        for sentence in _wrong(request):
            raise Improper(sentence)
        if request.method == "POST":
            request.POST = _single(request.POST)


def whole(text: Any, default: int, most: int) -> int:
    """A number from an address or a hidden field; the default for whatever no page of ours wrote (`²` is a digit to Python)."""
    written = str(text)
    proper = written.isascii() and written.isdigit() and len(written) <= len(str(most))
    return min(int(written), most) if proper else default


def _carries_secrets(request: Any) -> bool:
    """What is not sent on to TLS: what it carried has gone over the line in clear already, and must not go on working (S07)."""
    return request.method == "POST" or request.path.startswith("/api/")


def _single(given: QueryDict) -> Single:
    kept = Single(mutable=True, encoding=given.encoding)
    for name, values in given.lists():
        kept.setlist(name, values)
    kept._mutable = False
    return kept


def _wrong(request: Any) -> Iterator[str]:
    """What is wrong with the fields, if anything."""
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            if len(name) > LONGEST_NAME or not _proper(name):
                yield BAD_NAME
            if max(map(len, values), default=0) > LONGEST_VALUE:
                yield TOO_LONG
            elif not all(map(_proper, values)):
                yield BAD_TEXT
    for name, files in request.FILES.lists():
        if len(name) > LONGEST_NAME or not _proper(name) or not all(_proper(file.name or "") for file in files):
            yield BAD_NAME
        if len(files) > 1:
            yield TWICE


def _readable(query: str) -> bool:
    """Whether the query string is UTF-8 without a null."""
    try:
        return "\0" not in unquote_to_bytes(query.replace("+", " ")).decode("utf-8")
    except UnicodeDecodeError:
        return False


def _proper(text: str) -> bool:
    """Whether text can be stored: no null, no character that was lost in transmission, no half of a pair."""
    return LOST.search(text) is None
