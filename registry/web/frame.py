"""What every page's frame shows (页面框架): menu, opened pages, whose post; nothing for a stranger."""

from __future__ import annotations

from typing import Any

from registry.web.menu import current, menu_of
from registry.web.styles import STYLES
from registry.web.tabs import opened


def frame(request: Any) -> dict[str, Any]:
    """The context of the frame; no query."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"styles": STYLES}
    match = getattr(request, "resolver_match", None)
    function = getattr(match.func, "function", "home.view") if match else "home.view"
    return {
        "styles": STYLES,
        "actor": actor,
        "menu": menu_of(actor),
        "menu_current": current(function),
        "tabs": opened(request),
        "preferences": request.session.get("preferences", {}),
    }
