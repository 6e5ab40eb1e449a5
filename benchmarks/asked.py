"""What clerks ask of a province (基准问题): each page with the best hand-written SQL for the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.clerk import Answer, Clerk
from registry.kernel import keysets, paths

SEATS = ("branch", "committee", "county", "city", "province")
LABELS = {"branch": "支部", "committee": "党委", "county": "县", "city": "市", "province": "省"}
THREE_FILTERS = {"sex": "2", "education": "college", "age": "young"}
COLUMNS = (
    "m.id, m.uid, m.name, m.sex, m.category, m.status, m.lost, m.floating, m.destination, m.identity_unknown, m.identity_mask,"
    " m.joined_on, m.ethnicity, m.education, o.short_name"
)
HERE = "from members_member m join organisations_organisation o on o.id = m.organisation_id where m.path >= %(low)s and m.path < %(high)s"
CAPPED = "select count(*) from (select from members_member m where m.path >= %(low)s and m.path < %(high)s {} limit 10001) few"
CHOSEN = "and m.sex = '2' and m.education >= '1' and m.education < '4' and m.birth_on > %(young)s"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Seat:
    """From where somebody asks: what is there, and one member of it."""

    key: str
    login: str
    path: str
    uid: str
    member: Any
    branch: Any
    below: Any

    @property
    def facts(self) -> dict[str, Any]:
        """What the statements are given."""
        return {"low": self.path, "high": self.path + paths.AFTER, "member": self.member.pk}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question from one seat: how it is put to the server, and its statements by hand."""

    label: str
    seat: Seat
    ask: Callable[[Clerk], Answer]
    statements: tuple[tuple[str, dict[str, Any]], ...] = ()
    kind: str = "page"


def questions(seat: Seat) -> Iterator[Asked]:
    """Everything that is measured from one seat."""
    yield Asked("登录页", seat, lambda clerk: clerk.stranger().get("/sign-in/"))
    yield from _tree(seat)
    yield from _lists(seat)
    yield from _finding(seat)
    yield from _one(seat)


def _tree(seat: Seat) -> Iterator[Asked]:
    children = (
        "select o.id, o.uid, o.short_name, o.category, (select sum(h.full + h.probationary) from organisations_headcount h"
        " where h.path >= o.path and h.path < o.path || '~') from organisations_organisation o where o.parent_id = %(parent)s"
        " and o.state = 'active' order by o.rank, o.path limit 101"
    )
    address = f"/organisations/{seat.below.uid}/children/"
    given = ((children, {"parent": seat.below.pk}),)
    if seat.key != "branch":
        yield Asked("树：展开下级", seat, lambda clerk: clerk.get(address, part=True), given)
    word = seat.branch.short_name[:2]
    words = {"q": word}
    found = (
        "select id, uid, name, short_name from organisations_organisation where cn_grams_all(name) @> array[%(word)s]"
        " and name like %(like)s and path >= %(low)s and path < %(high)s order by path limit 20"
    )
    find = ((found, seat.facts | {"word": word, "like": f"%{word}%"}),)
    yield Asked("查找党组织：两个字", seat, lambda clerk: clerk.post("/organisations/found/", words, part=True), find)


def _lists(seat: Seat) -> Iterator[Asked]:
    first = f"select {COLUMNS} {HERE} order by m.path, m.id limit {PAGE + 1}"
    yield Asked(
        "名册首页（含人数）", seat, lambda clerk: clerk.get(f"/members/?at={seat.uid}&below=1"),
        ((first, seat.facts), (CAPPED.format(""), seat.facts)), "list",
    )  # fmt: skip
    if cursor := _thousandth(seat):
        deep = (
            f"select {COLUMNS} {HERE} and (m.path, m.id) > (%(path)s, %(key)s) order by m.path, m.id limit {PAGE + 1}"
        )
        row, text = cursor
        given = seat.facts | {"path": row.path, "key": row.pk}
        address = f"/members/?at={seat.uid}&below=1&after={text}&from=50001"
        yield Asked(
            "名册第1,000页", seat, lambda clerk: clerk.get(address), ((deep, given), (CAPPED.format(""), given)), "list"
        )
    young = seat.facts | {"young": _young()}
    three = f"select {COLUMNS} {HERE} {CHOSEN} order by m.path, m.id limit {PAGE + 1}"
    query = "&".join(f"{name}={value}" for name, value in THREE_FILTERS.items())
    yield Asked(
        "名册三个条件", seat, lambda clerk: clerk.get(f"/members/?at={seat.uid}&below=1&{query}"),
        ((three, young), (CAPPED.format(CHOSEN), young)), "list",
    )  # fmt: skip
    total = 'select sum("full" + probationary) from organisations_headcount where path >= %(low)s and path < %(high)s'
    yield Asked(
        "党组织首页（含总人数）", seat, lambda clerk: clerk.get(f"/organisations/{seat.uid}/"), ((total, seat.facts),)
    )


