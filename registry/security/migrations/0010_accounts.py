"""An account belongs to one person whose number is known, to an organisation, and has a status (账号)."""

import django.db.models.deletion
from django.db import migrations, models

import registry.kernel.fields
import registry.kernel.sealed_fields

# Whoever was in service stays so; the organisation that answers for the account is that of the first post.
FILL = """
alter table security_user disable trigger user;
update security_user u set status = case when is_active then 'active' else 'suspended' end, organisation_id = coalesce(
  (select p.organisation_id from security_post p where p.user_id = u.id order by p.id limit 1),
  (select o.id from organisations_organisation o where o.parent_id is null order by o.id limit 1));
alter table security_user enable trigger user;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial"), ("security", "0002_initial")]

    operations = [
        migrations.AddField("user", "identity_index", models.UUIDField(editable=False, null=True, verbose_name="公民身份号码盲索引")),
        migrations.AddField("user", "identity_mask", models.CharField(blank=True, default="", editable=False, max_length=40, verbose_name="公民身份号码（隐去中段）"), preserve_default=False),
        migrations.AddField("user", "identity_number", registry.kernel.sealed_fields.PersonField(blank=True, help_text="18位，末位可为大写字母X；一个人只能有一个账号。", null=True, verbose_name="公民身份号码")),
        migrations.AddField("user", "phone", registry.kernel.sealed_fields.MobileField(blank=True, help_text="本人的手机号码：激活和找回密码时接收验证码，也可以用它登录。", null=True, verbose_name="手机号")),
        migrations.AddField("user", "phone_index", models.UUIDField(editable=False, null=True, verbose_name="手机号盲索引")),
        migrations.AddField("user", "phone_mask", models.CharField(blank=True, default="", editable=False, max_length=40, verbose_name="手机号（隐去中段）"), preserve_default=False),
        migrations.AddField("user", "status", models.CharField(choices=[("opened", "待激活"), ("active", "启用"), ("suspended", "停用"), ("closed", "注销")], default="opened", max_length=9, verbose_name="账号状态")),
        migrations.AddField("user", "wanted_role", models.CharField(blank=True, choices=[("operator", "经办"), ("approver", "审批"), ("system", "系统管理员"), ("security", "安全保密管理员"), ("audit", "审计管理员")], default="", max_length=10, verbose_name="拟任岗位"), preserve_default=False),
        migrations.AddField("user", "organisation", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation", verbose_name="所属党组织")),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("user", "organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation", verbose_name="所属党组织")),
        migrations.RemoveField("user", "is_active"),
        migrations.AlterField("user", "name", registry.kernel.fields.NameField(help_text="与居民身份证一致。", max_length=50, verbose_name="姓名")),
        migrations.AddIndex("user", models.Index(fields=["organisation", "id"], name="user_organisation")),
        migrations.AddConstraint("user", models.UniqueConstraint(fields=("identity_index",), name="user_identity_once", violation_error_message="该身份号码已有账号，一个人只能有一个账号；请核对号码，需要变动的请报上级党组织。")),
        migrations.AddConstraint("user", models.UniqueConstraint(condition=models.Q(("status", "closed"), _negated=True), fields=("phone_index",), name="user_phone_once", violation_error_message="该手机号已有账号使用，请核对号码。")),
    ]
