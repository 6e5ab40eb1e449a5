"""Rows that speak of somebody or something on the register already: what changes, what must not, who is out of sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.intake import operations
from registry.intake.models import Batch, Outcome
from registry.kernel.refusals import Refused
from registry.members.models import Member
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.units.models import Unit
from tests import world as country
from tests.intake import county as sheets
from tests.intake.conftest import finding_texts, loaded, outcomes, rehearsed, taken_in

pytestmark = pytest.mark.django_db

Members = Callable[..., bytes]


@pytest.fixture
def actor(new_county: Organisation) -> Actor:
    """The clerk of the new county."""
    country.open_account(new_county, "new-county-clerk")
    return country.clerk(new_county)


@pytest.fixture
def county(new_county: Organisation, actor: Actor) -> sheets.County:
    """The new county with its sheets taken in."""
    county = sheets.sound()
    taken_in(new_county, county, actor)
    return county


def again(place: Organisation, rows: list[sheets.Row], actor: Actor) -> Batch:
    return rehearsed(place, "members", sheets.workbook(sheets.MEMBER_HEAD, rows), actor)


def changed(row: sheets.Row, **cells: object) -> sheets.Row:
    places = {"name": 1, "number": 4, "birth": 5, "education": 6, "category": 7, "branch": 8, "joined": 9, "phone": 12,
              "address": 13, "status": 14}  # fmt: skip
    copy = list(row)
    for name, value in cells.items():
        copy[places[name]] = value
    return copy


def test_the_same_sheets_again_change_nothing(new_county: Organisation, county: sheets.County, actor: Actor) -> None:
    for name, content in county.workbooks().items():
        assert set(outcomes(rehearsed(new_county, name, content, actor)).values()) == {Outcome.UNCHANGED}


def test_what_differs_is_updated_and_nothing_else(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    row = changed(county.members[0], phone="19800000009", address="青石县新街1号")
    loaded(new_county, "members", sheets.workbook(sheets.MEMBER_HEAD, [row]), actor)
    member = Member.objects.with_identity(row[4]).get()
    assert (member.phone, member.address, member.name, member.version) == ("19800000009", "青石县新街1号", row[1], 2)


def test_a_blank_cell_erases_nothing(new_county: Organisation, county: sheets.County, actor: Actor) -> None:
    row = changed(county.members[0], address="", phone="", education="", branch="")
    batch = again(new_county, [row], actor)
    assert outcomes(batch) == {2: Outcome.UNCHANGED}


def test_a_sheet_of_numbers_and_telephones_alone_updates_the_telephones(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    rows: list[sheets.Row] = [[row[1], row[4], f"1980000{number:04d}"] for number, row in enumerate(county.members)]
    batch = operations.upload(
        new_county, actor=actor, name="电话.xlsx", content=sheets.workbook(("姓名", "身份证号", "手机号码"), rows)
    )
    batch = operations.examine(batch, actor=actor)
    batch = operations.match(batch, actor=actor, kind=batch.kind, chosen=batch.columns, values={})
    batch = operations.rehearse(batch, actor=actor)
    assert set(outcomes(batch).values()) == {Outcome.CHANGED}
    operations.load(operations.start(batch, actor=actor, accepted=["phone"]), actor=actor)
    assert Member.objects.with_identity(rows[3][1]).get().phone == "19800000003"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"birth": "1955-02-01"}, "修改关键信息（出生日期）须上传依据材料"),
        ({"joined": "1999-07-01"}, "修改关键信息（加入党组织日期）须上传依据材料"),
        ({"category": "预备党员"}, "“人员类别”不能用导入修改，请通过接收、转正办理"),
        ({"status": "停止党籍"}, "“党籍状态”不能用导入修改，请通过停止党籍、出党、死亡登记办理"),
        ({"branch": sheets.branch_name(2)}, "须通过组织关系转接办理"),
    ],
)
def test_what_a_procedure_or_a_document_must_change_no_sheet_changes(
    new_county: Organisation, county: sheets.County, actor: Actor, cells: dict[str, object], sentence: str
) -> None:
    batch = again(new_county, [changed(county.members[0], **cells)], actor)
    assert outcomes(batch) == {2: Outcome.REJECTED}
    assert sentence in finding_texts(batch, 2)


def test_a_number_registered_out_of_sight_is_refused_without_saying_where(
    world: country.World, new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    foreign = changed(county.members[0], number=world.li.identity_number, name=world.li.name)
    batch = again(new_county, [foreign], actor)
    text = finding_texts(batch, 2)
    assert outcomes(batch) == {2: Outcome.REJECTED}
    assert "核验" in text
    assert world.weavers.name not in text
    assert world.weavers.short_name not in text
    assert batch.staged._default_manager.get(batch=batch).matched is None


def test_a_number_registered_in_sight_but_in_another_place_names_the_branch(
    world: country.World, new_county: Organisation, county: sheets.County
) -> None:
    wider = country.clerk(world.province)
    row = changed(county.members[0], number=world.li.identity_number, name=world.li.name, branch="")
    batch = again(new_county, [row], wider)
    assert outcomes(batch) == {2: Outcome.REJECTED}
    assert world.weavers.short_name in finding_texts(batch, 2)


def test_somebody_whose_number_is_not_known_is_found_again_by_name_birth_and_sex(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    unknown = changed(sheets.member(950, sheets.branch_name(1)), number="0" * 18)
    loaded(new_county, "members", sheets.workbook(sheets.MEMBER_HEAD, [unknown]), actor)
    assert outcomes(again(new_county, [unknown], actor)) == {2: Outcome.UNCHANGED}
    elsewhere = changed(unknown, branch=sheets.branch_name(2))
    assert outcomes(again(new_county, [elsewhere], actor)) == {2: Outcome.NEW}


def test_eighteen_zeros_erase_no_number(new_county: Organisation, county: sheets.County, actor: Actor) -> None:
    row = changed(county.members[0], number="0" * 18, phone="19800000001")
    loaded(new_county, "members", sheets.workbook(sheets.MEMBER_HEAD, [row]), actor)
    member = Member.objects.with_identity(county.members[0][4]).get()
    assert (member.identity_number, member.identity_unknown) == (county.members[0][4], False)
    assert member.phone == "19800000001"


def test_a_missing_number_is_not_filled_in_by_a_sheet(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    known = sheets.member(950, sheets.branch_name(1))
    loaded(new_county, "members", sheets.workbook(sheets.MEMBER_HEAD, [changed(known, number="0" * 18)]), actor)
    batch = again(new_county, [known], actor)
    assert outcomes(batch) == {2: Outcome.REJECTED}
    assert "补齐身份号码须在党员档案中上传依据材料" in finding_texts(batch, 2)


def test_of_two_right_rows_with_one_number_the_first_is_kept_and_the_second_waits_for_a_decision(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    first = sheets.member(960, sheets.branch_name(1))
    second = changed(first, name="测试丁", phone="19800000002")
    batch = again(new_county, [first, second], actor)
    assert outcomes(batch) == {2: Outcome.NEW, 3: Outcome.PENDING}
    batch = operations.decide(batch, actor=actor, row=3, choice="take")
    assert outcomes(batch) == {2: Outcome.REJECTED, 3: Outcome.NEW}
    assert "与第3行号码相同" in finding_texts(batch, 2)
    batch = operations.decide(batch, actor=actor, row=3, choice="skip")
    assert outcomes(batch) == {2: Outcome.NEW, 3: Outcome.REJECTED}


def test_of_two_rows_with_one_number_the_only_right_one_goes_in(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    right = sheets.member(960, sheets.branch_name(1))
    batch = again(new_county, [changed(right, education="大本"), right], actor)
    assert outcomes(batch) == {2: Outcome.REJECTED, 3: Outcome.NEW}


def test_the_very_same_row_twice_needs_no_decision(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    row = sheets.member(960, sheets.branch_name(1))
    batch = again(new_county, [row, row], actor)
    assert outcomes(batch) == {2: Outcome.NEW, 3: Outcome.REJECTED}
    assert "与第2行完全相同" in finding_texts(batch, 3)


def test_an_item_that_would_change_widely_has_to_be_accepted(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    rows = [changed(row, education="小学") if place % 2 else row for place, row in enumerate(county.members)]
    batch = again(new_county, rows, actor)
    with pytest.raises(Refused, match="“学历”在超过30%的已有记录中会变动"):
        operations.start(batch, actor=actor)
    assert operations.start(batch, actor=actor, accepted=["education"]).status == "loading"


def test_units_of_a_sheet_are_registered_once_and_followed_when_they_change(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    joint = Organisation.objects.get(name=sheets.branch_name(4))
    assert [str(link.unit) for link in joint.own_units()] == ["青石县木作坊", "青石县石作坊"]
    row = next(list(row) for row in county.organisations if row[1] == joint.name)
    row[8], row[11] = "青石县石作坊；青石县瓦作坊", f"{row[11].split('；')[1]}；0"
    loaded(new_county, "organisations", sheets.workbook(sheets.ORGANISATION_HEAD, [row]), actor)
    assert [str(link.unit) for link in joint.own_units()] == ["青石县石作坊", "青石县瓦作坊"]
    assert joint.unit_links.filter(ended_on__isnull=False).count() == 2
    assert Unit.objects.filter(name__in=("青石县木作坊", "青石县石作坊", "青石县瓦作坊")).count() == 3
    assert Unit.objects.get(name="青石县瓦作坊").pinyin == "qsxwzf"


def test_an_organisation_whose_superior_stays_out_stays_out_and_says_so(new_county: Organisation, actor: Actor) -> None:
    committee = [
        "1",
        "中共青石县南川镇委员会",
        "",
        "测试甲",
        "",
        "19900000001",
        "党委",
        "法人单位",
        "青石县南川镇",
        "乡镇",
        "建立党委的",
        "0",
    ]
    branch = [
        "2",
        "中共青石县南川镇支部委员会",
        committee[1],
        "测试甲",
        "测试乙",
        "19900000001",
        "党支部",
        "与上级党组织相同",
    ]
    rows: list[sheets.Row] = [list(committee), [*branch, "", "", "", ""]]
    batch = rehearsed(new_county, "organisations", sheets.workbook(sheets.ORGANISATION_HEAD, rows), actor)
    assert set(outcomes(batch).values()) == {Outcome.REJECTED}
    assert "上级党组织（第2行）不能导入" in finding_texts(batch, 3)
    batch = operations.mend(batch, actor=actor, row=2, item="contact", value="测试乙")
    assert set(outcomes(batch).values()) == {Outcome.NEW}


def test_a_general_name_for_two_branches_waits_until_a_person_says_which(
    new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    general = "中共青石县北川镇集镇总支部委员会"
    twin = [
        "1",
        sheets.branch_name(1),
        general,
        "测试甲",
        "测试乙",
        "19900000001",
        "党支部",
        "与上级党组织相同",
        "",
        "",
        "",
        "",
    ]
    loaded(new_county, "organisations", sheets.workbook(sheets.ORGANISATION_HEAD, [list(twin)]), actor)
    row = sheets.member(970, sheets.branch_name(1))
    batch = again(new_county, [row], actor)
    assert outcomes(batch) == {2: Outcome.PENDING}
    code = Organisation.objects.get(name=sheets.branch_name(1), parent__name=general).code
    meanings = {"organisation": {sheets.branch_name(1): code}}
    batch = operations.match(batch, actor=actor, kind=batch.kind, chosen=batch.columns, values=meanings)
    batch = operations.rehearse(batch, actor=actor)
    assert outcomes(batch) == {2: Outcome.NEW}