def _finding(seat: Seat) -> Iterator[Asked]:
    member, limit = seat.member, f"order by m.path, m.id limit {PAGE + 1}"
    part, begin = member.name[1:3] if len(member.name) > 2 else member.name[:2], member.name[:2]
    holds = f"select {COLUMNS} {HERE} and cn_grams(m.name) @> array[%(text)s] and m.name like %(like)s {limit}"
    begins = f"select {COLUMNS} {HERE} and m.name >= %(text)s and m.name < %(after)s {limit}"
    spelt = f"select {COLUMNS} {HERE} and m.pinyin >= %(text)s and m.pinyin < %(after)s {limit}"
    number = (
        f"select {COLUMNS} {HERE} and m.id = (select member_id from members_memberidentity where index = %(index)s)"
    )
    initials = member.pinyin
    yield _search("姓名：中间两个字", seat, part, holds, {"text": part, "like": f"%{part}%"})
    yield _search("姓名：开头两个字", seat, begin, begins, {"text": begin, "after": begin + "\U0010ffff"})
    yield _search("拼音首字母", seat, initials, spelt, {"text": initials, "after": initials + "~"})
    yield _search("身份号码", seat, member.identity_number, number, {"index": member.identity.index}, "identity")


def _search(label: str, seat: Seat, text: str, sql: str, given: dict[str, Any], kind: str = "name") -> Asked:
    """Typed into the list's search box; the answer is the page it leads to."""
    form = {"q": text, "below": "1"}
    return Asked(
        f"查找 {label}",
        seat,
        lambda clerk: clerk.post(f"/members/?at={seat.uid}", form),
        ((sql, seat.facts | given),),
        kind,
    )


def _one(seat: Seat) -> Iterator[Asked]:
    file = "select m.*, o.* from members_member m join organisations_organisation o on o.id = m.organisation_id where m.id = %(member)s"
    way = "select * from organisations_organisation where path = any(%(way)s)"
    past = "select * from members_placement where member_id = %(member)s"
    given = seat.facts | {"way": paths.ancestors(seat.member.path)}
    address = f"/members/{seat.member.uid}/"
    yield Asked("党员档案", seat, lambda clerk: clerk.get(address), ((file, given), (way, given), (past, given)))
    yield Asked("编辑并保存", seat, lambda clerk: _saved(clerk, f"{address}edit/"))
    if seat.key in ("branch", "committee"):
        yield Asked(
            "打印全支部采集表", seat, lambda clerk: clerk.get(f"/printing/branches/{seat.branch.uid}/"), (), "print"
        )


def _saved(clerk: Clerk, address: str) -> Answer:
    """The form as it came, with another schooling now and then, sent back."""
    page = clerk.get(address)
    form = _filled(page.text)
    form["education"] = "31" if form.get("education") == "21" else "21"
    answer = clerk.post(address, form)
    return Answer(answer.status, answer.body, page.seconds + answer.seconds)


def _filled(page: str) -> dict[str, str]:
    """What the form of the page would send as it stands."""
    from html.parser import HTMLParser

    class Form(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.values: dict[str, str] = {}
            self.area = ""

        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found = dict(attributes)
            name, value = found.get("name") or "", found.get("value") or ""
            chosen = found.get("type") not in ("radio", "checkbox", "file", "submit") or "checked" in found
            if tag == "input" and name and chosen:
                self.values[name] = value
            self.area = name if tag in ("textarea", "select") else self.area
            if tag == "option" and "selected" in found and self.area:
                self.values[self.area] = value

    form = Form()
    form.feed(page)
    form.values.pop("q", None)
    return form.values


def _thousandth(seat: Seat) -> tuple[Any, str] | None:
    """The row before the thousandth page, and the cursor that names it; None if there are fewer."""
    from registry.members.models import Member

    place = 999 * PAGE - 1
    row = Member.objects.all().below(seat.path).order_by("path", "pk")[place : place + 1].first()
    return (row, keysets.cursor_of(row, ("path", "pk"))) if row else None


def _young() -> Any:
    from registry.kernel import clock
    from registry.kernel.dates import add_months

    return add_months(clock.today(), -12 * 36)
