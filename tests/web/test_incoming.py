"""What a request has to look like (请求检查): never a defect, whatever is sent; a sentence where it cannot be taken."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.security.models import Post, Role
from registry.web.incoming import LONGEST_VALUE, TWICE, whole
from tests.screens import addresses, sample_values, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
POSTS = {"clerk": Role.OPERATOR, "system": Role.SYSTEM, "security": Role.SECURITY}
NASTY = [
    "²", "٣", "-1", "1e9", "９" * 30, "9" * 400, "'", '"><script>', "{{7*7}}", "%", "\\", "../..", "null", "\ud7ff", "\u202e", "\u200b",
    "\x01", "\ufeff", "\n", "é", "𠮷", "0" * 36, "a" * 3000, "[]", "=1+1", "00000000-0000-0000-0000-00000000000g",
]  # fmt: skip
# More of it on a machine that has a night: REGISTRY_FUZZ=40.
ROUNDS = int(os.environ.get("REGISTRY_FUZZ", "1"))
LOOKING = list(POSTS) if ROUNDS > 1 else ["clerk"]
PARAMETERS = (
    "after", "before", "from", "until", "start", "tab", "find", "at", "below", "q", "about", "parent", "as_of", "from_day",
    "day", "again", "large", "target", "step", "rows", "page", "pick", "column",
)  # fmt: skip
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.text("0123456789²³٣٤-_", max_size=30))


def client_of(world: World, by: str) -> Client:
    posts = Post.objects.filter(role=POSTS[by]).order_by("-pk")
    client = signed_in(posts.get(organisation=world.mill) if by == "clerk" else posts[0])
    client.raise_request_exception = False
    return client


def fields_of(page: str) -> set[str]:
    """The names of the fields on a page."""
    return {part.split('"')[0] for part in page.split(' name="')[1:]} - {"viewport", "csrf-token", "htmx-config"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_no_other_method_is_answered(method: str, world: World) -> None:
    answer = Client().generic(method, reverse("session.open"))
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("header", ["x-http-method-override", "x-method-override", "x-http-method"])
def test_no_header_and_no_field_makes_another_method_of_it(header: str, world: World) -> None:
    answer = client_of(world, "clerk").get("/sign-out/?_method=POST", headers={header: "POST"})
    assert answer.status_code == 405


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "q=%c3%28", "a=" + "b" * 5000, "q=%ed%a0%80"])
def test_an_address_that_cannot_be_read_is_refused_in_words(query: str, world: World) -> None:
    answer = Client().get(f"/sign-in/?{query}")
    assert answer.status_code == 400
    assert "请从菜单或查找框重新进入" in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("login=%00", "空字符"),
        ("login=%ff", "乱码"),
        ("%00=a", "无法识别的项目"),
        ("a" * 200 + "=1", "无法识别的项目"),
        ("login=" + "a" * (LONGEST_VALUE + 1), "太长"),
        ("login=a&login=b&password=c", TWICE),
    ],
)
def test_fields_that_no_form_of_ours_sends_are_refused_in_words(body: str, words: str, world: World) -> None:
    answer = Client().post(reverse("session.open"), body, FORM)
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_what_may_repeat_may(world: World) -> None:
    """Columns of a list, and rows that are ticked."""
    answer = client_of(world, "clerk").post(
        reverse("member.list-columns"), "column=sex&column=phone&column=joined_on", FORM
    )
    assert answer.status_code == 302


def test_a_parameter_given_twice_is_refused_where_one_is_read(world: World) -> None:
    client = client_of(world, "clerk")
    assert client.get("/members/?after=a&after=b").status_code == 400
    assert client.get("/members/?utm=a&utm=b").status_code == 200


@pytest.mark.parametrize("text", ["²", "٣", "9" * 5000, "-1", "1e9", ""])
def test_a_number_that_no_page_of_ours_wrote_is_no_number(text: str, world: World) -> None:
    """Python takes `²` for a digit and cannot read it; a thousand million rows would be a form nobody finishes."""
    assert whole(text, 1, 20) == 1
    client, short = client_of(world, "clerk"), text[:900]
    assert client.get("/members/", {"from": short}).status_code == 200
    assert client.get(reverse("organisation.list-children", args=[world.mill.uid]), {"start": short}).status_code == 200
    situate = reverse("organisation.situate", args=[world.weavers.uid])
    assert client.post(situate, {"rows": short, "more": "1"}).status_code < 500


def test_no_number_is_larger_than_it_may_be() -> None:
    assert (whole("7", 1, 20), whole("99", 1, 20), whole("999", 1, 20)) == (7, 20, 1)


@pytest.mark.parametrize("by", LOOKING)
def test_no_query_string_is_a_defect(by: str, world: World) -> None:
    """Every address that may be looked at, each parameter that any page reads with another nasty value (S37)."""
    client = client_of(world, by)
    for path in paths():
        for turn in range(ROUNDS):
            answer = client.get(path, turned(PARAMETERS, turn))
            assert answer.status_code < 500, (path, turn)


@pytest.mark.parametrize("by", LOOKING)
def test_no_text_in_any_field_is_a_defect(by: str, world: World) -> None:
    """Every form with each of its fields filled with another nasty value."""
    client, forms = client_of(world, by), dict[str, set[str]]()
    for path in paths():
        answer = client.get(path)
        if answer.status_code == 200 and b'method="post"' in answer.content:
            forms[path] = fields_of(answer.content.decode()) - {"csrfmiddlewaretoken"}
    assert len(forms) > 3
    for path, names in forms.items():
        for turn in range(ROUNDS):
            answer = client.post(path, turned(sorted(names), turn))
            assert answer.status_code < 500, (path, turn)


@settings(max_examples=10 * ROUNDS, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_drawn_texts_are_no_defect_either(data: Any, world: World) -> None:
    client, path = client_of(world, "clerk"), data.draw(st.sampled_from(paths()))
    typed = data.draw(st.dictionaries(st.sampled_from(PARAMETERS), texts, max_size=4))
    answer = client.get(path, typed) if data.draw(st.booleans()) else client.post(path, typed)
    assert answer.status_code < 500


def paths() -> list[str]:
    """One of every address; a page that takes part in leaving would end the stay of whoever looks."""
    leaving = ("session.close", "session.end")
    return [path for address in addresses() if address.function not in leaving
            for path in address.examples(sample_values())[:1]]  # fmt: skip


def turned(names: Sequence[str], turn: int) -> dict[str, str]:
    """Each name with a nasty value, another one at every turn."""
    return {
        name: NASTY[(place * 7 + turn * 3) % len(NASTY)].encode("utf-8", "replace").decode()
        for place, name in enumerate(names)
    }
