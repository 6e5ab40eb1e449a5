"""The life of a loan (导出借阅业务): asked for, agreed to by somebody else, made, fetched, given back or destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.db.models.functions import Coalesce

from registry.jobs import queue
from registry.kernel import clock
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.lending import making
from registry.lending.flow import FLOW, Status
from registry.lending.making import FREE, Content
from registry.lending.marks import new_secret
from registry.lending.models import MOST_EXTENDED, MOST_TAKEN, Loan
from registry.printing import rosters
from registry.security.actors import Actor
from registry.security.models import Post, StoredFile
from registry.security.operation import note, operation

LASTS = timedelta(hours=24)
LONGEST = timedelta(days=180)
FREE_A_DAY = 3 * FREE
OWN_ONLY = "只有借阅人本人可以办理；本人不在岗的，请报上级党组织。"
NOT_ANY_MORE = "借阅人现在的岗位已没有这项导出的权限，不能导出；请由现任经办人重新申请。"
CHANGED = "申请之后名册有变动（{before:,}行变为{now:,}行），与批准的不同，没有导出；请重新申请。"
TAMPERED = "导出内容与批准的不同，没有导出；请重新申请，并报告安全保密管理员。"
TOO_MANY = "一次最多导出{most:,}{unit}，现有的更多，请加上条件或分组织导出。"
OVER = "文件已清除：下载时限24小时、最多3次；仍然需要的请重新申请。"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person says of a copy he wants (借阅说明, R-251)."""

    purpose: str
    words: str
    recipient: str
    due_on: date


@operation("loan.ask")
def ask(loan: Loan, *, actor: Actor, content: Content, terms: Terms) -> Loan:
    """A clerk asks for a copy of a list; without numbers in full and with few rows he has it at once (申请导出)."""
    _begin(loan, actor, terms)
    loan.query, loan.full = content.query, content.in_full
    loan.columns = [column.label for column in content.rows.columns]
    loan.conditions, loan.rows = content.conditions, content.count
    _may_leave(loan, actor)
    if loan.rows > rosters.MOST:
        raise Refused(TOO_MANY.format(most=rosters.MOST, unit=content.rows.measure))
    if content.needs_approval(actor, loan.top) or _freely_taken(actor) + loan.rows > FREE_A_DAY:
        loan.status = Status.ASKED
        loan.save()
    else:
        loan.status, loan.taken = Status.LENT, 1
        loan.save()
        _make(loan, content)
    note(number=loan.number, rows=loan.rows, full=list(loan.full))
    return loan


@operation("loan.note")
def record_print(loan: Loan, *, actor: Actor, terms: Terms, rows: int) -> Loan:
    """Forms of several members are printed; the paper is lent as a file is (登记打印件)."""
    _begin(loan, actor, terms)
    loan.status, loan.rows, loan.query = Status.LENT, rows, "{}"
    loan.save()
    note(number=loan.number, rows=rows)
    return loan


@operation("loan.approve")
def approve(loan: Loan, *, actor: Actor, opinion: str = "") -> Loan:
    """Somebody else agrees; number of rows, columns and conditions are from now on what he saw (批准导出)."""
    FLOW.move(loan, Status.APPROVED)
    borrower = borrower_of(loan, actor.today)
    _may_leave(loan, borrower)
    loan.rows = Content.of(loan, borrower).count
    loan.decided_by_id, loan.opinion = actor.user or None, opinion
    loan.expires_at = clock.now() + LASTS
    loan.freeze()
    loan.save()
    queue.ask("loan.make", loan, str(loan), actor=borrower, screen="loan.view")
    note(number=loan.number, rows=loan.rows, full=list(loan.full))
    return loan


@operation("loan.decline")
def decline(loan: Loan, *, actor: Actor, opinion: str) -> Loan:
    """Somebody else does not agree, and says why (不批准导出)."""
    FLOW.move(loan, Status.DECLINED)
    loan.decided_by_id, loan.opinion = actor.user or None, opinion
    loan.save()
    return loan


@operation("loan.withdraw")
def withdraw(loan: Loan, *, actor: Actor) -> Loan:
    """Who asked wants it no more, before he has taken it (撤回导出申请)."""
    _own(loan, actor)
    FLOW.move(loan, Status.WITHDRAWN)
    loan.save()
    loan.drop_file()
    return loan


@operation("loan.make")
def make(loan: Loan, *, actor: Actor) -> Loan:
    """The copy is made as it was approved, with the rights the borrower has when it is made (制作导出文件, S25)."""
    FLOW.move(loan, Status.READY)
    _may_leave(loan, actor)
    if not loan.is_as_approved:
        raise Refused(TAMPERED)
    content = Content.of(loan, actor)
    if content.count != loan.rows:
        raise Refused(CHANGED.format(before=loan.rows, now=content.count))
    _make(loan, content)
    return loan


