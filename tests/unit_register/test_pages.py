"""The pages of units (单位页面): lists and filters, the file, registering, changing an organisation's units, transforming."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from registry.organisations.models import Organisation
from registry.reorganisations import operations as reorganising
from registry.security.models import Post
from registry.unit_register import operations
from registry.units.models import Unit, UnitChange
from tests.reorganisations.performances import PAPER
from tests.screens import queries, signed_in
from tests.units.performances import new_unit
from tests.world import JOINT, LEGAL, TODAY, World, clerk

COUNT = 5


@pytest.fixture
def county(world: World) -> Client:
    return signed_in(Post.objects.get(organisation=world.county))


def agreed(client: Client, address: str, sent: dict[str, str]) -> HttpResponse:
    """The answer to what was sent, looked at in its preview, and sent again with consent."""
    plan = client.post(address, sent).context["plan"]
    return client.post(address, sent | {"agreed": plan.digest})


def factory() -> Unit:
    return Unit.objects.get(name="清源县织造厂")


def listed(client: Client, address: str) -> list[str]:
    return [unit.name for unit in client.get(reverse("unit.list") + address).context["list"].page.rows]


# The list


def test_the_list_begins_with_everything_below_and_may_be_narrowed(county: Client, world: World) -> None:
    assert len(listed(county, "")) == COUNT
    assert listed(county, f"?at={world.mill.uid}&below=0") == ["清源县织造厂"]
    assert listed(county, "?below=0") == []
    assert len(listed(county, f"?at={world.town.uid}")) == 4


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("?state=owing", ["清源县应建商行"]), ("?state=none", ["清源县小商行"]), ("?state=loose", ["清源县失联商行"]),
        ("?category=3", ["清源县东岭镇农机站"]), ("?category=15", ["清源县东岭镇石桥村"]), ("?coded=yes", ["清源县小商行"]),
        ("?state=owing&category=3", []),
    ],
)  # fmt: skip
def test_filters_find_units_by_what_they_have_set_up(
    county: Client, world: World, address: str, names: list[str]
) -> None:
    new_unit(world, name="清源县应建商行", party_build="3", full_members="4")
    new_unit(world, name="清源县小商行", code="11999901000012345L")
    new_unit(world, name="清源县失联商行", party_build="13", full_members="")
    assert listed(county, address) == names


def test_a_search_leaves_no_trace_in_the_address(county: Client) -> None:
    for text in ("织造", "zzc"):
        answer = county.post(reverse("unit.list"), {"q": text, "below": "1"})
        assert text not in answer["Location"]
        assert [unit.name for unit in county.get(answer["Location"]).context["list"].page.rows] == ["清源县织造厂"]


def test_a_unit_kept_elsewhere_is_listed_where_it_is_linked_and_without_buttons(county: Client, world: World) -> None:
    county.post(reverse("unit.entrust", args=[factory().uid]), {"keeper": str(world.county.uid), "keeper_text": "x"})
    assert factory().keeper == world.county
    mill = signed_in(Post.objects.get(organisation=world.mill))
    assert listed(mill, "?below=0") == ["清源县织造厂"]
    page = mill.get(reverse("unit.view", args=[factory().uid])).content.decode()
    assert "信息有误请与它联系" in page
    assert mill.get(reverse("unit.correct", args=[factory().uid])).status_code == 404


def test_columns_are_chosen_and_kept(county: Client) -> None:
    county.post(reverse("unit.list-columns"), {"column": ["scale", "employees", "nonsense"]})
    shown = county.get(reverse("unit.list")).context["list"].columns
    assert [column.key for column in shown] == ["name", "employees", "scale"] or [column.key for column in shown] == [
        "name", "scale", "employees"]  # fmt: skip


@pytest.mark.parametrize("address", ["?below=1", "?state=owing", "?at={mill}", "?below=1&after={path}_0&from=3"])
def test_the_list_takes_three_queries(county: Client, world: World, address: str) -> None:
    answer, statements = queries(
        county, reverse("unit.list") + address.format(mill=world.mill.uid, path=world.mill.path)
    )
    assert answer.status_code == 200
    assert len(statements) == 3, statements


def test_an_address_that_names_no_organisation_in_sight_is_not_there(county: Client, world: World) -> None:
    for at in ("nonsense", str(world.school.uid), str(factory().uid)):
        assert county.get(reverse("unit.list") + f"?at={at}").status_code == 404


def test_empty_lists_say_what_to_do(county: Client, world: World) -> None:
    page = county.get(reverse("unit.list") + f"?at={world.weavers.uid}").content.decode()
    assert "织布支部及下级还没有单位" in page
    assert "没有符合条件的单位" in county.get(reverse("unit.list") + "?state=owing").content.decode()


# The file


def test_a_file_shows_the_parts_of_its_category_and_names_the_others(county: Client) -> None:
    page = county.get(reverse("unit.view", args=[factory().uid])).content.decode()
    assert "企业规模" in page and "户数" not in page
    assert "国有经济控制没有“街道、社区、乡镇、村”的项目，不用填写" in page


def test_a_file_names_its_organisations_of_today_and_before(county: Client, world: World) -> None:
    address = reverse("organisation.situate", args=[world.village.uid])
    sent = {"rows": "3", "situation": "1", "effective_on": "2025-09-01", "after": "4"}
    assert agreed(county, address, sent).status_code == 302
    unit = Unit.objects.get(name="清源县东岭镇石桥村")
    page = county.get(reverse("unit.view", args=[unit.uid]) + "?tab=links").content.decode()
    assert "没有关联党组织" in page and "以前关联过" in page and "石桥村支部" in page
    market = Unit.objects.get(name="清源县东岭镇粮油店")
    assert "主要单位" in county.get(reverse("unit.view", args=[market.uid]) + "?tab=links").content.decode()


def test_a_correction_on_screen_offers_only_what_the_category_has(county: Client) -> None:
    address = reverse("unit.correct", args=[factory().uid])
    form = county.get(address).context["form"]
    assert "scale" in form.fields and not {"category", "families", "adviser"} & set(form.fields)
    sent = {name: form[name].value() or "" for name in form.fields} | {"employees": "412", "leading_group": "0"}
    assert county.post(address, sent).status_code == 302
    assert factory().employees == 412
    history = county.get(reverse("unit.view", args=[factory().uid]) + "?tab=history").content.decode()
    assert "<ins>412</ins>" in history


# Registering


FORM = {
    "name": "清源县织造分厂",
    "code": "0",
    "category": "21",
    "leading_group": "0",
    "party_build": "3",
    "full_members": "3",
}


def test_similar_names_are_shown_while_typing_and_before_saving(county: Client, world: World) -> None:
    shown = county.post(reverse("unit.register-alike"), {"name": "清源县织造", "code": ""}).content.decode()
    assert "可能是同一个单位" in shown and "清源县织造厂" in shown
    shown = county.post(reverse("unit.register-alike"), {"name": "清源县 织造厂", "code": "0"}).content.decode()
    assert "已经登记过，不要重复登记" in shown
    address = reverse("unit.register", args=[world.mill.uid])
    stopped = county.post(address, FORM).content.decode()
    assert "登记过名称相近的单位" in stopped and "不是同一个单位" in stopped
    assert not Unit.objects.filter(name=FORM["name"]).exists()
    assert county.post(address, FORM | {"different": "on"}).status_code == 302
    made = Unit.objects.get(name=FORM["name"])
    assert (made.keeper, made.party_build, made.pinyin) == (world.mill, "3", "qyxzzfc")


def test_of_a_similar_unit_out_of_sight_name_and_keeper_are_told_and_no_way_leads_there(county: Client) -> None:
    shown = county.post(reverse("unit.register-alike"), {"name": "临水县第一中学校", "code": ""}).content.decode()
    assert "临水县第一中学（暂无代码，由 第一中学党委 管理）" in shown
    assert "href" not in shown
    shown = county.post(reverse("unit.register-alike"), {"name": "清源县织造", "code": ""}).content.decode()
    assert reverse("unit.view", args=[factory().uid]) in shown


def test_what_is_wrong_stands_beside_its_field(county: Client, world: World) -> None:
    address = reverse("unit.register", args=[world.mill.uid])
    sent = {
        "name": "清源县甲店",
        "code": "91990000ABCD12345Z",
        "category": "2",
        "leading_group": "",
        "party_build": "3",
    }
    form = county.post(address, sent).context["form"]
    assert "第18位是“Z”" in str(form.errors["code"])
    assert "须选到最末级代码" in str(form.errors["category"])


# The units of an organisation


def test_units_are_found_while_one_types(county: Client) -> None:
    address = reverse("organisation.situate-units")
    assert "清源县织造厂" in county.post(address, {"unit1_text": "zzc"}).content.decode()
    assert "没有登记过“清源县新店”" in county.post(address, {"unit1_text": "清源县新店"}).content.decode()
    elsewhere = county.post(address, {"unit1_text": "临水县第一中"}).content.decode()
    assert "临水县第一中学" not in elsewhere
    assert "临水县第一中学" in county.post(address, {"unit1_text": "临水县第一中学"}).content.decode()


def test_a_preview_changes_nothing_and_its_confirmation_does(county: Client, world: World) -> None:
    address = reverse("organisation.situate", args=[world.weavers.uid])
    sent = {"rows": "3", "situation": LEGAL, "effective_on": "2025-09-01", "main": "0", "unit0_text": "清源县新店",
            "code0": "0", "category0": "23", "leading_group0": "0", "reason": ""}  # fmt: skip
    shown = county.post(address, sent)
    page = shown.content.decode()
    assert "清源县新店（主要单位），新登记" in page
    assert "3名党员的工作岗位与新单位的类别不符" in page
    assert not Unit.objects.filter(name="清源县新店").exists()
    assert agreed(county, address, sent).status_code == 302
    [link] = world.weavers.own_units()
    assert (link.unit.name, link.unit.party_build, link.unit.keeper) == ("清源县新店", "13", world.weavers)
    tab = county.get(reverse("organisation.view", args=[world.weavers.uid]) + "?tab=units").content.decode()
    assert "清源县新店" in tab and "解除单位关联" in tab


def test_more_rows_are_given_and_what_was_typed_stays(county: Client, world: World) -> None:
    address = reverse("organisation.situate", args=[world.market.uid])
    sent = {"rows": "3", "more": "1", "situation": "2", "unit2_text": "清源县第三店", "effective_on": "2025-09-01"}
    answer = county.post(address, sent)
    assert answer.context["form"].rows == 5
    assert 'value="清源县第三店"' in answer.content.decode()


def test_a_new_unit_without_its_items_says_which_are_missing(county: Client, world: World) -> None:
    address = reverse("organisation.situate", args=[world.weavers.uid])
    sent = {"rows": "3", "situation": LEGAL, "effective_on": "2025-09-01", "unit0_text": "清源县新店"}
    page = county.post(address, sent).content.decode()
    assert "单位类别" in page and "请选择是否成立党组" in page


def test_unlinking_shows_who_will_have_no_unit(county: Client, world: World) -> None:
    address = reverse("organisation.unlink", args=[world.mill.uid])
    sent = {"effective_on": "2025-09-01", "after": ""}
    assert "“清源县织造厂”不再关联党组织，请选择它建立党组织情况" in county.post(address, sent).content.decode()
    shown = county.post(address, sent | {"after": "3"}).content.decode()
    assert "下级4个党组织“与上级相同”，之后将没有所在单位" in shown and "可以撤回" not in shown
    assert agreed(county, address, sent | {"after": "3"}).status_code == 302
    assert Organisation.objects.get(pk=world.mill.pk).situation == ""
    assert "没有关联单位，不需要解除" in county.post(address, sent).content.decode()


# Transforming and deleting


def test_a_transformation_is_shown_edited_and_done(county: Client) -> None:
    address = reverse("unit.transform", args=[factory().uid])
    sent = {"category": "23", "effective_on": "2025-09-01", "document": "清国资〔2025〕3号", "reason": ""}
    shown = county.post(address, sent)
    assert [one.post for _, one, _ in shown.context["rows"]] == ["014", "015", "0163"]
    assert 'name="post-014"' in shown.content.decode()
    assert factory().category == "21"
    chosen = {"post-014": "022", "post-015": "022", "post-0163": "0253"}
    answer = agreed(county, address, sent | chosen)
    assert answer.status_code == 302
    assert factory().category == "23"
    page = county.get(answer["Location"]).content.decode()
    assert "国有经济控制 → 非公有经济控制" in page and "随之变更工作岗位 9 人" in page
    change = UnitChange.objects.get()
    assert county.post(reverse("unit.undo", args=[change.uid]), {"confirm": "1"}).status_code == 302
    assert factory().category == "21"


def test_without_a_category_nothing_is_previewed(county: Client) -> None:
    page = county.post(reverse("unit.transform", args=[factory().uid]), {"effective_on": "2025-09-01"})
    assert "请选择单位类别！" in page.content.decode()
    assert page.context["plan"] is None


def test_a_deleted_unit_stands_among_the_changes_and_comes_back(county: Client, world: World) -> None:
    unit = new_unit(world)
    answer = county.post(reverse("unit.delete", args=[unit.uid]), {"reason": "重复登记"})
    assert answer["Location"] == reverse("unit.list-changes")
    assert unit.name in county.get(answer["Location"]).content.decode()
    county.post(reverse("unit.undo", args=[UnitChange.objects.get().uid]), {"confirm": "1"})
    assert Unit.objects.filter(name=unit.name).exists()
    assert "已撤回" in county.get(reverse("unit.list-changes")).content.decode()


def test_a_box_without_its_script_takes_what_was_typed_over_what_was_chosen_before(
    county: Client, world: World
) -> None:
    address = reverse("organisation.situate", args=[world.village.uid])
    before, wanted = Unit.objects.get(name="清源县东岭镇石桥村"), Unit.objects.get(name="清源县东岭镇农机站")
    sent = {"rows": "3", "situation": LEGAL, "effective_on": "2025-09-01", "main": "0", "after": "4",
            "unit0": str(before.uid), "unit0_text": wanted.name}  # fmt: skip
    assert agreed(county, address, sent).status_code == 302
    assert [link.unit for link in world.village.own_units()] == [wanted]


def test_what_is_out_of_reach_says_so_and_not_that_a_right_is_missing(county: Client, world: World) -> None:
    county.post(reverse("unit.entrust", args=[factory().uid]), {"keeper": str(world.county.uid), "keeper_text": "x"})
    mill = signed_in(Post.objects.get(organisation=world.mill))
    page = mill.get(reverse("unit.view", args=[factory().uid])).content.decode()
    assert "超出本党组织管理范围。" in page and "没有“维护单位信息”权限" not in page


def test_what_the_work_of_an_organisation_is_follows_its_main_unit(county: Client, world: World) -> None:
    tab = county.get(reverse("organisation.view", args=[world.market.uid]) + "?tab=units").content.decode()
    assert "党组织工作分类：非公有经济控制" in tab and "随主要单位的类别" in tab
    shared = county.get(reverse("organisation.view", args=[world.weavers.uid]) + "?tab=units").content.decode()
    assert "党组织工作分类：国有经济控制" in shared


def test_a_joint_branch_that_has_not_said_where_it_is_begins_as_joint(county: Client, world: World) -> None:
    operations.unlink(world.market, actor=clerk(world.town), effective_on=TODAY, after="4")
    form = county.get(reverse("organisation.situate", args=[world.market.uid])).context["form"]
    assert form["situation"].value() == JOINT


def test_a_dialog_of_its_own_page_leads_back_to_the_list_it_came_from(county: Client, world: World) -> None:
    page = county.get(reverse("organisation.unlink", args=[world.mill.uid]))
    assert page.context["back"] == reverse("organisation.list")
    assert page.context["crumbs"] == [("党组织和单位", reverse("organisation.list")), ("解除单位关联", "")]


def test_units_whose_state_is_open_are_found_by_a_button(county: Client, world: World) -> None:
    reorganising.merge(world.village, actor=clerk(world.town), others=[world.market], **PAPER)
    assert listed(county, "?state=open") == ["清源县东岭镇粮油店", "清源县东岭镇农机站"]
    assert "建立情况未填" in county.get(reverse("unit.list")).content.decode()
