"""What people may write into an item (取值): for each kind of field, texts of every sort, the usual and the odd."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as some
from hypothesis.strategies import SearchStrategy

from registry.codes.fields import CodeField
from registry.kernel import fields, sealed_fields
from registry.kernel.fields import ItemField
from tests.world import identity_number

HAN = some.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
ODD = some.sampled_from("䶮㼆𠮷·•．.- 　\u200b\x00\t\nＡ１x'\"=@<>\ufffd\ue000éẞ🙂\u0301⽂")
WORDS = some.text(some.one_of(HAN, ODD, some.characters(max_codepoint=0x2FF)), max_size=250)
DIGITS = some.text("0123456789-+ ()转", max_size=60)
EXTREMES = ("", " ", "\x00", "1" * 300, "字" * 300, "-9999999999", "𠮷" * 130, "0" * 18, "1900", "#")
DATES = some.one_of(
    some.dates(date(1900, 1, 1), date(2199, 12, 31)).map(str),
    some.dates(date(1900, 1, 1), date(2199, 12, 31)).map(lambda day: f"{day.year}年{day.month}月"),
    some.integers(1900, 2199).map(str),
    WORDS,
)
IDENTITIES = some.one_of(
    some.builds(
        lambda day, sex, number: identity_number(f"{day:%Y%m%d}", sex, number),
        some.dates(date(1900, 1, 1), date(2025, 1, 1)), some.sampled_from("男女"), some.integers(0, 499),
    ),
    some.just("0" * 18), DIGITS, WORDS,
)  # fmt: skip


def written(field: ItemField) -> SearchStrategy[str]:
    """Texts that may stand in a form or a cell for that item."""
    if isinstance(field, CodeField):
        codes = [code.code for code in field.options()]
        return some.one_of(some.sampled_from(codes), some.sampled_from([code.name for code in field.options()]), WORDS)
    kinds: list[tuple[type[ItemField], SearchStrategy[str]]] = [
        (fields.DayField, DATES),
        (fields.FlagField, some.one_of(some.sampled_from(["是", "否", "有", "0", "true"]), WORDS)),
        (fields.CountField, some.one_of(some.integers(-9, 10**10).map(str), WORDS)),
        (fields.NumberField, some.one_of(some.integers(-(10**10), 10**10).map(str), WORDS)),
        (sealed_fields.IdentityField, IDENTITIES),
        (sealed_fields.PhoneField, some.one_of(some.from_regex(r"1[3-9]0000[0-9]{5}", fullmatch=True), DIGITS, WORDS)),
    ]
    return next((values for kind, values in kinds if isinstance(field, kind)), WORDS)
