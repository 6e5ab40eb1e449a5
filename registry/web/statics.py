"""Static files under hashed names (静态文件): the modules that `main.js` imports as well, so that none is ever stale."""

from __future__ import annotations

from typing import ClassVar

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Django's own switch for module imports fails on a file of django-htmx; ours looks at our scripts alone."""

    support_js_module_import_aggregation = False
    patterns: ClassVar[tuple[object, ...]] = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("web/js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
