"""Who asks (办理人中间件): every request carries its actor; what comes before anything else, and what wants a proof, is seen to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from registry.accounts import proving
from registry.accounts.naming import THREE
from registry.accounts.passwords import Busy
from registry.accounts.signing import actor_of, address_of, within
from registry.kernel import clock
from registry.kernel.refusals import Refused
from registry.security.actors import Unproved
from registry.security.sight import NOTHING, seeing, seeing_everything
from registry.security.trail import Unwritten
from registry.web.screens import go, refused

log = logging.getLogger(__name__)

ALWAYS = frozenset({"session.open", "session.close", "session.list", "session.end"})
"""What may be done before a new password is chosen or a second factor enrolled."""
ANYWHERE = ALWAYS | {"post.switch"}
"""What the three administrators may do outside the networks meant for them."""
DUTIES = {
    "password.change": (
        frozenset({"password.change"}),
        "密码已经到期（或还没有设定），请先修改密码，再办理业务。",
    ),
    "factor.list": (
        frozenset({"factor.list", "factor.enrol", "factor.register", "factor.draw", "password.change"}),
        "您的岗位必须有二次验证（动态口令或通行密钥），请先绑定，再办理业务。",
    ),
}
ELSEWHERE = "三员岗位只能在指定的网络内使用，您现在不在其中。请换到指定的计算机上办理；切换到其他岗位或退出不受影响。"
BUSY = "登录的人太多，服务器正在依次核对密码；请过几秒再试。"


class ActorMiddleware:
    """Puts `request.actor` (None for a stranger), `request.today` and the stay on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.today, request.address = clock.today(), address_of(request)
        request.stay, request.idle, request.role, request.obligation = None, None, "", ""
        with seeing_everything():
            request.actor = actor_of(request, request.today)
        with seeing(request.actor.seat.sight if request.actor else NOTHING):
            return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """What has to be done first is shown first; a proof that was asked for is taken up before the view is."""
        if request.actor is None:
            return None
        name = getattr(view, "function", "")
        if name not in ANYWHERE and _stands_elsewhere(request):
            return refused(request, ELSEWHERE)
        if request.obligation:
            allowed, sentence = DUTIES[request.obligation]
            if name not in allowed | ALWAYS:
                messages.warning(request, sentence)
                return go(request, reverse(request.obligation))
        try:
            return proving.taken_up(request) if proving.FIELD in request.POST else None
        except Refused as refusal:
            return refused(request, str(refusal))

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        """Whoever has to prove who he is is asked; whoever came in a crowd is asked to come again."""
        if isinstance(exception, Unproved):
            return proving.ask(request, str(exception))
        if isinstance(exception, Unwritten):
            log.critical("the trail cannot be written", exc_info=exception)
            return render(request, "503.html", status=503)
        if isinstance(exception, Busy):
            response = render(request, "accounts/busy.html", {"sentence": BUSY, "title": "请稍候"}, status=503)
            response["Retry-After"] = "5"
            return response
        return None


def _stands_elsewhere(request: Any) -> bool:
    """Whether one of the three administrators is at work outside the networks meant for them (S36)."""
    networks = settings.CONSOLE_NETWORKS
    return bool(networks) and request.role in THREE and not within(request.address, networks)
