"""The files of a node in service (上线文件) agree with the settings and with what the registry itself says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import override_settings
from gunicorn.http import wsgi

from ops import readiness, web_server
from registry.web.headers import ALWAYS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "ops" / "production"
UNITS = sorted(FOLDER.glob("*.service"))
NGINX = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
PROXY = (FOLDER / "proxy.conf").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "manuals" / "installation.md").read_text(encoding="utf-8")
SANDBOX = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes", "RestrictSUIDSGID": "yes", "LockPersonality": "yes", "CapabilityBoundingSet": "",
}  # fmt: skip


def unit(path: Path) -> dict[str, list[str]]:
    """The lines of a unit's service, by their names."""
    found: dict[str, list[str]] = {}
    section = path.read_text(encoding="utf-8").split("[Service]\n")[1].split("\n[")[0]
    for name, value in re.findall(r"^(\w+)=(.*)$", section, re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def known() -> str:
    """Every source that may read a variable of the environment."""
    places = [*(ROOT / "registry").rglob("*.py"), *(ROOT / "ops").glob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in places)


def test_there_is_a_unit_for_the_web_for_the_worker_and_for_what_comes_before() -> None:
    assert [path.stem for path in UNITS] == ["registry-prepare", "registry-web", "registry-worker"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_runs_in_a_sandbox_without_privileges(path: Path) -> None:
    said = unit(path)
    assert said["User"] == ["registry"]
    assert {name: said.get(name) for name in SANDBOX} == {name: [value] for name, value in SANDBOX.items()}


def test_the_web_does_not_start_with_settings_that_are_not_in_order() -> None:
    assert any(
        "check --deploy --fail-level WARNING" in line for line in unit(FOLDER / "registry-web.service")["ExecStartPre"]
    )


@pytest.mark.parametrize("name", sorted(readiness.environment()))
def test_every_variable_of_the_example_is_read_and_explained(name: str) -> None:
    assert f'"{name}"' in known() or name in ("PYTHONPATH",)
    assert name in MANUAL or name in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE")


def test_what_the_proxy_lets_through_is_what_the_registry_takes() -> None:
    [size] = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(size) << 20 == settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def test_the_proxy_overwrites_what_the_asker_says_of_himself() -> None:
    for header in (
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
        "X-Request-ID $request_id",
        'Forwarded ""',
    ):
        assert f"proxy_set_header {header};" in PROXY


def test_only_todays_tls_is_spoken_and_nothing_is_redirected_that_carried_secrets() -> None:
    assert re.findall(r"ssl_protocols ([^;]+);", NGINX) == ["TLSv1.2 TLSv1.3"]
    assert "location /api/ { return 403; }" in NGINX
    assert "server_tokens off" in NGINX and NGINX.count("{") == NGINX.count("}")


def test_what_the_proxy_answers_itself_carries_the_same_headers() -> None:
    said = dict(
        re.findall(r'add_header ([\w-]+) "([^"]*)" always;', (FOLDER / "headers.conf").read_text(encoding="utf-8"))
    )
    for name in set(ALWAYS) - {"Cache-Control", "Permissions-Policy"}:
        assert said[name] == ALWAYS[name], name
    assert "frame-ancestors 'none'" in said["Content-Security-Policy"]


def test_its_pages_use_styles_that_are_there_and_no_code() -> None:
    for path in (FOLDER / "pages").iterdir():
        text = path.read_text(encoding="utf-8")
        assert f"/errors/{path.name};" in NGINX
        assert "<script" not in text and "<style" not in text
        for style in re.findall(r'/static/(web/css/[\w-]+\.css)"', text):
            assert (ROOT / "registry" / "web" / "static" / style).is_file(), style


def test_the_role_of_the_web_owns_nothing_and_goes_round_nothing() -> None:
    roles = (FOLDER / "roles.sql").read_text(encoding="utf-8")
    for name in ("registry_owner", "registry_web", "registry_app"):
        [line] = re.findall(rf"create role {name} [^;]*;", roles)
        assert "nosuperuser" in line and "nobypassrls" in line
    assert f"grant {settings.WEB_ROLE} to registry_app" in roles
    assert "create database registry owner registry_owner" in roles


def test_the_web_server_says_no_name_and_reads_no_more_than_it_should() -> None:
    class Request:
        version = (1, 1)

        def should_close(self) -> bool:
            return True

    answer = wsgi.Response(Request(), None, None)
    answer.status = "200 OK"
    assert not [line for line in answer.default_headers() if line.lower().startswith("server:")]
    assert web_server.limit_request_line <= 8190 and web_server.header_map == "drop"


@override_settings(PRODUCTION=True, DEMONSTRATION=True, ALLOWED_HOSTS=["*"], CONSOLE_NETWORKS=[], PROXIES=0, ROLE="")
def test_settings_that_are_not_in_order_are_named() -> None:
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert {"registry.E002", "registry.E004", "registry.W005", "registry.W006", "registry.E009"} <= found
