"""A reorganisation has an identity of its own and knows its audit entry, so that it can be taken back (撤回组织变动)."""

from typing import ClassVar

from django.db import migrations, models

import registry.kernel.uids

# Django would fill the column with an UPDATE, which the ledger's triggers refuse on a node in service.
GIVE_IDENTITIES = """
alter table organisations_reorganisation add column uid uuid;
alter table organisations_reorganisation disable trigger user;
update organisations_reorganisation set uid = gen_random_uuid();
alter table organisations_reorganisation enable trigger user;
alter table organisations_reorganisation alter column uid set not null, add unique (uid);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("organisations", "0005_former_name")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField("Reorganisation", "entry", models.BigIntegerField("审计编号", null=True, editable=False)),
        migrations.RunSQL(
            GIVE_IDENTITIES,
            "alter table organisations_reorganisation drop column uid",
            state_operations=[
                migrations.AddField(
                    "Reorganisation",
                    "uid",
                    models.UUIDField("统一标识", default=registry.kernel.uids.uid, unique=True, editable=False),
                )
            ],
        ),
        migrations.AddField(
            "Standing",
            "ended_by",
            models.ForeignKey(
                "organisations.Reorganisation", models.PROTECT, null=True, related_name="ended_standings"
            ),
        ),
        migrations.AlterField(
            "Reorganisation",
            "act",
            models.CharField(
                "变动类型",
                max_length=13,
                choices=[
                    ("renamed", "更名"),
                    ("recategorised", "更改类别"),
                    ("moved", "改变隶属关系"),
                    ("merged", "合并"),
                    ("split", "分设"),
                    ("dissolved", "撤销"),
                ],
            ),
        ),
    ]
