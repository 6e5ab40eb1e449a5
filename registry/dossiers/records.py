"""The base of every row that hangs on an organisation (党组织档案记录)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from registry.kernel.records import Subject
from registry.organisations.models import Organisation
from registry.security.scope import ScopedQuerySet


class OrganisationRecordQuerySet(ScopedQuerySet):
    """Rows stand where their organisation stands."""

    path_name = "organisation__path"


class OrganisationRecord(Subject):
    """One row of an organisation's file; the organisation answers for it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="党组织", related_name="%(class)ss")

    objects: ClassVar[models.Manager[OrganisationRecord]] = OrganisationRecordQuerySet.as_manager()

    class Meta:
        abstract = True
