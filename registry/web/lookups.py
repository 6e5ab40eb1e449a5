"""Searches for a person, kept out of the address (查找内容): sealed in the session, the latest few, gone with it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

from registry.kernel.sealing import keyring
from registry.kernel.uids import uid

KEY = "lookups"
MOST = 20
PLACE = "session.lookups"


def keep(session: Any, text: str) -> str:
    """Note what was searched for; the name under which an address may mean it."""
    identity = uid()
    kept = [*session.get(KEY, {}).items(), (str(identity), b64encode(keyring().seal(text, PLACE, identity)).decode())]
    session[KEY] = dict(kept[-MOST:])
    return str(identity)


def text_of(session: Any, identity: str) -> str:
    """What this session searched for under that name; empty when it is another's or long ago."""
    sealed = session.get(KEY, {}).get(identity)
    return keyring().open(b64decode(sealed), PLACE, UUID(identity)) if sealed else ""
