"""The life of an account (账号状态流转): opened, in use, out of use, closed; never deleted."""

from __future__ import annotations

from registry.kernel.flow import Flow
from registry.security.models import UserStatus

FLOW = Flow(
    # operation        from                                          to
    ("user.activate", [UserStatus.OPENED],                           [UserStatus.ACTIVE]),
    ("user.issue",    [UserStatus.OPENED],                           [UserStatus.OPENED]),
    ("user.reset",    [UserStatus.ACTIVE],                           [UserStatus.OPENED]),
    ("user.suspend",  [UserStatus.OPENED, UserStatus.ACTIVE],        [UserStatus.SUSPENDED]),
    ("user.resume",   [UserStatus.SUSPENDED, UserStatus.CLOSED],     [UserStatus.OPENED]),
    ("user.close",    [UserStatus.OPENED, UserStatus.ACTIVE, UserStatus.SUSPENDED], [UserStatus.CLOSED]),
    ("user.erase",    [UserStatus.CLOSED],                           [UserStatus.CLOSED]),
)  # fmt: skip
