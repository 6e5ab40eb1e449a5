"""What the second wall keeps (行级策略, S22): the database itself shows no row to whom it does not concern, whatever a view forgot."""

from __future__ import annotations

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from registry.kernel.sealed_fields import SealedField
from registry.members.models import Member
from registry.security.policies import scoped
from registry.security.sight import NOTHING, Sight, seeing
from tests.world import World

SCOPED = scoped()
READ_EVERYWHERE = [model for model in SCOPED if model._default_manager.all().also_seen == "everywhere"]  # type: ignore[attr-defined]

pytestmark = pytest.mark.django_db


def of_persons() -> set[type[models.Model]]:
    """Every kind of row that is about a member: the member, what hangs on it, and what has a sealed number of its own."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("registry.") and model._meta.managed]
    hanging = {model for model in ours for field in model._meta.fields if field.related_model is Member}
    sealed = {model for model in ours for field in model._meta.fields if isinstance(field, SealedField)}
    return hanging | sealed | {Member}


REACHED_BY_A_COVERED_ROW = {
    "members_memberidentity": "a blind index and the number of a member: whether a number is taken is asked of the whole register",
    "members_placement": "where a member was from when to when; read from the member",
    "members_basis": "the number of a sealed file and of a member; read from the member",
    "members_explanation": "what a clerk said of a finding; read from the member",
    "intake_stagedmember": "a sheet on its way in; read from its batch, which stands at an organisation",
    "intake_stagedorganisation": "a sheet on its way in; read from its batch, which stands at an organisation",
    "intake_mend": "a cell that was mended, sealed; read from its batch",
    "accounts_onetimepassword": "the sealed secret of somebody's second factor; read when he himself signs in",
    "dossiers_groupmembership": "who is in which group; read from the group, which stands at an organisation",
}
"""Tables about persons without a policy of their own, each with the reason (docs/decisions/security.md)."""


def test_every_table_that_stands_in_the_tree_has_its_policies_and_forces_them_on_its_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relname = any(%s) and not (relrowsecurity and relforcerowsecurity)",
            [[model._meta.db_table for model in SCOPED]],
        )
        assert cursor.fetchall() == []
        cursor.execute("select tablename, count(*) from pg_policies group by tablename")
        assert dict(cursor.fetchall()) == {model._meta.db_table: 4 for model in SCOPED}


def test_every_table_about_persons_has_a_policy_or_a_reason() -> None:
    open_to_reading = {model._meta.db_table for model in of_persons() - set(SCOPED)}
    assert open_to_reading == set(REACHED_BY_A_COVERED_ROW)


def test_whoever_sees_nothing_is_shown_no_row_of_any_table(world: World) -> None:
    with seeing(NOTHING):
        shown = {model._meta.db_table for model in SCOPED if model._default_manager.exists()}
    assert shown <= {model._meta.db_table for model in READ_EVERYWHERE}
    assert Member.objects.exists()


def test_an_organisation_beside_is_shown_no_member_by_the_database_alone(world: World) -> None:
    """Not even to somebody who asks for every row: no view, no filter, the table itself."""
    for place, people in (("school", 3), ("mill", 11), ("weavers", 4)):
        with seeing(Sight.below(getattr(world, place).path, people=True)):
            assert Member.objects.count() == people
            assert not Member.objects.exclude(path__below=getattr(world, place).path).exists()
        with seeing(Sight.below(getattr(world, place).path, people=False)):
            assert Member.objects.count() == 0


def test_a_connection_of_the_webs_role_that_says_nothing_is_answered_with_an_error() -> None:
    told = connection.settings_dict
    keys = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT", "password": "PASSWORD"}
    named = {key: told[name] for key, name in keys.items()}
    with (
        psycopg.connect(**named, options=f"-c role={settings.WEB_ROLE}") as bare,
        pytest.raises(psycopg.errors.UndefinedObject),
    ):
        bare.execute("select count(*) from members_member")


def test_the_role_of_the_web_owns_nothing_and_goes_round_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = %s", [settings.WEB_ROLE]
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("select count(*) from pg_tables where tableowner = %s", [settings.WEB_ROLE])
        assert cursor.fetchone() == (0,)
