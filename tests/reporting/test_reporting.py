"""Reporting periods (报告期): who registers and closes them, and what they say on screen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from registry.kernel.refusals import Invalid, Refused
from registry.reporting import operations, queries
from registry.reporting.models import ReportingPeriod
from registry.security.models import Post
from tests.reporting.performances import LAST, closed, registered
from tests.screens import signed_in
from tests.world import TODAY, World, clerk

pytestmark = pytest.mark.django_db
LABEL = "2024年党内统计年报"


def register(world: World, first_on: date, last_on: date, label: str = LABEL) -> ReportingPeriod:
    actor = clerk(world.province)
    return operations.register(world.province, actor=actor, label=label, first_on=first_on, last_on=last_on)


@pytest.mark.parametrize(
    ("first_on", "last_on", "label", "sentence"),
    [
        (LAST, date(2025, 12, 31), LABEL, "日期重叠"),
        (date(2025, 1, 1), date(2025, 3, 1), LABEL, "日期重叠"),
        (date(2024, 1, 1), date(2024, 12, 31), "2025年党内统计半年报", "已有同名的报告期"),
        (date(2024, 12, 31), date(2024, 1, 1), LABEL, "末日早于首日"),
    ],
)
def test_no_two_reports_count_one_day_or_have_one_name(
    world: World, first_on: date, last_on: date, label: str, sentence: str
) -> None:
    registered(world)
    with pytest.raises((Refused, Invalid), match=sentence):
        register(world, first_on, last_on, label)


def test_periods_that_follow_each_other_are_apart(world: World) -> None:
    registered(world)
    assert register(world, LAST + timedelta(1), date(2025, 12, 31)).closed_on is None
    assert register(world, date(2024, 1, 1), date(2025, 2, 28), "以前").closed_on is None


def test_nothing_is_registered_before_what_is_closed(world: World) -> None:
    closed(world)
    with pytest.raises(Invalid, match="只能在2025-08-31之后"):
        register(world, date(2024, 1, 1), date(2024, 12, 31))


def test_a_period_is_closed_once_its_last_day_is_over(world: World) -> None:
    period = registered(world)
    with pytest.raises(Refused, match="到2025-08-31才结束"):
        operations.close(period, actor=clerk(world.nation, today=LAST))
    assert operations.close(period, actor=clerk(world.nation)).closed_on == TODAY
    with pytest.raises(Refused, match="已在2025-09-01封存"):
        operations.close(period, actor=clerk(world.nation))


def test_it_is_opened_again_for_a_reason_and_the_latest_first(world: World) -> None:
    earlier = operations.close(register(world, date(2024, 1, 1), date(2024, 12, 31)), actor=clerk(world.province))
    later = closed(world)
    with pytest.raises(Refused, match="请先解封“2025年党内统计半年报”"):
        operations.reopen(earlier, actor=clerk(world.province), reason="更正")
    with pytest.raises(Invalid, match="请填写解封原因"):
        operations.reopen(later, actor=clerk(world.nation), reason=" ")
    later = operations.reopen(later, actor=clerk(world.nation), reason="上级要求更正")
    assert (later.closed_on, later.reopened_for) == (None, "上级要求更正")
    with pytest.raises(Refused, match="没有封存"):
        operations.reopen(later, actor=clerk(world.nation), reason="更正")
    assert operations.reopen(earlier, actor=clerk(world.province), reason="更正").closed_on is None
    assert operations.close(later, actor=clerk(world.nation)).reopened_for == ""


def test_only_provinces_and_the_nation_decide_and_a_province_not_for_the_nation(world: World) -> None:
    period = registered(world)
    with pytest.raises(Refused, match="超出本党组织管理范围"):
        operations.close(period, actor=clerk(world.province))
    with pytest.raises(Refused, match="该权限属于中央、省级"):
        operations.register(
            world.city, actor=clerk(world.city), label=LABEL, first_on=date(2024, 1, 1), last_on=date(2024, 6, 1)
        )
    own = register(world, date(2024, 1, 1), date(2024, 12, 31))
    assert operations.close(own, actor=clerk(world.nation)).closed_on == TODAY


def test_who_was_let_through_is_waited_for_by_a_closing(world: World) -> None:
    queries.refuse_closed(TODAY)

    def closing() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '50ms'")
                queries.hold()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other, pytest.raises(OperationalError, match="lock timeout"):
        other.submit(closing).result()


def test_a_province_registers_closes_and_reopens_on_screen(world: World) -> None:
    nation = registered(world)
    client = signed_in(Post.objects.get(organisation=world.province, role="operator"))
    assert 'href="/periods/"' in client.get(reverse("home.view")).content.decode()
    sent = {"label": LABEL, "first_on": "2024年1月1日", "last_on": "2024-12-31"}
    assert "末日早于首日" in client.post(reverse("period.open"), sent | {"last_on": "2023-1-1"}).content.decode()
    assert client.post(reverse("period.open"), sent).status_code == 302
    period = ReportingPeriod.objects.get(label=LABEL)
    assert period.organisation == world.province
    close, reopen = (reverse(name, args=[period.uid]) for name in ("period.close", "period.reopen"))
    page = client.get(reverse("period.list")).content.decode()
    assert close in page and "未封存" in page
    assert str(nation) in page and reverse("period.close", args=[nation.uid]) not in page
    assert client.post(close, {"confirmed": "1"})["Location"] == reverse("period.list")
    assert reopen in client.get(reverse("period.list")).content.decode()
    assert "必填" in client.post(reopen, {"reason": ""}).content.decode()
    assert client.post(reopen, {"reason": "上级要求更正"}).status_code == 302
    assert "上级要求更正" in client.get(reverse("period.list")).content.decode()


def test_who_has_no_part_in_it_has_no_entry_in_the_menu(world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.city))
    assert 'href="/periods/"' not in client.get(reverse("home.view")).content.decode()
    assert client.get(reverse("period.list")).status_code == 404
