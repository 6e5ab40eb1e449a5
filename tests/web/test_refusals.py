"""A refusal is told where the person looks (不能办理): on a page of its own, or in the dialog that was to open."""

from __future__ import annotations

import pytest
from django.urls import reverse

from registry.members.models import Member
from registry.security.models import Post
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("headers", "status"), [({}, 403), ({"HX-Request": "true", "HX-Target": "dialog-body"}, 422)])
def test_a_branch_without_members_says_that_there_is_nothing_to_print(
    world: World, headers: dict[str, str], status: int
) -> None:
    with writing():
        Member.objects.at(world.weavers.path).update(organisation=world.spinners)
    client = signed_in(Post.objects.get(organisation=world.weavers))
    answer = client.get(reverse("member.print-branch", args=[world.weavers.uid]), headers=headers)
    assert answer.status_code == status
    assert "还没有党员，没有可以打印的采集表" in answer.content.decode()
    assert (b"<html" in answer.content) is (status == 403)
