"""What getting in rests on; passwords come over from the table of users (口令、会话、二次验证)."""

import django.db.models.deletion
import django.db.models.functions.datetime
import registry.kernel.sealed_fields
import registry.kernel.uids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("security", "0010_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name='MessageCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=registry.kernel.uids.uid, editable=False, unique=True, verbose_name='统一标识')),
                ('request', models.UUIDField(verbose_name='对应的请求')),
                ('digest', models.UUIDField(verbose_name='摘要')),
                ('sent_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='发送时间')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='已试次数')),
                ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
            ],
            options={
                'verbose_name': '短信验证码',
            },
        ),
        migrations.CreateModel(
            name='ActivationCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=registry.kernel.uids.uid, editable=False, unique=True, verbose_name='统一标识')),
                ('digest', models.UUIDField(unique=True, verbose_name='摘要')),
                ('phone_index', models.UUIDField(verbose_name='手机号盲索引')),
                ('issued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='签发时间')),
                ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
                ('void', models.BooleanField(default=False, verbose_name='已作废')),
                ('messages_sent', models.PositiveSmallIntegerField(default=0, verbose_name='已发验证码')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activation_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '授权码',
            },
        ),
        migrations.CreateModel(
            name='Failure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.UUIDField(verbose_name='账号盲索引')),
                ('address', models.UUIDField(verbose_name='网络地址盲索引')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='时间')),
            ],
            options={
                'verbose_name': '登录失败',
                'indexes': [models.Index(fields=['account', 'at'], name='failure_account'), models.Index(fields=['address', 'at'], name='failure_address')],
            },
        ),
        migrations.CreateModel(
            name='OneTimePassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=registry.kernel.uids.uid, editable=False, unique=True, verbose_name='统一标识')),
                ('secret', registry.kernel.sealed_fields.SealedField(blank=True, editable=True, null=True, verbose_name='密钥')),
                ('last_step', models.BigIntegerField(default=0, verbose_name='最近用过的时段')),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='绑定时间')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='one_time_password', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '动态口令',
            },
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=registry.kernel.uids.uid, editable=False, unique=True, verbose_name='统一标识')),
                ('credential', models.BinaryField(unique=True, verbose_name='凭证编号')),
                ('public_key', models.BinaryField(verbose_name='公钥')),
                ('counter', models.BigIntegerField(default=0, verbose_name='使用计数')),
                ('label', models.CharField(max_length=30, verbose_name='名称')),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='登记时间')),
                ('used_at', models.DateTimeField(null=True, verbose_name='最近使用')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passkeys', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '通行密钥',
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.UUIDField(unique=True, verbose_name='摘要')),
                ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '恢复码',
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=registry.kernel.uids.uid, editable=False, unique=True, verbose_name='统一标识')),
                ('device', models.CharField(max_length=80, verbose_name='设备')),
                ('address', models.CharField(max_length=45, verbose_name='网络地址')),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='登录时间')),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='最近使用')),
                ('proved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='最近验证')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('ending', models.CharField(blank=True, choices=[('left', '本人退出'), ('replaced', '在别处登录'), ('ended', '在另一台设备上结束'), ('idle', '超过15分钟没有操作'), ('over', '已满8小时'), ('renewed', '密码或登录凭证已变更')], max_length=8, verbose_name='结束原因')),
                ('with_factor', models.BooleanField(default=False, verbose_name='已二次验证')),
                ('post', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='security.post')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '登录会话',
            },
        ),
        migrations.CreateModel(
            name='KeptRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=registry.kernel.uids.uid, editable=False, unique=True, verbose_name='统一标识')),
                ('path', models.TextField(verbose_name='地址')),
                ('content', models.BinaryField(verbose_name='内容（加密）')),
                ('kept_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='存入时间')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.session')),
            ],
            options={
                'verbose_name': '暂存的请求',
            },
        ),
        migrations.CreateModel(
            name='Password',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=160, verbose_name='摘要')),
                ('set_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='设定时间')),
                ('void', models.BooleanField(default=False, verbose_name='已作废')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passwords', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '口令',
                'indexes': [models.Index(fields=['user', '-id'], name='password_latest')],
            },
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['user', '-id'], name='session_latest'),
        ),
        migrations.RunSQL(
            "insert into accounts_password (user_id, digest, void) select id, password, false from security_user where password like 'argon2%'",
            migrations.RunSQL.noop,
        ),
    ]
