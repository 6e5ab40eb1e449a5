"""The printed collection forms (采集表), read again from the PDF."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from pypdf import PdfReader

from registry.kernel.refusals import Refused
from registry.printing import collection_forms, typesetting
from registry.printing.collection_forms import CodeTable, Item, MemberForm, Words
from registry.printing.marks import CheckMark
from tests.printing import paper

LONG_BRANCH = ("中共青川县高新技术产业开发区新材料与智能装备制造产业园" * 3)[:60]
LONG_NAME = ("阿卜杜热合曼·麦麦提图尔荪·" * 5)[:50]
LONG_ADDRESS = ("长河市青川县石桥镇柳溪村三组幸福家园二期东区12号楼3单元1801室（供销社院内）" * 5)[:120]


def members(*forms: MemberForm, **choices: bool) -> bytes:
    return collection_forms.member_forms(forms, mark=paper.MARK, **choices)


def test_the_sixteen_items_stand_on_one_page_in_the_order_of_the_form() -> None:
    (page,) = paper.pages(members(paper.member()))
    assert paper.lines(page)[:18] == [
        "党员基本信息采集表",
        "1.姓名赵一鸣2.性别男3.民族汉族",
        "4.公民身份证号990101198001011234",
        "5.出生日期1980年1月1日",
        "6.学历21（参照《学历代码》填写相应代码）",
        "7.人员类别☑正式党员☐预备党员",
        f"8.所在党支部{paper.BRANCH}",
        "9.加入党组织日期2005年7月1日10.转为正式党员日期2006年7月1日",
        "11.工作岗位213（参照《工作岗位代码》填写相应代码）",
        "12.联系电话13800000000",
        "13.家庭住址柳溪村三组",
        "14.党籍状态☑正常☐停止党籍",
        "15.是否为失联党员",
        "☐是→失去联系日期年月",
        "☑否",
        "16.是否为流动党员",
        "☑是→外出流向外省务工",
        "☐否",
    ]


def test_the_foot_says_when_where_and_by_whom_and_carries_the_check_word() -> None:
    (page,) = paper.pages(members(paper.member()))
    assert "党员本人（签字）" in page
    assert "核验码 7K3M9Q" in page
    assert "打印时间 2026-11-20 09:30　打印人 李某" in page
    assert "打印单位 中共长河市青川县委员会" in page
    assert "第 1 页　共 1 页" in page


def test_a_form_to_fill_in_by_hand_has_its_lines_and_empty_boxes() -> None:
    (page,) = paper.pages(members(paper.blank_member()))
    assert "5.出生日期年月日" in paper.lines(page)
    assert "7.人员类别☐正式党员☐预备党员" in paper.lines(page)
    assert "☑" not in page


@pytest.mark.parametrize("large_type", [False, True])
def test_the_longest_values_stay_complete_on_one_page(large_type: bool) -> None:
    form = paper.member(name=LONG_NAME, branch=LONG_BRANCH, address=LONG_ADDRESS)
    (page,) = paper.pages(members(form, large_type=large_type))
    assert LONG_NAME in paper.close(page)
    assert LONG_BRANCH in paper.close(page)
    assert LONG_ADDRESS in paper.close(page)
    assert "第1页共1页" in paper.close(page)


def test_a_run_of_letters_is_broken_inside_its_place() -> None:
    (page,) = paper.pages(members(paper.member(address="W" * 120)))
    assert max(len(line) for line in paper.lines(page) if "WWW" in line) < 60
    assert "W" * 120 in paper.close(page)


def test_a_value_no_type_can_make_fit_is_refused_by_its_item() -> None:
    with pytest.raises(Refused, match=rf"^赵一鸣（{paper.BRANCH}）的“家庭住址”共3000个字，表格里印不下"):
        members(paper.member(address="很长的" * 1000))


@pytest.mark.parametrize(
    "words",
    [
        "#panic()",
        "*x* _y_ $z$",
        "#{sys.inputs}",
        "= 标题",
        '"引号" \\u{41} <标签> @引用 `原文`',
        "// 注释 /* */",
        "{{ 7*7 }} </svg>",
    ],
)
def test_what_looks_like_commands_prints_as_it_stands(words: str) -> None:
    pdf = members(paper.member(name=words, address=words))
    assert paper.close(paper.pages(pdf)[0]).count(paper.close(words)) == 2


def test_a_line_break_in_a_value_becomes_a_space() -> None:
    assert "13. 家庭住址 柳溪村 三组" in paper.pages(members(paper.member(address="柳溪村\r\n三组")))[0]


def test_rare_characters_travel_with_their_outlines() -> None:
    pdf = members(paper.member(name="㼆䶮\U000210c1𠮷·"))
    assert "1. 姓名 㼆䶮\U000210c1𠮷·" in paper.pages(pdf)[0]
    embedded = paper.font_names(pdf)
    assert {"NotoSerifSC-Regular", "HanaMinB"} <= embedded.keys()
    assert all(embedded.values())


def test_a_character_without_a_glyph_is_refused_with_whose_it_is_and_where() -> None:
    sound = paper.member()
    with pytest.raises(Refused) as refused:
        members(sound, paper.member(name="钱\ue000"))
    assert str(refused.value).startswith(
        f"钱〓（{paper.BRANCH}）的“姓名”中的“〓”（U+E000，私用区自造字）没有可打印的字形"
    )


def test_many_characters_without_a_glyph_are_counted_after_the_first_three() -> None:
    with pytest.raises(Refused, match="等5处没有可打印的字形"):
        members(*(paper.member(name=f"{name}\ue000") for name in "赵钱孙李周"))


def test_a_name_without_a_glyph_in_the_foot_is_refused_too() -> None:
    with pytest.raises(Refused, match="“打印员〓”中的“〓”（U\\+E000"):
        typesetting.compile(
            "member", {"mark": {"operator": "打印员\ue000"}}, title="采集表", printed_at=paper.MARK.printed_at
        )


@pytest.mark.parametrize("large_type", [False, True])
def test_a_batch_gives_everyone_a_page_and_the_cover_says_which(large_type: bool) -> None:
    names = [f"党员{number:02}号" for number in range(1, 26)]
    made = paper.pages(members(*map(paper.member, names), cover=True, large_type=large_type))
    covers = [page for page in made if page.startswith("党员基本信息采集表打印清单")]
    assert len(covers) > 1
    assert len(made) == len(covers) + len(names)
    for number, name in enumerate(names, 1):
        place = len(covers) + number
        assert f"1. 姓名 {name}" in made[place - 1]
        assert f"第 {place} 页　共 {len(made)} 页" in made[place - 1]
        assert any(f"{number} {name} {paper.BRANCH} {place}\n" in page for page in covers)


def test_the_bookmarks_lead_to_each_member() -> None:
    read = PdfReader(BytesIO(members(paper.member("赵一鸣"), paper.member("钱二"), cover=True)))
    leads = {str(mark.title): read.get_destination_page_number(mark) for mark in read.outline}
    assert leads == {f"赵一鸣（{paper.BRANCH}）": 1, f"钱二（{paper.BRANCH}）": 2}


def test_code_lists_can_be_annexed() -> None:
    table = CodeTable("学历代码", tuple((str(code), f"学历{code}") for code in range(100, 180)))
    made = paper.pages(collection_forms.member_forms([paper.blank_member()], mark=paper.MARK, code_tables=[table]))
    assert len(made) == 3
    assert "100 学历100" in made[1]
    assert "179 学历179" in made[2]


def test_an_organisation_fills_two_blocks_and_notes_what_the_choice_means() -> None:
    (page,) = paper.pages(collection_forms.organisation_forms([paper.organisation()], mark=paper.MARK))
    lines = paper.lines(page)
    assert lines[:7] == [
        "党组织和所在单位基本信息采集表",
        "党组织信息",
        f"1.党组织名称（填写全称）{paper.BRANCH}",
        "2.党组织书记钱二",
        "3.党组织联系人孙三4.联系电话0838-1234567",
        "5.组织类别631（参照《组织类别代码》填写相应代码）",
        "6.党组织所在单位情况",
    ]
    assert "☐与上级党组织相同☑法人单位☐联合支部" in paper.close(page)
    assert "“联合支部”指由若干单位联合建立党支部" in paper.close(page)
    assert lines.index("所在单位信息") < lines.index("7.单位名称（填写全称）柳溪村村民委员会")
    assert "（盖章）" in page


@pytest.mark.parametrize("large_type", [False, True])
def test_the_further_units_of_a_joint_branch_follow_on_attached_pages(large_type: bool) -> None:
    forms = [paper.organisation(40), paper.organisation(name="第二支部")]
    made = paper.pages(collection_forms.organisation_forms(forms, mark=paper.MARK, cover=True, large_type=large_type))
    attached = [page for page in made if page.startswith("党组织和所在单位基本信息采集表（附页）")]
    assert "本支部由 40 个单位联合建立，本页为主要单位，其余 39 个单位见附页。" in made[1]
    assert made[2:-1] == attached
    assert all("基层党组织" in page and "汇总日期" in page and paper.BRANCH in paper.close(page) for page in attached)
    listed = "".join(attached)
    assert all(f"{number} 石桥镇第{number}合作社 21 13" in listed for number in range(2, 41))
    assert f"2 第二支部 {len(made)}" in made[0]


def test_the_same_data_makes_the_same_file() -> None:
    assert members(paper.member()) == members(paper.member())


def test_a_print_is_made_for_the_archive_and_for_screen_readers() -> None:
    read = PdfReader(BytesIO(members(paper.member())))
    assert read.metadata is not None
    assert read.metadata.title == "党员基本信息采集表"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"] == "zh-CN"
    assert b"<pdfaid:part>2</pdfaid:part>" in read.trailer["/Root"]["/Metadata"].get_data()


def test_a_large_batch_leaves_the_next_print_untouched() -> None:
    batch = members(*(paper.member(name=f"党员{number}号") for number in range(100)))
    read = PdfReader(BytesIO(batch))
    assert len(read.pages) == 100
    assert "/StructTreeRoot" not in read.trailer["/Root"]
    assert "1. 姓名 赵一鸣" in paper.pages(members(paper.member()))[0]


def test_two_clerks_printing_at_once_each_get_their_own() -> None:
    names = [f"党员{number}号" for number in range(8)]
    with ThreadPoolExecutor(4) as clerks:
        prints = list(clerks.map(lambda name: members(paper.member(name=name)), names))
    for name, pdf in zip(names, prints, strict=True):
        assert f"1. 姓名 {name} " in paper.pages(pdf)[0]


def test_a_form_with_an_item_left_out_is_a_defect() -> None:
    form = MemberForm("赵一鸣", paper.BRANCH, paper.member().items[:-1])
    with pytest.raises(ValueError, match="1 to 16"):
        members(form)


def test_data_that_is_no_text_is_a_defect() -> None:
    with pytest.raises(TypeError, match="object cannot be printed"):
        typesetting.compile("member", {"mark": object()}, title="采集表", printed_at=paper.MARK.printed_at)


def test_an_identity_number_of_unusual_length_is_printed_in_full() -> None:
    (page,) = paper.pages(members(paper.member(identity="H12345678901234567890123")))
    assert "4. 公民身份证号 H12345678901234567890123" in page


def test_the_square_code_draws_every_dark_module() -> None:
    drawing = CheckMark("7K3M9Q", "CHECK:7K3M9Q").svg()
    assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21"><path d="M0 0H7v1H0z')
    assert "M14 0H21v1H14z" in drawing
    assert "M0 20H7v1H0z" in drawing


def test_an_item_may_be_any_text_but_labels_come_from_the_caller() -> None:
    first, *others = paper.member().items
    form = MemberForm("赵一鸣", paper.BRANCH, (Item(1, first.label + "（曾用名）", Words("赵一鸣")), *others))
    assert "1. 姓名（曾用名） 赵一鸣" in paper.pages(members(form))[0]