@operation("loan.fail", on_closed=True)
def fail(loan: Loan, *, actor: Actor, reason: str) -> Loan:
    """The copy could not be made; who asked is told why (导出未完成)."""
    FLOW.move(loan, Status.FAILED)
    loan.failure = reason
    loan.save()
    return loan


@operation("loan.take")
def take(loan: Loan, *, actor: Actor) -> Loan:
    """The borrower fetches his file, at most three times within a day of its being made (下载借阅文件)."""
    _own(loan, actor)
    FLOW.move(loan, Status.LENT)
    _may_leave(loan, actor)
    if loan.file is None or loan.taken >= MOST_TAKEN or loan.expires_at is None or loan.expires_at <= clock.now():
        raise Refused(OVER)
    loan.taken += 1
    loan.save()
    note(number=loan.number, taken=loan.taken)
    return loan


@operation("loan.return", on_closed=True)
def give_back(loan: Loan, *, actor: Actor, became: str, on: date) -> Loan:
    """The copy came back or was destroyed, with everything that was copied from it (归还或销毁)."""
    FLOW.move(loan, Status(became))
    if not loan.asked_at.astimezone(clock.CHINA).date() <= on <= actor.today:
        raise Invalid([Violation("R-251", "日期不能早于借出，也不能晚于今天。", "on")])
    loan.settled_on = on
    loan.save()
    loan.drop_file()
    return loan


@operation("loan.extend")
def extend(loan: Loan, *, actor: Actor, due_on: date, reason: str) -> Loan:
    """The borrower needs his copy longer, at most twice, and says why (延期归还)."""
    _own(loan, actor)
    FLOW.move(loan, Status.LENT)
    if loan.extended >= MOST_EXTENDED:
        raise Refused("已经延期两次，不能再延；请先销毁，仍然需要的重新申请。")
    if due_on <= loan.due_on:
        raise Invalid([Violation("R-251", "新的日期应晚于原定的日期。", "due_on")])
    _check_day(due_on, actor.today)
    loan.due_on, loan.extended = due_on, loan.extended + 1
    loan.save()
    note(number=loan.number, due_on=str(due_on), reason=reason)
    return loan


@operation("loan.clear", on_closed=True)
def clear(loan: Loan, *, actor: Actor) -> Loan:
    """A file that was not fetched in time goes; a copy that was fetched stays lent (清除导出文件)."""
    FLOW.move(loan, Status.LENT if loan.taken else Status.LAPSED)
    loan.save()
    loan.drop_file()
    return loan


def borrower_of(loan: Loan, today: date) -> Actor:
    """Who asked, with the rights his post gives today."""
    post = Post.held(loan.asked_by_id, today).filter(pk=loan.post_id).first()
    if post is None:
        raise Refused(NOT_ANY_MORE)
    return Actor(post.user_id, post.user.name, post.seat(today), today)


def _begin(loan: Loan, actor: Actor, terms: Terms) -> None:
    _check_day(terms.due_on, actor.today)
    loan.asked_by_id, loan.post_id, loan.asked_at = actor.user, actor.seat.post, clock.now()
    loan.purpose, loan.words = terms.purpose, terms.words
    loan.recipient, loan.due_on = terms.recipient, terms.due_on
    loan.secret = new_secret()
    loan.draw_number(actor.today)


def _check_day(due_on: date, today: date) -> None:
    if not today <= due_on <= today + LONGEST:
        raise Invalid([Violation("R-251", "请填今天起180天以内的日期。", "due_on")])


def _freely_taken(borrower: Actor) -> int:
    """How many rows left without anybody's consent within a day: a large list in small pieces is a large list."""
    taken = Loan.objects.filter(asked_by=borrower.user, asked_at__gt=clock.now() - LASTS, decided_by=None, taken__gt=0)
    return int(taken.aggregate(number=Coalesce(Sum("rows"), 0))["number"])


def _may_leave(loan: Loan, borrower: Actor) -> None:
    """Asked each time before anything leaves: whether the borrower still may take just this out."""
    needed = [loan.function, *["loan.full"] * bool(loan.full)]
    if not all(borrower.may(name, loan.top) for name in needed):
        raise Refused(NOT_ANY_MORE)


def _own(loan: Loan, actor: Actor) -> None:
    if loan.asked_by_id != actor.user:
        raise Refused(OWN_ONLY)


def _make(loan: Loan, content: Content) -> None:
    loan.file = StoredFile.put(making.file_name(loan), "xlsx", making.workbook(loan, content))
    loan.expires_at = clock.now() + LASTS
    loan.save()
