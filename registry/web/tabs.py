"""Opened pages (已打开的页面): a row of tabs kept by the server, so that a refresh or another computer loses none."""

from __future__ import annotations

from typing import Any, TypedDict

MOST = 8
TITLE = 20


class Tab(TypedDict):
    """One opened page: its address without the query, the address to return to, its title."""

    path: str
    address: str
    title: str


def opened(request: Any) -> list[Tab]:
    """The tabs of this session, in the order they were opened."""
    tabs: list[Tab] = request.session.get("tabs", [])
    return tabs


def open_tab(request: Any, title: str) -> None:
    """Note that this page is open; the home page has its fixed place and the longest unused tab makes room."""
    if request.path == "/":
        return
    tab = Tab(path=request.path, address=request.get_full_path(), title=title[:TITLE])
    tabs = opened(request)
    kept = [tab if other["path"] == tab["path"] else other for other in tabs]
    if tab not in kept:
        kept = [*kept, tab][-MOST:]
    if kept != tabs:
        request.session["tabs"] = kept


def close_tab(request: Any, path: str) -> str:
    """Close the tab of that path; where to go on: its left neighbour, or home."""
    tabs = opened(request)
    place = next((place for place, tab in enumerate(tabs) if tab["path"] == path), 0)
    kept = [tab for tab in tabs if tab["path"] != path]
    request.session["tabs"] = kept
    return kept[max(place - 1, 0)]["address"] if kept else "/"
