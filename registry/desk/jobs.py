"""What a desk forgets overnight (夜间清理): drafts nobody came back to, sessions that ended."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from registry.jobs.retention import sweep
from registry.web.models import Draft


@sweep("drafts")
def drafts(before: datetime) -> int:
    """What was typed and saved by nobody."""
    return Draft.objects.filter(saved_at__lt=before).delete()[0]


@sweep("searches")
def searches(before: datetime) -> int:
    """What was searched for goes with the session it was searched in."""
    return Session.objects.filter(expire_date__lt=before).delete()[0]
