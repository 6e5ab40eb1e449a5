"""The name an organisation had before it was given another (原名称)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0004_reorganisation'),
    ]

    operations = [
        migrations.AddField(
            model_name='reorganisation',
            name='former_name',
            field=models.CharField(blank=True, max_length=120, verbose_name='原名称'),
        ),
    ]
