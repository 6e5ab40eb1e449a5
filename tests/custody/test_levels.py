"""密级 (C-A16, S23): what is not open to all is kept out, told what to do, and a sheet with it is taken out of use."""

from __future__ import annotations

from typing import Any

import pytest

from registry.intake import jobs, operations
from registry.intake.flow import Status
from registry.intake.models import Batch, Finding, StagedMember
from registry.jobs.progress import SILENT
from registry.kernel.refusals import Refused
from registry.members.lists import MemberList
from registry.members.models import Member
from registry.members.sets import basic
from registry.organisations.sets import details
from registry.security.models import AuditEntry, Outcome
from registry.units.sets import details as unit_details
from tests.intake.county import MEMBER_HEAD, member, workbook
from tests.world import World, clerk, console

pytestmark = pytest.mark.django_db
FIELDS = [basic.items["secrecy"], details.items["security_level"], unit_details.items["secrecy"]]


@pytest.mark.parametrize("item", FIELDS, ids=["member", "organisation", "unit"])
def test_every_kind_of_subject_has_the_label_and_only_not_secret_may_be_written(item: Any) -> None:
    assert item.label == "密级"
    assert [code.name for code in item.field.options()] == ["非密"]
    for written in ("非密", "0", ""):
        assert not item.field.parse(written).refused
    for written in ("秘密", "机密", "绝密", "1", "2", "3"):
        parsed = item.field.parse(written)
        assert parsed.value is None
        [problem] = parsed.problems
        assert problem.rule == "C-A16"
        assert "不得进入本系统" in problem.message
        assert "保密工作机构" in problem.message


def test_the_label_stands_in_list_and_file(world: World) -> None:
    labels = [column.label for column in MemberList(clerk(world.mill), {}, world.mill, below=True).all_columns()]
    assert "密级" in labels
    assert basic.items["secrecy"].text(world.li) == "非密"
    assert details.items["security_level"].text(world.mill) == "非密"


def uploaded(world: World, level: str) -> Batch:
    rows = [[*member(number, world.weavers.name), level if number == 902 else "非密"] for number in (901, 902)]
    content = workbook((*MEMBER_HEAD, "密级"), rows)
    return operations.upload(world.county, actor=console(), name="党员.xlsx", content=content)


def test_a_sheet_with_a_secret_row_is_quarantined_as_a_whole(world: World) -> None:
    batch, count = uploaded(world, "秘密"), Member.objects.count()
    with pytest.raises(Refused, match="第3行的密级不是“非密”，整个文件已经隔离"):
        jobs.prepare(batch, console(), SILENT)
    batch.refresh_from_db()
    assert batch.status == Status.FAILED
    assert "保密工作机构" in batch.failure
    assert not StagedMember.objects.filter(batch=batch).exists()
    assert not Finding.objects.filter(batch=batch).exists()
    assert Member.objects.count() == count
    said = AuditEntry.objects.filter(subject_id=batch.pk, subject_table="intake_batch").order_by("pk")
    assert [(one.function, one.outcome) for one in said][-2:] == [
        ("intake.rehearse", Outcome.REFUSED), ("intake.quarantine", Outcome.DONE),
    ]  # fmt: skip
    for act in (operations.rehearse, operations.start):
        with pytest.raises(Refused):
            act(batch, actor=console())


def test_nobody_can_say_that_a_secret_word_means_not_secret(world: World) -> None:
    batch = operations.examine(uploaded(world, "秘密"), actor=console())
    batch = operations.match(
        batch, actor=console(), kind=batch.kind, chosen=batch.columns, values={"secrecy": {"秘密": "0"}}
    )
    with pytest.raises(Refused, match="整个文件已经隔离"):
        operations.rehearse(batch, actor=console())


def test_a_sheet_in_which_everybody_is_open_goes_in(world: World) -> None:
    assert jobs.prepare(uploaded(world, "非密"), console(), SILENT).status == Status.REHEARSED
