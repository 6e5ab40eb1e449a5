"""What the security checks find, and that they say what they could not find out (安全检查)."""

from __future__ import annotations

import pytest

from ops import accepted, advisories, inventory, weaknesses


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        (".py", "Member.objects.raw(sql)", "raw SQL"),
        (".py", "rows.extra(where=[typed])", "raw SQL"),
        (".py", "import random\n", "random"),
        (".py", "    from random import choice\n", "random"),
        (".py", "Cipher(key, modes.ECB())", "ECB"),
        (".py", "return mark_safe(typed)", "unescaped"),
        (".html", "{{ name|safe }}", "unescaped"),
        (".html", "{% autoescape off %}", "unescaped"),
        (".py", 'password = "12345678"', "given password"),
        (".py", "@csrf_exempt", "no token"),
        (".py", "get(url, verify=False)", "no proof of the host"),
        (".py", "run(command, shell=True)", "a shell"),
        (".html", "<script>alert(1)</script>", "inline code"),
        (".html", '<p style="color: red">', "inline code"),
        (".html", '<a onclick="go()">', "inline code"),
        (".html", '<script src="https://cdn.example/a.js"></script>', "another host"),
        (".css", "@import url('//fonts.example/a.css')", "another host"),
        (".js", 'import { a } from "https://cdn.example/a.js"', "another host"),
        (".js", 'fetch("https://tracker.example/")', "another host"),
    ],
)
def test_each_rule_finds_what_it_is_for(kind: str, text: str, rule: str) -> None:
    assert rule in [found.name for found, _ in weaknesses.violations(kind, f"\n{text}")]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (".py", "rows.filter(name=typed)"),
        (".py", "DIGITS = '0123456789'"),
        (".html", '<script src="{% static "web/js/early.js" %}"></script>'),
        (".html", '<svg xmlns="http://www.w3.org/2000/svg">'),
        (".css", "background: url('../icons/a.svg')"),
    ],
)
def test_what_is_in_order_passes(kind: str, text: str) -> None:
    assert list(weaknesses.violations(kind, text)) == []


def test_an_acceptance_that_nothing_needs_is_found() -> None:
    ledger = accepted.Ledger({("B608", "registry/*"): "names", ("B311", "ops/*"): "names"})
    assert ledger.covers("B608", "registry/kernel/grams.py")
    assert not ledger.covers("B608", "ops/lock.py")
    assert ledger.left_over() == ["ops/*: B311 已不再出现，请从 ops/accepted.py 删去"]


def test_every_acceptance_has_its_reason() -> None:
    assert all(len(reason) > 15 for reason in [*accepted.BANDIT.values(), *accepted.RULES.values()])


def test_what_was_not_looked_up_is_not_taken_for_sound() -> None:
    report = {"dependencies": [{"name": "a", "skip_reason": "not found"}, {"name": "b", "version": "1", "vulns": []}]}
    looked = advisories.of_pip_audit(report, "requirements.txt")
    assert (looked.known, looked.weak, looked.unknown) == (1, [], ["a：not found"])


def test_a_known_weakness_is_named_with_the_version_that_mends_it() -> None:
    weak = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
    assert advisories.of_pip_audit({"dependencies": [weak]}, "x").weak == ["a 1：CVE-1，应升级到 2"]


@pytest.mark.parametrize("report", [None, [], {}, {"error": {"code": "E405"}}])
def test_a_tool_that_gave_no_report_looked_nothing_up(report: object) -> None:
    for looked in (advisories.of_pip_audit(report, "x"), advisories.of_npm_audit(report)):
        assert (looked.known, looked.weak, len(looked.unknown)) == (0, [], 1)


@pytest.mark.parametrize(("required", "code"), [("", 0), ("required", 1)])
def test_a_release_needs_everything_looked_up(
    required: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGISTRY_ADVISORIES", required)
    monkeypatch.setattr(advisories, "_said", lambda command: None)
    assert advisories.main() == code
    assert "未能核对不等于没有漏洞" in capsys.readouterr().out


def test_the_inventory_names_what_a_node_runs_and_nothing_of_the_tests() -> None:
    names = {component["name"] for component in inventory.document()["components"]}
    assert {"django", "psycopg", "bootstrap"} <= names
    assert not {"pytest", "stylelint"} & names
