"""Notices to the owner of an account (安全提示, S12): to his telephone at once, and on his desk when he is next in."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from django.db.models.functions import Now

from registry.accounts.gateways import gateway
from registry.accounts.models import Notice
from registry.security.models import User

log = logging.getLogger(__name__)

NOT_YOU = "如不是本人操作，请立即修改密码，并联系上级党组织的系统管理员。"
SHOWN = 5
"""Notices on the desk at once; older ones went to the telephone as well."""


def tell(user: User, text: str) -> None:
    """A message to the person's telephone; that it could not be sent stops nothing."""
    try:
        gateway().send(str(user.phone), f"党员管理信息系统：{text}")
    except OSError:
        log.exception("a notice was not sent")


def warn(user: User, text: str) -> None:
    """Something about the account changed: its owner is told by message, once that is certain, and on his desk."""
    said = f"{text}{NOT_YOU}"
    Notice.objects.create(user=user, text=said)
    transaction.on_commit(partial(tell, user, said))


def waiting(user: User) -> list[str]:
    """What the person has not been shown yet, the latest first; now it is."""
    unseen = Notice.objects.filter(user=user, shown_at=None).order_by("-pk")
    texts = [one.text for one in unseen[:SHOWN]]
    unseen.update(shown_at=Now())
    return texts
