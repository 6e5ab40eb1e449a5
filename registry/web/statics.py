"""Static files (静态文件): which are collected, and under names that may be cached for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class OwnFiles(AppDirectoriesFinder):
    """The files of our own apps, all of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__([app.name for app in apps.get_app_configs() if app.name.startswith("registry.")])


class TakenFiles(FileSystemFinder):
    """Of what packages bring along, the files that a page asks for (`STATICFILES_TAKEN`) and nothing else."""

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        return super().find(path, *args, **kwargs) if path in settings.STATICFILES_TAKEN else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path, storage in super().list(ignore_patterns):
            if f"{storage.prefix}/{path}" in settings.STATICFILES_TAKEN:
                yield path, storage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names also for the modules that `main.js` imports, so that none is ever stale."""

    support_js_module_import_aggregation = True


class PlainFiles(ManifestStaticFilesStorage):
    """The same names, for one machine: compressing takes a hundred times as long and saves nothing there."""

    support_js_module_import_aggregation = True
