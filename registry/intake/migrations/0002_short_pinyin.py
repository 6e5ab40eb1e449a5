"""A staged organisation brings along the pinyin initials of its short name (简称拼音首字母)."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("intake", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "StagedOrganisation",
            "short_pinyin",
            models.CharField("简称拼音首字母", max_length=60, default="", db_default="", db_collation="C"),
        ),
    ]
