"""The order of subordinates beside their paths (党组织排序)."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("organisations", "0008_standing_grams")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "Organisation", "rank", models.PositiveIntegerField("排序", default=1_000_000, editable=False)
        ),
        migrations.AddIndex(
            "Organisation", models.Index(fields=["parent", "rank", "path"], name="organisation_order")
        ),
    ]
