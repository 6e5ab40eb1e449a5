"""The second wall (行级策略): PostgreSQL itself shows a row only to whose sight covers it, whatever a view forgot.

The policies follow from `ScopedQuerySet`: where a kind of row stands is declared once. They bind the role of the web and its
workers, which owns nothing and may not change the trail.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.apps.config import AppConfig
from django.conf import settings
from django.db import connections, models

from registry.kernel import grams
from registry.security.parts import CLOSED
from registry.security.scope import ScopedQuerySet

LOW, HIGH = "(select current_setting('registry.low'))", "(select current_setting('registry.high'))"
INSIDE = f"{{path}} >= {LOW} and {{path}} < {HIGH}"
ABOVE = f"starts_with({LOW}, {{path}})"
PEOPLE = "(select current_setting('registry.people')) = 'on'"
SHOW = """
alter table {table} enable row level security;
alter table {table} force row level security;
drop policy if exists seen on {table};
drop policy if exists written on {table};
drop policy if exists changed on {table};
drop policy if exists removed on {table};
create policy seen on {table} for select using ({seen});
create policy written on {table} for insert with check ({held});
create policy changed on {table} for update using ({held}) with check ({held});
create policy removed on {table} for delete using ({held});
"""
ROLE = """
do $$ begin
  if not exists (select from pg_roles where rolname = '{role}') then create role {role} nologin; end if;
  execute format('grant {role} to %I', current_user);
exception when duplicate_object or unique_violation or insufficient_privilege then null; end $$
"""
PRIVILEGES = """
grant usage on schema public to {role};
grant select, insert, update, delete on all tables in schema public to {role};
grant usage, select, update on all sequences in schema public to {role};
revoke update, delete, truncate on security_auditentry, security_change, security_seal from {role};
revoke insert, update, delete on django_migrations from {role};
"""
# With row policies, PostgreSQL looks at an index only through functions that cannot tell of rows nobody may see. An error of
# these could tell of no row: one compares arrays, the others cut text into pieces (data.md B4).
LEAKPROOF = "do $$ begin {marks} exception when insufficient_privilege then null; end $$".format(
    marks="".join(
        f"alter function {function} leakproof;"
        for function in ("pg_catalog.arraycontains(anyarray, anyarray)", *(f"{name}(text)" for name in grams.NAMES))
    )
)


def raise_wall(app_config: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Put the policies on the tables of one app and, once the last is there, the role in its place; safe to repeat."""
    if not app_config.name.startswith("registry."):
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for model in scoped():
            if model._meta.app_config == app_config and model._meta.db_table in present:
                cursor.execute(_policy(model))
        if all(model._meta.db_table in present for model in scoped()):
            cursor.execute(ROLE.format(role=settings.WEB_ROLE))
            cursor.execute(PRIVILEGES.format(role=settings.WEB_ROLE))
            cursor.execute(CLOSED.format(role=settings.WEB_ROLE))
            cursor.execute(LEAKPROOF)


def scoped() -> list[type[models.Model]]:
    """Every kind of row that stands somewhere in the tree."""
    found = [model for model in apps.get_models() if isinstance(model._default_manager.all(), ScopedQuerySet)]
    return sorted(found, key=lambda model: model._meta.db_table)


def _policy(model: type[models.Model]) -> str:
    """What may be seen of `model`, and what changed; superiors are seen by their subordinates, who name them everywhere."""
    rows: Any = model._default_manager.all()
    held, people = _at(model, INSIDE), f"{PEOPLE} and " if rows.people else ""
    seen = {"": held, "from below": _at(model, f"({INSIDE} or {ABOVE})"), "everywhere": "true"}[rows.also_seen]
    return SHOW.format(table=model._meta.db_table, seen=people + seen, held=people + held)


def _at(model: type[models.Model], condition: str) -> str:
    """The condition said of the path where the row stands: its own, or that of the organisation it belongs to."""
    path_name = model._default_manager.all().path_name  # type: ignore[attr-defined]
    if "__" not in path_name:
        return condition.format(path=path_name)
    link, column = path_name.split("__")
    field: Any = model._meta.get_field(link)
    place = f"place.id = {model._meta.db_table}.{field.column} and {condition.format(path=f'place.{column}')}"
    return f"exists (select from {field.related_model._meta.db_table} place where {place})"
