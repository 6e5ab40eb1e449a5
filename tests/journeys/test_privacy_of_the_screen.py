"""Numbers are masked until somebody asks for one, and asking leaves its trace (显示完整号码)."""

from __future__ import annotations

from playwright.sync_api import expect

from registry.security.models import AuditEntry
from tests.journeys.conftest import SignIn
from tests.world import World


def test_a_number_is_shown_only_when_asked_for(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    page.goto(f"/members/{land.li.uid}/")
    number = land.li.identity_number
    assert number not in page.content()
    page.get_by_label("显示完整的公民身份号码").click()
    page.get_by_role("button", name="核对证件").locator("visible=true").click()
    expect(page.locator("#shown-identity_number")).to_have_text(number)
    assert (
        AuditEntry.objects.filter(
            function="member.reveal", subject_id=land.li.pk, detail={"item": "identity_number", "purpose": "check"}
        ).count()
        == 1
    )


def test_an_edit_form_does_not_carry_the_number(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    page.goto(f"/members/{land.li.uid}/edit/")
    assert land.li.identity_number not in page.content()
    assert land.li.phone not in page.content()


def test_the_number_says_what_it_means_while_it_is_typed(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    page.goto(f"/members/{land.li.uid}/edit/")
    page.get_by_label("公民身份号码", exact=True).fill("990001197503120010")
    said = page.locator("[data-identity-said]")
    expect(said).to_contain_text("男")
    expect(said).to_contain_text("1975")
    assert "990001197503120010" not in page.url


def test_nothing_about_a_person_stays_in_the_browser(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    page.goto(f"/members/{land.li.uid}/")
    page.goto("/members/?below=1")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert land.li.name not in stored and "990001" not in stored
