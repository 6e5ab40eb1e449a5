"""Finding Chinese text by a part of it (按片段检索): pairs of neighbouring characters in a GIN index (data.md A5).

pg_trgm extracts nothing useful from two Chinese characters, so the pairs are our own. `cn_grams` serves names of
persons (its first seventeen characters), `cn_grams_all` names of organisations and units of any length. `cn_heads` gives
the beginnings of spellings in pinyin that stand in one column, parted by spaces, so that each is found by its own.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Func
from django.db.models.sql.compiler import SQLCompiler

NAMES = ("cn_grams", "cn_grams_all", "cn_heads")
LAST = "\U0010ffff"
PERSON_LENGTH = 60
SPELLINGS, HEAD = 7, 4
"""How many spellings of one column are found by their beginning, and how many letters of it the index knows."""
_HEADS = ", ".join(
    f"left(split_part(w,' ',{word}),{size})" for word in range(1, SPELLINGS + 1) for size in range(1, HEAD + 1)
)

FUNCTIONS = f"""
create or replace function cn_grams(n text) returns text[] language sql immutable parallel safe strict as
$$ select array_remove(array[{", ".join(f"substr(n,{i},2)" for i in range(1, 17))}],'') $$;
create or replace function cn_grams_all(n text) returns text[] language sql immutable parallel safe strict as
$$ select coalesce(array_agg(distinct substr(n, i, 2)), '{{}}') from generate_series(1, char_length(n) - 1) i $$;
create or replace function cn_heads(w text) returns text[] language sql immutable parallel safe strict as
$$ select array_remove(array[{_HEADS}],'') $$;
"""  # noqa: S608 - built from numbers alone


def function_for(length: int | None) -> str:
    """The SQL function that takes the pairs of a column of that greatest length."""
    return "cn_grams" if length is not None and length <= PERSON_LENGTH else "cn_grams_all"


def pairs_of(column: str, length: int) -> Func:
    """The indexed expression."""
    return Func(F(column), function=function_for(length))


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring characters of `text`."""
    return [text[place : place + 2] for place in range(len(text) - 1)]


@models.CharField.register_lookup
class Holds(models.Lookup):
    """`name__holds="小明"`: contains these characters in this order; one character alone means "begins with"."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        if len(text) == 1:
            return f"({left} >= %s AND {left} < %s)", (*params, text, *params, text + LAST)
        function = function_for(self.lhs.output_field.max_length)
        return f"({function}({left}) @> %s::text[] AND strpos({left}, %s) > 0)", (*params, pairs(text), *params, text)


@models.CharField.register_lookup
class Begins(models.Lookup):
    """`pinyin__begins="zxm"`: a prefix as a range, which stays an index range under row-level security."""

    lookup_name = "begins"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"({left} >= %s AND {left} < %s)", (*params, str(self.rhs), *params, str(self.rhs) + LAST)


def heads_of(column: str) -> Func:
    """The indexed expression over spellings parted by spaces."""
    return Func(F(column), function="cn_heads")


@models.CharField.register_lookup
class OneBegins(models.Lookup):
    """`other_pinyin__one_begins="dxx"`: one of the spellings parted by spaces begins so."""

    lookup_name = "one_begins"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        begun = str(self.rhs)
        holds = f"{left} <> '' AND cn_heads({left}) @> ARRAY[%s] AND strpos(' ' || {left}, %s) > 0"
        return f"({holds})", (*params, *params, begun[:HEAD], *params, f" {begun}")
