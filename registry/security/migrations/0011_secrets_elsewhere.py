"""Passwords stand outside the ledger, which repeats every column of a record (口令移出台账)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("security", "0010_accounts")]

    operations = [migrations.RemoveField("user", "password"), migrations.RemoveField("user", "last_login")]
