"""All items of a unit, what it is found by, and the changes that can be taken back (单位信息)."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import registry.codes.fields
import registry.kernel.fields
import registry.kernel.paths
import registry.kernel.uids
import registry.units.models
from django.db import migrations, models


KEY = r"""
create or replace function unit_key(n text) returns text language sql immutable parallel safe strict as $$
  select translate(lower(normalize(n, NFKC)), '【〔〖[{〈《】〕〗]}〉》 ·•・-—–_.,、，。''"“”‘’', '((((((()))))))')
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0005_former_name'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(KEY, "drop function unit_key(text)"),
        migrations.CreateModel(
            name='UnitChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('uid', models.UUIDField(default=registry.kernel.uids.uid, editable=False, unique=True, verbose_name='统一标识')),
                ('act', models.CharField(choices=[('converted', '转制'), ('corrected', '更正单位类别'), ('deleted', '删除')], max_length=10, verbose_name='变动类型')),
                ('name', models.CharField(max_length=120, verbose_name='单位名称')),
                ('effective_on', models.DateField(verbose_name='生效日期')),
                ('document', models.CharField(blank=True, max_length=60, verbose_name='批准文号')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='变动原因')),
                ('former_category', models.CharField(max_length=8, verbose_name='原单位类别')),
                ('category', models.CharField(blank=True, max_length=8, verbose_name='单位类别')),
                ('members', models.PositiveIntegerField(default=0, verbose_name='随之变更工作岗位的党员数')),
                ('entry_number', models.BigIntegerField(verbose_name='审计记录')),
                ('undone_on', models.DateField(null=True, verbose_name='撤回日期')),
            ],
            options={
                'verbose_name': '单位变动',
            },
        ),
        migrations.AddField(
            model_name='unit',
            name='address',
            field=registry.kernel.fields.PlainField(blank=True, max_length=120, null=True, verbose_name='单位地址'),
        ),
        migrations.AddField(
            model_name='unit',
            name='adviser',
            field=registry.kernel.fields.NameField(blank=True, help_text='有几名的，填牵头的一名。', max_length=50, null=True, verbose_name='党建工作指导员'),
        ),
        migrations.AddField(
            model_name='unit',
            name='advisers',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='党建工作指导员数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='border',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否边疆民族地区'),
        ),
        migrations.AddField(
            model_name='unit',
            name='collective_income',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='集体经济年收入（元）'),
        ),
        migrations.AddField(
            model_name='unit',
            name='communities',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='下辖社区数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='contact_place',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否上级党建联系点'),
        ),
        migrations.AddField(
            model_name='unit',
            name='control',
            field=registry.codes.fields.CodeField(blank=True, code_list='dz_enterprise_control', default=None, max_length=8, null=True, verbose_name='控制（控股）情况'),
        ),
        migrations.AddField(
            model_name='unit',
            name='delegate',
            field=registry.kernel.fields.PlainField(blank=True, help_text='法定代表人或出资人担任的，写明哪一级。', max_length=60, null=True, verbose_name='担任“两代表一委员”情况'),
        ),
        migrations.AddField(
            model_name='unit',
            name='department_build',
            field=registry.codes.fields.CodeField(blank=True, code_list='dz_gov_dept_party_build', default=None, max_length=8, null=True, verbose_name='政府工作部门建立党组织情况'),
        ),
        migrations.AddField(
            model_name='unit',
            name='directory',
            field=registry.kernel.fields.PlainField(blank=True, help_text='登记管理部门的哪一份名录，例如机构编制、市场监管、民政。', max_length=60, null=True, verbose_name='所在单位目录'),
        ),
        migrations.AddField(
            model_name='unit',
            name='economic_kind',
            field=registry.codes.fields.CodeField(blank=True, code_list='gb_economic_type', default=None, max_length=8, null=True, verbose_name='经济类型'),
        ),
        migrations.AddField(
            model_name='unit',
            name='employees',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='在岗职工（从业人员）数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='families',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='户数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='first_secretary',
            field=registry.kernel.fields.NameField(blank=True, max_length=50, null=True, verbose_name='第一书记'),
        ),
        migrations.AddField(
            model_name='unit',
            name='first_secretary_ended_on',
            field=registry.kernel.fields.DayField(blank=True, null=True, verbose_name='第一书记任期止'),
        ),
        migrations.AddField(
            model_name='unit',
            name='first_secretary_ended_precision',
            field=registry.kernel.fields.PrecisionField(db_default='day', default='day', editable=False, max_length=5, verbose_name='第一书记任期止精度'),
        ),
        migrations.AddField(
            model_name='unit',
            name='first_secretary_started_on',
            field=registry.kernel.fields.DayField(blank=True, null=True, verbose_name='第一书记任期起'),
        ),
        migrations.AddField(
            model_name='unit',
            name='first_secretary_started_precision',
            field=registry.kernel.fields.PrecisionField(db_default='day', default='day', editable=False, max_length=5, verbose_name='第一书记任期起精度'),
        ),
        migrations.AddField(
            model_name='unit',
            name='full_members',
            field=registry.kernel.fields.CountField(blank=True, help_text='还没有建立党组织的单位填写：3名及以上为应建未建，不足3名为未建立。', null=True, verbose_name='单位正式党员数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='hamlets',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='下辖自然村数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='industry',
            field=registry.codes.fields.CodeField(blank=True, code_list='gb_industry', default=None, help_text='国民经济行业的门类或大类。', max_length=8, null=True, verbose_name='所属行业'),
        ),
        migrations.AddField(
            model_name='unit',
            name='intermediary',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否中介组织'),
        ),
        migrations.AddField(
            model_name='unit',
            name='intermediary_kind',
            field=registry.kernel.fields.PlainField(blank=True, max_length=60, null=True, verbose_name='中介组织类型'),
        ),
        migrations.AddField(
            model_name='unit',
            name='leading_group',
            field=registry.codes.fields.CodeField(blank=True, code_list='dz_org_leader_group', default=None, help_text='指单位领导机关的党组，不是基层党组织。', max_length=8, null=True, verbose_name='是否成立党组'),
        ),
        migrations.AddField(
            model_name='unit',
            name='league',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否建立共青团'),
        ),
        migrations.AddField(
            model_name='unit',
            name='league_leader_member',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='共青团负责人是否党员'),
        ),
        migrations.AddField(
            model_name='unit',
            name='legal_person',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否法人单位'),
        ),
        migrations.AddField(
            model_name='unit',
            name='level',
            field=registry.codes.fields.CodeField(blank=True, code_list='dz_unit_level', default=None, max_length=8, null=True, verbose_name='单位级别'),
        ),
        migrations.AddField(
            model_name='unit',
            name='nature',
            field=registry.codes.fields.CodeField(blank=True, code_list='dz_unit_nature', default=None, help_text='比单位类别更细：事业单位选到学校、医院等类型，社会组织选到社会团体、基金会、律师事务所等类型。', max_length=8, null=True, verbose_name='单位性质类别'),
        ),
        migrations.AddField(
            model_name='unit',
            name='party_workers',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='专职党务工作者数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='phone',
            field=registry.kernel.fields.PlainField(blank=True, help_text='办公电话，带区号；不填个人手机号码。', max_length=30, null=True, verbose_name='单位电话'),
        ),
        migrations.AddField(
            model_name='unit',
            name='pinyin',
            field=models.CharField(db_collation='C', db_default='', editable=False, max_length=120, verbose_name='拼音首字母'),
        ),
        migrations.AddField(
            model_name='unit',
            name='poor_village',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否建档立卡村'),
        ),
        migrations.AddField(
            model_name='unit',
            name='region',
            field=registry.kernel.fields.PlainField(blank=True, help_text='写到县（市、区、旗）或乡镇街道。', max_length=60, null=True, verbose_name='所在行政区划'),
        ),
        migrations.AddField(
            model_name='unit',
            name='registered_population',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='户籍人口'),
        ),
        migrations.AddField(
            model_name='unit',
            name='registration_kind',
            field=registry.kernel.fields.PlainField(blank=True, help_text='照营业执照填写。', max_length=60, null=True, verbose_name='登记注册类型'),
        ),
        migrations.AddField(
            model_name='unit',
            name='representative',
            field=registry.kernel.fields.NameField(blank=True, help_text='没有的填主要负责人。', max_length=50, null=True, verbose_name='法定代表人'),
        ),
        migrations.AddField(
            model_name='unit',
            name='representative_member',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='法定代表人是否党员'),
        ),
        migrations.AddField(
            model_name='unit',
            name='representative_secretary',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='法定代表人是否兼任党组织书记'),
        ),
        migrations.AddField(
            model_name='unit',
            name='resident_population',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='常住人口'),
        ),
        migrations.AddField(
            model_name='unit',
            name='restructured',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否改制企业'),
        ),
        migrations.AddField(
            model_name='unit',
            name='rural_income',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='农村居民人均可支配收入（元）'),
        ),
        migrations.AddField(
            model_name='unit',
            name='scale',
            field=registry.codes.fields.CodeField(blank=True, code_list='dz_enterprise_scale', default=None, max_length=8, null=True, verbose_name='企业规模'),
        ),
        migrations.AddField(
            model_name='unit',
            name='service_centre',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否有党员服务机构'),
        ),
        migrations.AddField(
            model_name='unit',
            name='short_name',
            field=registry.kernel.fields.PlainField(blank=True, max_length=60, null=True, verbose_name='单位简称'),
        ),
        migrations.AddField(
            model_name='unit',
            name='subordination',
            field=registry.codes.fields.CodeField(blank=True, code_list='dz_unit_subordination', default=None, max_length=8, null=True, verbose_name='单位隶属关系'),
        ),
        migrations.AddField(
            model_name='unit',
            name='supervision',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否有村务监督委员会'),
        ),
        migrations.AddField(
            model_name='unit',
            name='technicians',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='其中专业技术人员数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='technology_enterprise',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否民营科技企业'),
        ),
        migrations.AddField(
            model_name='unit',
            name='union',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否建立工会'),
        ),
        migrations.AddField(
            model_name='unit',
            name='union_leader_member',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='工会负责人是否党员'),
        ),
        migrations.AddField(
            model_name='unit',
            name='villages',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='下辖建制村数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='volunteers',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否有党员志愿者队伍'),
        ),
        migrations.AddField(
            model_name='unit',
            name='women',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='是否建立妇联'),
        ),
        migrations.AddField(
            model_name='unit',
            name='women_leader_member',
            field=registry.kernel.fields.FlagField(blank=True, null=True, verbose_name='妇联负责人是否党员'),
        ),
        migrations.AddField(
            model_name='unit',
            name='workers',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='其中工人数'),
        ),
        migrations.AddField(
            model_name='unit',
            name='young_employees',
            field=registry.kernel.fields.CountField(blank=True, null=True, verbose_name='其中35岁及以下'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='keeper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_units', to='organisations.organisation', verbose_name='管理党组织'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='path',
            field=registry.kernel.paths.PathField(editable=False, verbose_name='管理党组织层级码'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(fields=['code'], name='unit_code'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(condition=models.Q(('pinyin', '')), fields=['id'], name='unit_unspelt'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(registry.units.models.NameKey(models.F('name')), name='unit_name_key'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(models.F('name'), function='cn_grams_all'), name='unit_grams'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(models.F('pinyin'), function='cn_grams_all'), name='unit_pinyin_grams'),
        ),
        migrations.AddField(
            model_name='unitchange',
            name='keeper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='管理党组织'),
        ),
        migrations.AddField(
            model_name='unitchange',
            name='unit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='changes_made', to='units.unit', verbose_name='单位'),
        ),
        migrations.AddIndex(
            model_name='unitchange',
            index=models.Index(fields=['unit', '-id'], name='unit_change_unit'),
        ),
    ]
