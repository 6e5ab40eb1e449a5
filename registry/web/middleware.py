"""Who asks (办理人中间件): every request carries its actor, and nothing that names a person stays in a cache."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from registry.kernel import clock
from registry.security.sight import NOTHING, seeing, seeing_everything
from registry.web.signing import actor_of


class ActorMiddleware:
    """Puts `request.actor` (None for a stranger) and `request.today` on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.today = clock.today()  # type: ignore[attr-defined]
        with seeing_everything():
            request.actor = actor_of(request, request.today)  # type: ignore[attr-defined]
        with seeing(request.actor.seat.sight if request.actor else NOTHING):  # type: ignore[attr-defined]
            response = self.get_response(request)
        if request.actor and not response.has_header("Cache-Control"):  # type: ignore[attr-defined]
            response["Cache-Control"] = "no-store"
        return response
