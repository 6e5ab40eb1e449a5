"""Settings of a node (节点配置), read from the environment; a demonstration on the local machine needs none."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django_htmx
from csp.constants import SELF

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("REGISTRY_VAR", ROOT / "var"))
NODE_MODULES = ROOT / "node_modules"


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0") == "1"


def _several(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _secret() -> str:
    path = Path(os.environ.get("REGISTRY_SECRET_KEY_FILE", VAR / "secret-key"))
    return path.read_text().strip()


def _database(url: str) -> dict[str, Any]:
    """Django's settings for postgresql://user:password@host:port/name?host=/socket/folder."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {"pool": {"min_size": 0, "max_size": POOL, "timeout": 10}}
    if ROLE:
        options["options"] = " ".join(f"-c {name}={value}" for name, value in WAITS.items()) + f" -c role={ROLE}"
    options |= {key: value for key, value in query.items() if key not in ("host", "port")}
    return {
        "ENGINE": "registry.security.backend",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "OPTIONS": options,
        "TEST": {"TEMPLATE": "template0"},
    }


# The role of the web and its workers, who see what the second wall lets them see; commands at the machine, which make
# and change tables, have none and see everything.
WEB_ROLE = "registry_web"
ROLE = WEB_ROLE if _flag("REGISTRY_WEB", False) else ""
SIGHT = "nothing" if ROLE else "everything"
# How long one statement may take, in seconds (S46); longer work says so (security/patience.py). Workers are started with more.
STATEMENT_SECONDS = int(os.environ.get("REGISTRY_STATEMENT_SECONDS", "5" if ROLE else "0"))
# How long the web and its workers wait for a row that somebody else holds, and keep rows while they do nothing.
WAITS = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "5min"}
# Connections of one process: each kind of process (web, worker) has a pool of its own, and may be given another size.
POOL = int(os.environ.get("REGISTRY_POOL", "8"))

# A node in service (生产环境): what is convenient for a demonstration is off unless the environment says otherwise, DEBUG for good.
PRODUCTION = _flag("REGISTRY_PRODUCTION", False)
DEBUG = _flag("REGISTRY_DEBUG", False) and not PRODUCTION
SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("REGISTRY_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
DATABASES = {"default": _database(os.environ["DATABASE_URL"])}
SECURE_TRANSPORT = _flag("REGISTRY_TLS", PRODUCTION)

# Only synthetic persons (region 99) may be loaded, R-254; a real node sets this to 0 and refuses none of the regions.
DEMONSTRATION = _flag("REGISTRY_DEMONSTRATION", not PRODUCTION)
# Two digits in every organisation code made here, R-142.
PROVINCE = os.environ.get("REGISTRY_PROVINCE", "99")
KEYRING = os.environ.get("REGISTRY_KEYRING", str(VAR / "keyring.json"))
# Where the ends of the sealed trail go, signed: somewhere the database and its keeper do not reach (docs/decisions/trail.md).
SIGNER = os.environ.get("REGISTRY_SIGNER", str(VAR / "signer.json"))
ANCHORS = os.environ.get("REGISTRY_ANCHORS", "registry.security.anchors.FileTarget")
ANCHOR_FILE = os.environ.get("REGISTRY_ANCHOR_FILE", str(VAR / "anchors.jsonl"))
# What the keyring's file is sealed with: file:/run/credentials/…, environment:NAME, or nothing (docs/decisions/keys.md).
KEYRING_WRAPPED = os.environ.get("REGISTRY_KEYRING_WRAPPED", "")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "registry.security",
    "registry.web",
    "registry.jobs",
    "registry.codes",
    "registry.reporting",
    "registry.units",
    "registry.organisations",
    "registry.members",
    "registry.dossiers",
    "registry.reorganisations",
    "registry.unit_register",
    "registry.search",
    "registry.intake",
    "registry.printing",
    "registry.lending",
    "registry.rights",
    "registry.auditing",
    "registry.accounts",
    "registry.desk",
    "registry.custody",
    "registry.population",
    "axes",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    "registry.web.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "registry.web.incoming.ShapeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "registry.web.incoming.FieldsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "registry.accounts.middleware.ActorMiddleware",
    "registry.web.rates.RatesMiddleware",
    "registry.web.scanning.ScanMiddleware",
]

ROOT_URLCONF = "registry.config.urls"
WSGI_APPLICATION = "registry.config.wsgi.application"
AUTH_USER_MODEL = "security.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend"]

