"""What a desk forgets overnight (夜间清理): drafts nobody came back to, sessions that ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from registry.jobs.nightly import nightly
from registry.web.models import Draft

KEPT = timedelta(days=7)


@nightly("desk.clear", "清理一周前的草稿、过期的登录")
def clear(now: datetime) -> str:
    """Nothing of a person is kept longer than somebody may still want it."""
    drafts, _ = Draft.objects.filter(saved_at__lt=now - KEPT).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return f"清理草稿 {drafts} 份、登录 {sessions} 次"
