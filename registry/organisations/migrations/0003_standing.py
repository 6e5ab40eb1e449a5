"""The place of an organisation in the tree becomes all it was for a while: its names and category besides (党组织沿革)."""

from typing import ClassVar

from django.db import migrations, models

from registry.kernel.periods import never_twice

FILL = """
alter table organisations_standing disable trigger user;
update organisations_standing s set name = o.name, short_name = o.short_name, category = o.category
from organisations_organisation o where o.id = s.organisation_id;
alter table organisations_standing enable trigger user;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("organisations", "0002_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RenameModel("TreePlace", "Standing"),
        migrations.AlterModelOptions("Standing", {"verbose_name": "党组织沿革"}),
        migrations.AddField(
            "Standing", "name", models.CharField("党组织名称", max_length=120, default=""), preserve_default=False
        ),
        migrations.AddField(
            "Standing", "short_name", models.CharField("党组织简称", max_length=60, default=""), preserve_default=False
        ),
        migrations.AddField(
            "Standing", "category", models.CharField("组织类别", max_length=8, default=""), preserve_default=False
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RenameIndex("Standing", new_name="standing_path", old_name="tree_place_path"),
        migrations.AlterField(
            "Standing",
            "organisation",
            models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="standings"),
        ),
        migrations.AlterField(
            "Standing",
            "parent",
            models.ForeignKey(
                "organisations.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="上级党组织"
            ),
        ),
        migrations.RemoveConstraint("Standing", "tree_place_once"),
        migrations.AddConstraint("Standing", never_twice("standing_once", "organisation")),
    ]