# How people get in (security.md S02 to S15). The name they sign in with: "mobile" (a drawn name; the number itself stands
# nowhere in clear), "code" (A or B and the organisation's code, R-248) or "initials".
LOGIN_NAMES = os.environ.get("REGISTRY_LOGIN_NAMES", "mobile")
MESSAGE_GATEWAY = os.environ.get("REGISTRY_MESSAGE_GATEWAY", "registry.accounts.gateways.FileGateway")
# "required": the three administrators and whoever may take lists out have to have a second factor before anything else.
SECOND_FACTOR = os.environ.get("REGISTRY_SECOND_FACTOR", "optional" if DEMONSTRATION else "required")
ONE_SESSION = _flag("REGISTRY_ONE_SESSION", True)
# How many of our own proxies stand before this server; the address they pass on is believed that far and no further.
PROXIES = int(os.environ.get("REGISTRY_PROXIES", "0"))
PROXY_NETWORKS = _several("REGISTRY_PROXY_NETWORKS", "127.0.0.0/8,::1/128")
# Where the three administrators may work from, besides signing in (S36); none named: from anywhere.
CONSOLE_NETWORKS = _several("REGISTRY_CONSOLE_NETWORKS", "")
# How much one person may ask for in a minute (documents handed in: in a day), S46; what counts as what: web/rates.py.
RATES = {"all": 300, "search": 120, "reveal": 30, "sheet": 20, "door": 60, "files": 300}
# An office behind one address is so many people at the same time.
PERSONS_AT_AN_ADDRESS = int(os.environ.get("REGISTRY_PERSONS_AT_AN_ADDRESS", "10"))
# Five failures of one name at one address close that pair for a quarter of an hour; the rest is accounts/guarding.py.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "registry.accounts.signing.address_of"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "password", "answer", "code", "name", "number", "digits", "repeated"]
SILENCED_SYSTEM_CHECKS = [
    "axes.W002",  # our own view asks axes; its middleware would answer in its own words
    "security.W021",  # no browser's list of the whole world takes in a host of a closed network
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "registry.web.frame.frame",
            ],
            "builtins": ["registry.web.templatetags.web"],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = ["registry.web.statics.OwnFiles", "registry.web.statics.TakenFiles"]
STATICFILES_DIRS = [
    ("bootstrap", NODE_MODULES / "bootstrap" / "dist" / "css"),
    ("django_htmx", Path(django_htmx.__file__).parent / "static" / "django_htmx"),
]
STATICFILES_TAKEN = {
    "bootstrap/bootstrap-reboot.min.css",
    "bootstrap/bootstrap-reboot.min.css.map",  # the sheet names it, so it has to be there
    "django_htmx/htmx-2.min.js",
}
STORAGES = {"staticfiles": {"BACKEND": "registry.web.statics.StaticFiles"}}
ICONS = NODE_MODULES / "@tabler" / "icons" / "icons" / "outline"

# Sessions and cookies (security.md S06, S14).
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "registry.web.failures.stale"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_TRANSPORT
SESSION_COOKIE_NAME = "__Host-session" if SECURE_TRANSPORT else "session"
SECURE_HSTS_SECONDS = 365 * 86400 if SECURE_TRANSPORT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_TRANSPORT
SECURE_SSL_REDIRECT = SECURE_TRANSPORT
# Our own proxy says how it was spoken to, and overwrites whatever the asker claims (ops/production/proxy.conf).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

# A workbook is read whole before it is examined; anything larger is refused by the first bytes of the request.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_LIMIT = 50 * 1024 * 1024
# A file stays in memory until it is sealed: what is never on a disk in clear is not left there by a process that was killed (S63).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT + DATA_UPLOAD_MAX_MEMORY_SIZE
# Where clamd listens (host:port, or its socket); none: files are judged by their content alone (docs/manuals/installation.md).
SCANNER = os.environ.get("REGISTRY_SCANNER", "")

# The kinds of toast (registry/web): messages carry them as their tag.
MESSAGE_TAGS = {10: "info", 20: "info", 25: "ok", 30: "wait", 40: "stop"}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None
# A node that is switched off at night does its nightly work when it is switched on again.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 24 * 3600}
PROCRASTINATE_WORKER_DEFAULTS = {"listen_notify": True, "delete_jobs": "never"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"number": {"()": "registry.web.headers.NumberFilter"}},
    "formatters": {"line": {"()": "registry.kernel.log_lines.LogLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["number"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "axes": {"level": "WARNING"}},
}
