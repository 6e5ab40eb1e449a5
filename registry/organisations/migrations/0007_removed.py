"""An organisation that ended leaves its name to another; one made by mistake can be removed and brought back (删除与恢复)."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("organisations", "0006_reorganisation_entry")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RemoveConstraint("Organisation", "organisation_sibling_name_once"),
        migrations.AddConstraint(
            "Organisation",
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="organisation_sibling_name_once",
                nulls_distinct=False,
                condition=models.Q(state="active"),
                violation_error_message="同一上级下已有同名党组织，请核对名称（R-143）。",
            ),
        ),
        migrations.AlterField(
            "Organisation",
            "state",
            models.CharField(
                "状态",
                max_length=10,
                choices=[("active", "正常"), ("dissolved", "已撤销"), ("removed", "已删除")],
                default="active",
            ),
        ),
    ]
