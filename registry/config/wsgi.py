"""The way in for a web server (WSGI 入口)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.config.settings")
application = get_wsgi_application()
