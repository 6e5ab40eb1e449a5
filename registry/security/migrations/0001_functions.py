"""Functions, sequences and extensions that tables of every app build on (公共函数)."""

from typing import ClassVar

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from registry.kernel.grams import FUNCTIONS


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        BtreeGistExtension(),
        migrations.RunSQL(
            FUNCTIONS,
            "drop function if exists cn_grams(text); drop function if exists cn_grams_all(text)",
        ),
        migrations.RunSQL(
            "create sequence organisation_root maxvalue 46655; create sequence organisation_code maxvalue 999999999",
            "drop sequence organisation_root; drop sequence organisation_code",
        ),
    ]
