"""Asking for a function and being answered (申请开通, U-06): the grey button leads somewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.kernel.refusals import Invalid, Refused
from registry.rights import operations
from registry.rights.models import Answer, Request
from registry.security import granting
from registry.security.granting import Said
from registry.security.matrix import Reach
from registry.security.models import Role
from tests.rights.performances import asked
from tests.world import TODAY, World, clerk


def test_what_was_agreed_to_is_open_from_that_day_until_it_ends(world: World) -> None:
    request, officer = asked(world), clerk(world.province, Role.SECURITY)
    last = TODAY + timedelta(days=30)
    operations.agree(request, actor=officer, ended_on=last, document="江组发〔2025〕5号", words="限务工党员")
    reaches = [clerk(world.mill, today=day).reach("transfer.nation") for day in (TODAY, last)]
    assert reaches == [Reach.BELOW, Reach.NONE]
    request.refresh_from_db()
    assert (request.answer, request.answered_on, request.words) == (Answer.AGREED, TODAY, "限务工党员")


def test_a_refusal_says_why(world: World) -> None:
    request, officer = asked(world), clerk(world.province, Role.SECURITY)
    with pytest.raises(Invalid, match="不同意的理由"):
        operations.decline(request, actor=officer, words=" ")
    operations.decline(request, actor=officer, words="请报县委组织部办理")
    assert not clerk(world.mill).has("transfer.nation")
    with pytest.raises(Refused, match="已经答复（不同意）"):
        operations.agree(request, actor=officer)


def test_nobody_asks_twice_nor_for_what_is_there_nor_for_what_is_never_given(world: World) -> None:
    asked(world)
    with pytest.raises(Refused, match="正在等上级答复"):
        asked(world)
    with pytest.raises(Refused, match="已有“导出党员名册”权限"):
        operations.ask(world.mill, actor=clerk(world.mill), function="member.export", reason="上报")
    with pytest.raises(Refused, match="不能开通给党支部"):
        operations.ask(world.weavers, actor=clerk(world.weavers), function="organisation.create", reason="新建")
    with pytest.raises(Invalid, match="申请理由"):
        operations.ask(world.town, actor=clerk(world.town), function="transfer.nation", reason="")


def test_an_organisation_asks_for_itself_alone(world: World) -> None:
    with pytest.raises(Refused):
        operations.ask(world.mill, actor=clerk(world.county), function="transfer.nation", reason="代为申请")


def test_what_was_closed_may_be_asked_for_again(world: World) -> None:
    officer = clerk(world.province, Role.SECURITY)
    granting.close_function(world.mill, actor=officer, said=Said("member.export", TODAY, reason="整改期间"))
    operations.ask(world.mill, actor=clerk(world.mill), function="member.export", reason="整改完成")
    assert [one.function for one in Request.objects.filter(organisation=world.mill)] == ["member.export"]
