"""Records (业务记录): rows that only an operation may write and whose every change the ledger keeps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F

from registry.kernel.refusals import Refused
from registry.kernel.uids import uid


class RecordQuerySet(models.QuerySet[Any]):
    """Bulk writes count as a change of version too."""

    def update(self, **changes: Any) -> int:
        return super().update(**({"version": F("version") + 1} | changes))

    update.alters_data = True  # type: ignore[attr-defined]


class Record(models.Model):
    """A row under the ledger's guard; `version` tells two editors of one row apart."""

    version = models.PositiveIntegerField("版本", default=1, editable=False)

    counters: ClassVar[tuple[str, ...]] = ()
    """Columns that only ever count up: bookkeeping that is no edit, and that taking an act back leaves alone."""

    objects: ClassVar[models.Manager[Any]] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version += 1
            update_fields = {*update_fields, "version"} if update_fields is not None else None
        super().save(*args, update_fields=update_fields, **kwargs)

    def keep(self, *names: str) -> None:
        """Save bookkeeping columns that no form shows: the version stays, nobody's edit is disturbed."""
        super().save(update_fields=names)


class Subject(Record):
    """A record that has a life of its own and an identity that may leave the node."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)

    class Meta:
        abstract = True

    def reloaded(self) -> Self:
        """The same row as the database has it now, locked against other operations until the transaction ends."""
        rows = type(self)._default_manager.select_for_update(no_key=True, of=("self",)).filter(pk=self.pk)
        locked: Self | None = rows.first()
        if locked is None:
            raise Refused(f"这条{self._meta.verbose_name}记录已不存在，可能刚刚被撤回；请返回列表刷新后再办理。")
        return locked


def record_models() -> list[type[Record]]:
    """Every concrete kind of record, by table name: what the ledger guards."""
    from django.apps import apps

    found = [model for model in apps.get_models() if issubclass(model, Record) and model._meta.managed]
    return sorted(found, key=lambda model: model._meta.db_table)
