"""Uploading (上传): the organisation below which a sheet goes is looked for, chosen or named, and always one in sight."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registry.intake.models import Batch
from registry.organisations.models import Organisation
from registry.security.models import Post
from tests.intake.county import sound
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import World

ADDRESS, PLACES = "intake.upload", "intake.upload-places"


@pytest.fixture
def clerk_at_the_desk(world: World) -> Client:
    return signed_in(Post.objects.get(organisation=world.county))


def sent(client: Client, uid: Any, text: str) -> Any:
    """The form sent with what the picker holds and what stands in its box."""
    book = SimpleUploadedFile("党员.xlsx", sound().workbooks()["members"])
    return client.post(reverse(ADDRESS), {"organisation": uid, "organisation_text": text, "file": book})


def offered(client: Client, text: str) -> str:
    """The rows offered for what was typed."""
    return client.post(reverse(PLACES), {"organisation_text": text}, headers={"HX-Request": "true"}).content.decode()


def problems(answer: Any) -> list[str]:
    return list(answer.context["form"].errors.get("organisation", []))


def test_the_box_begins_with_the_clerks_own_organisation(clerk_at_the_desk: Client, world: World) -> None:
    page = clerk_at_the_desk.get(reverse(ADDRESS)).content.decode()
    assert f'<input type="hidden" name="organisation" value="{world.county.uid}">' in page
    assert f'value="{world.county.short_name}"' in page
    assert world.mill.short_name not in page


@pytest.mark.parametrize("text", ["织造厂", "qyxzz", "清源县织造厂", "中共清源县织造厂委员会"])
def test_it_is_found_by_any_part_of_what_one_has_in_hand(text: str, clerk_at_the_desk: Client, world: World) -> None:
    rows = offered(clerk_at_the_desk, text)
    assert f'data-value="{world.mill.uid}"' in rows
    assert f'data-text="{world.mill.short_name}"' in rows


def test_by_its_code_too(clerk_at_the_desk: Client, world: World) -> None:
    assert f'data-value="{world.town.uid}"' in offered(clerk_at_the_desk, world.town.code)


def test_an_empty_box_offers_the_own_organisation_and_those_directly_below(
    clerk_at_the_desk: Client, world: World
) -> None:
    rows = offered(clerk_at_the_desk, "")
    assert [str(one.uid) in rows for one in (world.county, world.mill, world.town, world.spinning)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_branches_and_what_is_out_of_sight_are_never_offered(clerk_at_the_desk: Client, world: World) -> None:
    for one in (world.weavers, world.school, world.other_county, world.city):
        assert str(one.uid) not in offered(clerk_at_the_desk, one.name) + offered(clerk_at_the_desk, one.code)
    assert "没有" in offered(clerk_at_the_desk, world.school.name)


def test_what_was_chosen_is_where_the_sheet_goes(clerk_at_the_desk: Client, world: World) -> None:
    assert sent(clerk_at_the_desk, world.town.uid, world.town.short_name).status_code == 302
    assert Batch.objects.get().organisation == world.town


def test_a_name_typed_in_full_and_not_chosen_is_understood(clerk_at_the_desk: Client, world: World) -> None:
    assert sent(clerk_at_the_desk, "", f" {world.town.name} ").status_code == 302
    assert Batch.objects.get().organisation == world.town


def test_a_part_of_a_name_or_nothing_is_refused_with_what_to_do(clerk_at_the_desk: Client, world: World) -> None:
    answer = sent(clerk_at_the_desk, "", "织造")
    assert problems(answer) == ["没有选定党组织：请在“织造”的查找结果中选择一个，或写全名称或代码。"]
    assert 'name="organisation_text" value="织造"' in answer.content.decode()
    assert problems(sent(clerk_at_the_desk, "", "")) == [
        "请选择党组织：写名称、代码、拼音首字母或单位，再从查找结果中选择。"
    ]
    assert not Batch.objects.exists()


def test_a_name_that_two_bear_is_not_guessed(clerk_at_the_desk: Client, world: World) -> None:
    with writing():
        Organisation.objects.filter(pk=world.town.pk).update(short_name=world.mill.short_name)
    name = world.mill.short_name
    assert problems(sent(clerk_at_the_desk, "", name)) == [
        f"叫“{name}”的党组织不止一个：请在查找结果中按上级辨认，选择一个。"
    ]


@pytest.mark.parametrize("key", ["other_county", "weavers"])
def test_what_may_not_be_chosen_is_refused_though_it_is_sent(key: str, clerk_at_the_desk: Client, world: World) -> None:
    one = world.organisations[key]
    assert problems(sent(clerk_at_the_desk, one.uid, one.short_name)) == [
        f"没有选定党组织：请在“{one.short_name}”的查找结果中选择一个，或写全名称或代码。"
    ]
    assert problems(sent(clerk_at_the_desk, "999", one.short_name))
    assert not Batch.objects.exists()
