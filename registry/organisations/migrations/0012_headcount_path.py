"""Members are summed up below a path from one index (党员数); what has ended is found beside what works."""

from typing import ClassVar

from django.db import migrations, models

import registry.kernel.paths

FILL = """
update organisations_headcount h set path = o.path from organisations_organisation o where o.id = h.organisation_id
"""
APPLY = """
create or replace function headcount_apply(branches bigint[], f integer[], p integer[]) returns void language sql as $$
  insert into organisations_headcount as h (organisation_id, path, "full", probationary)
  select o.id, o.path, 0, 0 from organisations_organisation o where o.id = any(branches) order by o.id
  on conflict (organisation_id) do nothing;
  update organisations_headcount h set "full" = h."full" + d.f, probationary = h.probationary + d.p
  from unnest(branches, f, p) as d(b, f, p) where h.organisation_id = d.b
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("organisations", "0011_short_pinyin"),
        ("members", "0004_headcount"),
    ]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "Headcount",
            "path",
            registry.kernel.paths.PathField("层级码", default="", editable=False, follows="organisation"),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(APPLY, migrations.RunSQL.noop),
        migrations.AddIndex(
            "Headcount", models.Index(fields=["path"], include=["full", "probationary"], name="headcount_path")
        ),
        migrations.AddIndex(
            "Organisation",
            models.Index(fields=["path"], name="organisation_ended", condition=models.Q(("state", "active"), _negated=True)),
        ),
    ]
