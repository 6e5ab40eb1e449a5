"""Tabs and dialogs of an organisation's file (党组织档案页面): what is offered to whom, what a guessed address gives, what is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry.dossiers import views
from registry.dossiers.models import Group, Pairing, Paper, Rectification, Reward, Work
from registry.dossiers.operations import KEEP, attach, group, ungroup
from registry.dossiers.sets import SETS, notices, pairings, rectifications, rewards, work
from registry.kernel.sets import InformationSet
from registry.members.models import Member
from registry.organisations.models import Organisation
from registry.reorganisations import operations as reorganisations
from registry.security.models import Post, Role
from tests.dossiers.performances import PAPER, ROWS, grouped, row_of
from tests.reorganisations.performances import PAPER as DOCUMENT
from tests.screens import queries, signed_in
from tests.support.writing import writing
from tests.world import TODAY, World, clerk

EVERY = pytest.mark.parametrize("information", SETS, ids=lambda one: one.key)
FRAGMENT = {"HX-Request": "true"}


def at(organisation: Organisation) -> Client:
    return signed_in(Post.objects.get(organisation=organisation, role=Role.OPERATOR))


def tab(world: World, key: str, *, of: str = "weavers", seen_by: str = "mill") -> str:
    address = f"{reverse('organisation.view', args=[getattr(world, of).uid])}?tab={key}"
    answer = at(getattr(world, seen_by)).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def filled(world: World, of: str = "weavers") -> None:
    """A file with a row of every set, a group, one given up, and a paper."""
    one = getattr(world, of)
    for information in SETS:
        KEEP[information.key](one, actor=clerk(world.mill), items=row_of(information), paper=PAPER)
    here = list(Member.objects.filter(organisation=one).order_by("pk"))
    given_up = group(one, actor=clerk(one), name="第二党小组", leader=here[1].uid, members=[])
    ungroup(one, actor=clerk(one), row=given_up.uid, version=given_up.version)
    group(one, actor=clerk(one), name="第一党小组", leader=here[0].uid, members=[])
    attach(one, actor=clerk(one), file=PAPER, title="成立批复")


def addresses(world: World) -> dict[str, str]:
    """Every address of the file of the weavers, by its name."""
    found = {"organisation.view-paper": reverse("organisation.view-paper", args=[Paper.objects.earliest("pk").uid])}
    found["organisation.detach"] = reverse("organisation.detach", args=[Paper.objects.earliest("pk").uid])
    for name in ("view-composition", "attach", "group"):
        found[f"organisation.{name}"] = reverse(f"organisation.{name}", args=[world.weavers.uid])
    for information in SETS:
        name, row = information.function, information.model._default_manager.get()
        found[name] = reverse(name, args=[world.weavers.uid])
        found |= {f"{name}-{part}": reverse(f"{name}-{part}", args=[row.uid]) for part in ("change", "remove")}
    living, ended = Group.objects.get(ended_on=None), Group.objects.get(ended_on__isnull=False)
    for name, one in (("group-change", living), ("ungroup", living), ("regroup", ended)):
        found[f"organisation.{name}"] = reverse(f"organisation.{name}", args=[one.uid])
    return found


@pytest.mark.parametrize("key", ["spinners", "town", "other_county", "school"])
def test_a_guessed_address_of_another_part_of_the_tree_is_not_there(key: str, world: World) -> None:
    filled(world)
    client = at(getattr(world, key))
    answers = {name: client.get(address).status_code for name, address in addresses(world).items()}
    answers |= {f"{name} posted": client.post(address).status_code for name, address in addresses(world).items()}
    assert set(answers.values()) <= {404, 405}, answers
    assert Reward.objects.exists() and Work.objects.exists() and Paper.objects.count() == 6


def test_a_branch_opens_the_dialogs_that_are_its_own(world: World) -> None:
    filled(world)
    client = at(world.weavers)
    answers = {name: client.get(address).status_code for name, address in addresses(world).items()}
    open_to_it = {name for name, status in answers.items() if status == 200}
    assert open_to_it == {
        "organisation.view-paper", "organisation.view-composition", "organisation.attach", "organisation.group",
        "organisation.group-change", "organisation.ungroup", "organisation.regroup",
        "organisation.report", "organisation.report-change", "organisation.report-remove",
        "organisation.pair", "organisation.pair-change", "organisation.pair-remove",
    }  # fmt: skip
    assert set(answers.values()) == {200, 404}


def test_a_branch_sees_its_honours_and_no_button_at_them_but_a_grey_one_that_says_why(world: World) -> None:
    filled(world)
    KEEP["rewards"](world.weavers, actor=clerk(world.mill), items=row_of(rewards, decided_on="20230628"))
    page = tab(world, "rewards", seen_by="weavers")
    assert page.count("全县先进基层党组织") >= 2
    assert "您的岗位没有“登记奖惩”权限" in page
    assert "修改</a>" not in page and "删除</a>" not in page
    identities = re.findall(r' id="([^"]+)"', page)
    assert sorted(set(identities)) == sorted(identities)


def test_the_committee_changes_and_takes_out(world: World) -> None:
    filled(world)
    page = tab(world, "rewards")
    row = Reward.objects.get()
    for part in ("change", "remove"):
        assert reverse(f"organisation.reward-{part}", args=[row.uid]) in page


@EVERY
def test_a_row_is_added_changed_and_taken_out_in_dialogs(information: InformationSet, world: World) -> None:
    client, name, model = at(world.mill), information.function, information.model._default_manager
    back = f"{reverse('organisation.view', args=[world.weavers.uid])}?tab="
    answer = client.post(reverse(name, args=[world.weavers.uid]), ROWS[information], headers=FRAGMENT)
    assert (answer.status_code, answer["HX-Redirect"][: len(back)]) == (204, back)
    row = model.get()
    change = reverse(f"{name}-change", args=[row.uid])
    shown = client.get(change, headers=FRAGMENT).content.decode()
    assert f'name="version" value="{row.version}"' in shown
    text = next(item for item in information.items if item in ("note", "outcome", "leaders"))
    typed = ROWS[information] | {text: "4", "version": str(row.version)}
    assert client.post(change, typed, headers=FRAGMENT).status_code == 204
    stale = client.post(change, typed | {text: "5"}, headers=FRAGMENT)
    assert stale.status_code == 422 and "刚刚被其他人修改或删除过" in stale.content.decode()
    remove = reverse(f"{name}-remove", args=[row.uid])
    version = str(model.get().version)
    assert client.post(remove, {"version": version}).status_code == 302
    assert not model.exists()
    assert client.post(remove, {"version": version}, headers=FRAGMENT).status_code == 404


@EVERY
def test_an_empty_form_says_what_is_missing_at_each_item(information: InformationSet, world: World) -> None:
    answer = at(world.mill).post(
        reverse(information.function, args=[world.weavers.uid]), {"title": ""}, headers=FRAGMENT
    )
    page = answer.content.decode()
    needed = [item for item in information.counted if item.applies is None]
    assert answer.status_code == 422
    assert [item.label for item in needed if f"请填写“{item.label}”。" not in page] == []


def test_a_bad_date_and_a_heading_for_a_code_are_told_in_words(world: World) -> None:
    typed = ROWS[rewards] | {"kind": "1", "decided_on": "2021年13月"}
    page = at(world.mill).post(reverse("organisation.reward", args=[world.weavers.uid]), typed).content.decode()
    assert "有 2 处需要处理" in page
    assert not Reward.objects.exists()


def test_a_group_is_made_changed_given_up_and_restored_in_dialogs(world: World) -> None:
    client, here = at(world.weavers), world.weavers.uid
    typed: dict[str, Any] = {"name": "第一党小组", "leader": str(world.li.uid), "members": [str(world.ye.uid)]}
    assert client.post(reverse("organisation.group", args=[here]), typed, headers=FRAGMENT).status_code == 204
    one = Group.objects.get()
    change = reverse("organisation.group-change", args=[one.uid])
    shown = client.get(change, headers=FRAGMENT).content.decode()
    assert re.search(rf'value="{world.ye.uid}" checked', shown)
    assert not re.search(rf'value="{world.shan.uid}" checked', shown)
    moved = typed | {"members": [str(world.shan.uid)], "version": str(one.version)}
    assert client.post(change, moved, headers=FRAGMENT).status_code == 204
    assert set(one.members) == {world.li, world.shan}
    for name in ("ungroup", "regroup"):
        version = str(Group.objects.get().version)
        answer = client.post(reverse(f"organisation.{name}", args=[one.uid]), {"version": version}, headers=FRAGMENT)
        assert answer.status_code == 204
    assert set(one.members) == {world.li, world.shan}


def test_whoever_left_while_the_form_was_open_is_told_of_without_his_number(world: World) -> None:
    strangers: dict[str, Any] = {"name": "第一党小组", "leader": str(world.qiu.uid), "members": [str(world.aygul.uid)]}
    answer = at(world.weavers).post(
        reverse("organisation.group", args=[world.weavers.uid]), strangers, headers=FRAGMENT
    )
    page = answer.content.decode()
    assert "所选的组长已不在本支部，请另选一名党员。" in page
    assert "所选的党员中有人已不在本支部，请刷新后重新选择。" in page
    assert str(world.qiu.uid) not in page and str(world.aygul.uid) not in page


def test_in_the_form_each_member_stands_with_the_group_he_is_in(world: World) -> None:
    grouped(world)
    page = at(world.weavers).get(reverse("organisation.group", args=[world.weavers.uid]), headers=FRAGMENT)
    assert "叶䶮杰（现在第一党小组）" in page.content.decode()
    assert "单雄信（现在" not in page.content.decode()


def test_namesakes_are_told_apart_by_their_birthday(world: World) -> None:
    with writing():
        Member.objects.filter(pk=world.ye.pk).update(name="单雄信")
    page = at(world.weavers).get(reverse("organisation.group", args=[world.weavers.uid]), headers=FRAGMENT)
    shown = page.content.decode()
    for words in ("单雄信（1975-03-12生）", "单雄信（1990-02-26生）"):
        assert shown.count(words) == 2
    assert "李守田（1962" not in shown


def test_a_group_without_its_leader_says_what_to_do(world: World) -> None:
    grouped(world)
    with writing():
        world.li.place(world.spinners, TODAY)
    page = tab(world, "groups", seen_by="weavers")
    assert "组长空缺" in page and "原组长 李守田 已不在本支部，请点“调整”另选组长。" in page


def test_a_closed_file_has_no_buttons(world: World) -> None:
    filled(world, "dyers")
    reorganisations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **DOCUMENT)
    for key in ("rewards", "work", "groups", "papers"):
        assert "data-dialog" not in tab(world, key, of="dyers").partition('class="set-tabs"')[2]


def test_only_a_branch_has_the_tab_of_groups(world: World) -> None:
    for key, there in (("weavers", True), ("market", True), ("mill", False), ("spinning", False), ("county", False)):
        assert ("?tab=groups" in tab(world, "basic", of=key, seen_by="county")) == there


def test_the_quality_tab_says_what_is_wrong_and_since_when(world: World) -> None:
    clear = tab(world, "quality")
    assert "软弱涣散" not in clear
    KEEP["rectifications"](world.weavers, actor=clerk(world.mill), items=row_of(rectifications, found_on="2025.3"))
    page = tab(world, "quality")
    assert re.search("2025.03 认定，正在整顿", page)
    assert "班子配备不齐" in page or "组织制度形同虚设" in page
    row = Rectification.objects.get()
    closed = row_of(rectifications, found_on="2025.3", closed_on="20250801")
    KEEP["rectifications"](world.weavers, actor=clerk(world.mill), items=closed, row=row.uid, version=row.version)
    assert "软弱涣散" not in tab(world, "quality")


def test_the_quality_tab_remarks_on_a_branch_without_a_committee(world: World) -> None:
    """R-150."""
    with writing():
        Member.objects.filter(organisation__in=[world.spinners, world.dyers]).update(organisation=world.weavers)
    KEEP["work"](world.weavers, actor=clerk(world.mill), items=row_of(work, leaders="1"))
    assert "正式党员7人以上的党支部应设支部委员会" in tab(world, "quality", seen_by="weavers")
    assert "正式党员7人以上的党支部应设支部委员会" in tab(world, "work", seen_by="weavers")


def test_the_quality_tab_counts_gaps_below_and_leads_to_them(world: World) -> None:
    with writing():
        Member.objects.filter(pk__in=[world.li.pk, world.ye.pk]).update(education="")
    page = tab(world, "quality", of="mill")
    assert f'{reverse("member.list")}?at={world.mill.uid}&amp;below=1&amp;complete=gap">2 名' in page


def test_a_breakdown_of_very_many_is_fetched_after_the_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "<caption>年龄</caption>" in tab(world, "composition")
    monkeypatch.setattr(views, "AT_ONCE", 3)
    page = tab(world, "composition")
    address = reverse("organisation.view-composition", args=[world.weavers.uid])
    assert f'hx-get="{address}"' in page and "<caption>" not in page
    later = at(world.mill).get(address, headers=FRAGMENT).content.decode()
    assert "<caption>年龄</caption>" in later and "<html" not in later


def _many_rows(world: World) -> None:
    for place in range(12):
        for information, changes in (
            (rewards, {"title": f"第{place}次表彰"}), (notices, {"title": f"第{place}次评议"}),
            (work, {"year": str(2010 + place)}), (pairings, {"partner": f"中共第{place}委员会"}),
            (rectifications, {"found_on": f"{2000 + place}0101", "closed_on": f"{2000 + place}0601"}),
        ):  # fmt: skip
            KEEP[information.key](
                world.weavers, actor=clerk(world.mill), items=row_of(information, **changes), paper=PAPER
            )


def _many_groups(world: World) -> None:
    for member in Member.objects.filter(organisation=world.weavers):
        group(world.weavers, actor=clerk(world.weavers), name=f"{member}小组", leader=member.uid, members=[])


@pytest.mark.parametrize(
    ("key", "fill"),
    [*((key, _many_rows) for key in ("rewards", "work", "papers", "quality", "composition")), ("groups", _many_groups)],
)
def test_a_tab_asks_the_same_few_questions_however_much_is_in_it(
    key: str, fill: Callable[[World], None], world: World
) -> None:
    address = f"{reverse('organisation.view', args=[world.weavers.uid])}?tab={key}"
    KEEP["rewards"](world.weavers, actor=clerk(world.mill), items=row_of(rewards), paper=PAPER)
    KEEP["work"](world.weavers, actor=clerk(world.mill), items=row_of(work, year="2001"), paper=PAPER)
    client = at(world.mill)
    client.get(address)
    before = len(queries(client, address)[1])
    fill(world)
    assert len(queries(client, address)[1]) == before


def test_of_an_imprecise_date_only_what_is_known_is_shown(world: World) -> None:
    items = row_of(pairings, begun_on="2024")
    KEEP["pairings"](world.weavers, actor=clerk(world.weavers), items=items)
    assert Pairing.objects.get().begun_on == date(2024, 1, 1)
    assert "2024-01-01" not in tab(world, "work")
