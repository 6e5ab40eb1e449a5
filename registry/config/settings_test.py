"""Settings of the test suite (测试配置): the real database, cheap passwords, a keyring of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from registry.config.settings import *  # noqa: F403
from registry.config.settings import DATABASES, INSTALLED_APPS, STORAGES
from registry.kernel import keyfiles
from registry.kernel.signing import make_signer

if "REGISTRY_KEYRING" not in os.environ:  # processes that a test starts use its keyring
    _FOLDER = Path(tempfile.mkdtemp(prefix="registry-test-"))
    os.environ["REGISTRY_KEYRING"] = str(_FOLDER / "keyring.json")
    keyfiles.make(_FOLDER / "keyring.json")
    atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
KEYRING = os.environ["REGISTRY_KEYRING"]
SIGNER = str(Path(KEYRING).with_name("signer.json"))
make_signer(Path(SIGNER))

DEBUG = False
# Tests look at everything, except through the screens and operations, which see what their actor sees.
SIGHT = "everything"
DEMONSTRATION = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # else every test client looks through all static files before its first request
DATABASES["default"]["OPTIONS"].pop("pool")
SECOND_FACTOR = "optional"
ONE_SESSION = (
    False  # a test may look at the same desk in a browser and beside it; tests/accounts says what holds otherwise
)
INSTALLED_APPS = ["tests.support", *INSTALLED_APPS]
RATES = {}  # the promises open thousands of pages in a minute; tests/web/test_rates.py counts
ALLOWED_HOSTS = ["*"]
