"""What approving a loan lets out, said before it is done (批准导出预演)."""

from __future__ import annotations

from collections.abc import Sequence

from registry.kernel.plans import Line, Plan
from registry.lending import operations
from registry.lending.making import Content
from registry.lending.models import Loan
from registry.security.actors import Actor


class Release(Plan):
    """Exactly what will leave: how many rows as of now, which columns, what of them in full."""

    def __init__(self, loan: Loan, actor: Actor) -> None:
        self._loan = loan
        self._content = Content.of(loan, operations.borrower_of(loan, actor.today))
        self._count = self._content.count

    @property
    def lines(self) -> list[Line]:
        columns = [Line("、".join(self._loan.columns), "列")]
        conditions = [Line("、".join(self._loan.conditions), "条件")] if self._loan.conditions else []
        full = [Line("、".join(self._loan.full.values()), "完整", "stop")] if self._loan.full else []
        loan = self._loan
        purpose = Line(f"{loan.get_purpose_display()}，{loan.words}；提供给{loan.recipient}", "用途")
        return [purpose, *columns, *conditions, *full]

    @property
    def sums(self) -> Sequence[str]:
        rows = self._content.rows
        return [f"{self._loan.top.short_name}的{rows.what}{self._count:,}{rows.measure}，批准后24小时内可下载3次"]

    @property
    def warnings(self) -> Sequence[str]:
        before = self._loan.rows
        return [f"申请时是{before:,}，现在是{self._count:,}。"] if before != self._count else []

    @property
    def facts(self) -> object:
        return self._loan.digest
