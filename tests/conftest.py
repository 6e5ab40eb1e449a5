"""The ground every test stands on (测试基座): a real PostgreSQL database with a small country in it.

The country is built once for each process, outside any test; a test's changes are rolled back. Tests that need real
transactions (`django_db(transaction=True)`) empty the tables when they end, and the next one finds the country put back.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from registry.kernel import sealing
from registry.security.actors import Actor
from registry.security.models import User
from tests import world as country
from tests.support import breach, snapshot


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-wall",
        action="store_true",
        help="take the first wall away: `visible_to` filters nothing but superiors",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--second-wall"):
        breach.take_the_first_wall_away()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """No test asks whether a commit survives a power cut, so none waits for the disk."""
    options = connections["default"].settings_dict["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=off".strip()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """After the tables were made, the country; yields how many accounts there were before."""
    options = connections["default"].settings_dict["OPTIONS"]
    owner = options["options"]
    with django_db_blocker.unblock():
        _work_with(f"{owner} -c role={settings.WEB_ROLE}")
        accounts = User.objects.count()
        country.build()
        snapshot.take()
    yield accounts
    with django_db_blocker.unblock():
        _work_with(owner)


def _work_with(options: str) -> None:
    """The tests work as the web does, in the role that the second wall binds and that owns no table."""
    connections["default"].settings_dict["OPTIONS"]["options"] = options
    connections["default"].close()


@pytest.fixture(autouse=True)
def keys_as_they_were() -> Iterator[None]:
    """A test may change keys; the rows it sealed are gone when it ends, and so are its keys."""
    path = Path(settings.KEYRING)
    before = path.read_bytes()
    yield
    if path.read_bytes() != before:
        path.write_bytes(before)
        sealing.reread()


@pytest.fixture
def world(db: None) -> country.World:
    """The country as the database has it now."""
    return country.standing()


@pytest.fixture
def committee_clerk(world: country.World) -> Actor:
    """The clerk of a committee, who keeps the members of all its branches."""
    return country.clerk(world.mill)


@pytest.fixture
def branch_clerk(world: country.World) -> Actor:
    """The clerk of one branch of that committee."""
    return country.clerk(world.weavers)


BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _chromium() -> str:
    path = os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "No Chromium was found: install one or name it in CHROMIUM_PATH."
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for each process; Playwright's loop makes Django take the thread for an asynchronous one, which it is not."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
