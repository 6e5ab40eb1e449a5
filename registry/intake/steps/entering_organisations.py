"""Staged organisations become organisations (党组织写入), level by level, with their places and their units."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from registry.intake.models import Batch, Outcome, StagedOrganisation
from registry.intake.steps import linking, writing
from registry.intake.steps.writing import Stale, insert
from registry.jobs.progress import Progress
from registry.organisations import foundings
from registry.organisations.models import UNRANKED, Organisation, Standing, State
from registry.organisations.planting import next_codes

PHASE = "写入党组织"


def enter(batch: Batch, progress: Progress) -> int:
    """Write every row that may go in; Stale if the register is no longer what it was at the rehearsal."""
    total = int(batch.counts[Outcome.NEW]) + int(batch.counts[Outcome.CHANGED])
    rows = StagedOrganisation.objects.filter(batch=batch, round=batch.round, outcome=Outcome.NEW)
    earlier = StagedOrganisation.objects.filter(batch=batch, round__lt=batch.round, made__isnull=False)
    made = {row: key or 0 for row, key in earlier.values_list("row", "made")}
    written = 0
    for depth in sorted(set(rows.values_list("depth", flat=True))):
        made |= _level(
            batch, [*rows.filter(depth=depth).order_by("row").values_list("row", "above", "above_row")], made
        )
        progress.at(PHASE, len(made), total)
    written = rows.count()
    for first, last in writing.row_ranges(batch):
        written += writing.change(batch, first, last)
    _amend_standings(batch)
    linking.link(batch)
    if written != total:
        raise Stale
    return written


def _level(batch: Batch, rows: list[tuple[int, int | None, int | None]], made: Mapping[int, int]) -> dict[int, int]:
    """The organisations of one level; returns the key of each by its row."""
    superiors = {row: above or made.get(above_row or 0, 0) for row, above, above_row in rows}
    labels = _labels(superiors)
    there = {field.column for field in StagedOrganisation._meta.fields} - {"id"}
    columns = [field.column for field in Organisation._meta.fields if field.column in there]
    own = ", ".join(f"s.{column}" for column in columns)
    insert(
        Organisation._meta.db_table, [*columns, "version", "children_made", "state", "rank", "code", "parent_id", "path"],
        f"""
        select {own}, 1, 0, %s, (select greatest(%s, max(rank)) from organisations_organisation where parent_id = n.parent),
          n.code, n.parent, n.path
        from intake_stagedorganisation s
          join unnest(%s::int[], %s::text[], %s::bigint[], %s::text[]) n(row, code, parent, path) using (row)
        where s.batch_id = %s order by s.row
        """,
        [State.ACTIVE, UNRANKED, [*labels], next_codes(len(labels)), [superiors[row] for row in labels], [*labels.values()], batch.pk],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "update intake_stagedorganisation s set made = o.id from organisations_organisation o"
            " where s.batch_id = %s and s.row = any(%s) and o.uid = s.uid returning s.row, s.made", [batch.pk, [*labels]],
        )  # fmt: skip
        keys = dict(cursor.fetchall())
    foundings.begin(keys.values(), batch.as_of)
    return keys


def _amend_standings(batch: Batch) -> None:
    """A sheet corrects what an organisation is called or when it was founded; its standing says so too."""
    facts = ", ".join(Standing.FACTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            update organisations_standing d
            set version = d.version + 1, ({facts}) = (select {facts} from organisations_organisation o where o.id = s.matched)
            from intake_stagedorganisation s join organisations_organisation o on o.id = s.matched
            where s.batch_id = %s and s.round = %s and s.outcome = %s
              and d.organisation_id = s.matched and d.ended_on is null
              and ({", ".join(f"d.{name}" for name in Standing.FACTS)})
                is distinct from ({", ".join(f"o.{name}" for name in Standing.FACTS)})
            """,
            [batch.pk, batch.round, Outcome.CHANGED],
        )
    changed = StagedOrganisation.objects.filter(batch=batch, round=batch.round, outcome=Outcome.CHANGED)
    foundings.follow(key for key in changed.values_list("matched", flat=True) if key)


def _labels(superiors: Mapping[int, int]) -> dict[int, str]:
    """A place below its superior for each row that no organisation ever had; the superiors are locked meanwhile."""
    wanted = sorted(set(superiors.values()))
    locked = Organisation.objects.select_for_update(no_key=True).filter(pk__in=wanted, state=State.ACTIVE)
    found = {one.pk: one for one in locked.only("path", "children_made", "short_name", "name").order_by("pk")}
    if len(found) != len(wanted):
        raise Stale
    labels: dict[int, str] = {}
    for row, superior in superiors.items():
        labels[row] = found[superior].next_child()
    with connection.cursor() as cursor:
        cursor.execute(
            "update organisations_organisation o set children_made = n.made"
            " from unnest(%s::bigint[], %s::int[]) n(id, made) where o.id = n.id",
            [wanted, [found[pk].children_made for pk in wanted]],
        )
    return labels
