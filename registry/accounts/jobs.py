"""What accounts do for themselves at night (账号夜间清理): what came of unfinished tries is cleared, the idle are named."""

from __future__ import annotations

from datetime import datetime

from registry.accounts import guarding, proving
from registry.jobs.nightly import nightly


@nightly("accounts.clear", "清理登录失败记录和暂存的请求")
def clear(now: datetime) -> str:
    """Failures older than a day count for nothing any more; a request nobody came back for was sealed, and goes."""
    return f"清理登录失败 {guarding.forget()} 条、暂存请求 {proving.forget()} 份"
