"""What an organisation became and by which document (组织变动)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_standing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('act', models.CharField(choices=[('renamed', '更名')], max_length=12, verbose_name='变动类型')),
                ('effective_on', models.DateField(verbose_name='生效日期')),
                ('document', models.CharField(max_length=60, verbose_name='批准文号')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='变动原因')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reorganisations', to='organisations.organisation')),
            ],
            options={
                'verbose_name': '组织变动',
            },
        ),
        migrations.AddField(
            model_name='standing',
            name='begun_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='organisations.reorganisation'),
        ),
    ]
