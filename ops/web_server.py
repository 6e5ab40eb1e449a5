"""How the web server runs (网站服务配置): read by gunicorn, here and on a node in service (`-c python:ops.web_server`)."""

from __future__ import annotations

import os
from typing import Any

from gunicorn.http import wsgi

bind = os.environ.get("REGISTRY_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("REGISTRY_PROCESSES", "2"))
threads = int(os.environ.get("REGISTRY_THREADS", "4"))
loglevel = os.environ.get("REGISTRY_LOG_LEVEL", "warning")
# Nobody reads a page that took longer than the longest statement (security/patience.py); a sheet of 50 MB needs some time to come.
timeout = 120
graceful_timeout = 30
keepalive = 5
# What a request may be at most before it is read at all (security.md S43, S45).
limit_request_line = 6000
limit_request_fields = 60
limit_request_field_size = 8190
# A header with an underscore could pass for one that our proxy sets.
header_map = "drop"
forwarder_headers = ""
control_socket_disable = True
# A process that grew by what it once had to hold is replaced before long.
max_requests, max_requests_jitter = 5000, 500

_default_headers = wsgi.Response.default_headers


def _unnamed(response: Any) -> list[str]:
    """What gunicorn sends with every answer, but its own name (S35)."""
    return [line for line in _default_headers(response) if not line.startswith("Server:")]


wsgi.Response.default_headers = _unnamed
