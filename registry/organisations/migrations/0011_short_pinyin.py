"""An organisation is found by the pinyin initials of its short name too (简称拼音首字母)."""

from typing import Any, ClassVar

from django.db import migrations, models

from registry.organisations.naming import initials

TRIGGERS = "alter table organisations_organisation {} trigger user"
SPELL = """
update organisations_organisation o set short_pinyin = n.pinyin
from unnest(%s::bigint[], %s::text[]) n(id, pinyin) where n.id = o.id
"""


def spell(apps: Any, editor: Any) -> None:
    """It follows from the names, so it is nobody's edit."""
    rows = dict(apps.get_model("organisations", "Organisation").objects.values_list("pk", "short_name"))
    if rows:
        with editor.connection.cursor() as cursor:
            cursor.execute(TRIGGERS.format("disable"))
            cursor.execute(SPELL, [[*rows], [initials(name) for name in rows.values()]])
            cursor.execute(TRIGGERS.format("enable"))


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("organisations", "0010_further_items")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "Organisation",
            "short_pinyin",
            models.CharField("简称拼音首字母", max_length=60, editable=False, db_default="", db_collation="C"),
        ),
        migrations.RunPython(spell, migrations.RunPython.noop),
        migrations.AddIndex(
            "Organisation", models.Index(fields=["short_pinyin", "path"], name="organisation_short_pinyin")
        ),
    ]
