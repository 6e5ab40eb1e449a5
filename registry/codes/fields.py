"""The field that stores one code of one list (代码项)."""

from __future__ import annotations

from typing import Any

from django.db import models

from registry.codes.catalogue import Code, CodeList, code_list
from registry.kernel.fields import ItemField
from registry.kernel.refusals import Level, Violation
from registry.kernel.values import text
from registry.kernel.values.parsed import Parsed


class CodeField(ItemField, models.CharField):
    """A code, accepted as code, name or known alias; `finest` asks for a leaf (R-034); `only` narrows the list."""

    widget = "code"

    def __init__(
        self, *args: Any, code_list: str = "", finest: bool = True, only: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        self.list_name, self.finest, self.only = code_list, finest, tuple(only)
        for name, value in (("max_length", 8), ("blank", True), ("default", "")):
            kwargs.setdefault(name, value)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), dict(kwargs) | {"code_list": self.list_name}

    @property
    def codes(self) -> CodeList:
        return code_list(self.list_name)

    def options(self) -> list[Code]:
        """The codes to choose from, in the order of the list; those above a leaf are headings when `finest`."""
        return [code for code in self.codes if not self.only or code.code in self.only]

    def parse(self, raw: object) -> Parsed[str]:
        """The code meant by `raw`; REFUSE with the nearest suggestion when there is none."""
        cleaned = text.parse(raw, limit=100)
        written = cleaned.value or ""
        if not written:
            return Parsed("")
        found = self.codes.find(written)
        if found is None or (self.only and found.code not in self.only):
            return Parsed(None, problems=(self._unknown(written),))
        if self.finest and not found.leaf:
            return Parsed(None, problems=(self._coarse(found),))
        changed = "" if written in (found.code, found.name) else f"“{written}”按“{found.code} {found.name}”登记"
        return Parsed(found.code, changed or cleaned.changed)

    def text_of(self, row: Any) -> str:
        return self.codes.label(getattr(row, self.name) or "")

    def input_of(self, row: Any) -> str:
        return getattr(row, self.name) or ""

    def _unknown(self, written: str) -> Violation:
        if several := self.codes.several(written):
            alike = len({code.name for code in several}) == 1
            which = "、".join(f"{one.code} {self.codes.label(one.parent) if alike else one.name}" for one in several)
            return Violation(
                "R-034", f"“{written}”在{self.verbose_name}代码集中不止一项，请填代码：{which}。", self.name
            )
        near = self.codes.nearest(written)
        hint = f"；是否指“{near.code} {near.name}”？" if near else "，请从代码表中选择。"
        message = f"{self.verbose_name}代码集中没有“{written}”{hint}"
        return Violation("R-034", message, self.name, Level.REFUSE)

    def _coarse(self, found: Code) -> Violation:
        below = "、".join(f"{code.code} {code.name}" for code in self.codes if code.parent == found.code)
        message = f"{self.verbose_name}须选到最末级代码；“{found.name}”下有：{below}。"
        return Violation("R-034", message, self.name, Level.REFUSE)


class SecrecyField(CodeField):
    """How secret somebody or something is (密级, C-A16): this network keeps what is not secret, and nothing else."""

    RULE = "C-A16"
    OPEN_TO_ALL = "0"
    CLASSIFIED = "密级为“{level}”的信息不得进入本系统（非涉密网络）：请不要保存或再次上传，立即报告本单位保密工作机构，按保密规定处理。"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, code_list="dz_security_level", **{name: kwargs[name] for name in kwargs if name != "code_list"}
        )

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """To a migration it is a code as any other."""
        name, _, args, options = super().deconstruct()
        return name, "registry.codes.fields.CodeField", args, options

    def options(self) -> list[Code]:
        return [code for code in self.codes if code.code == self.OPEN_TO_ALL]

    def parse(self, raw: object) -> Parsed[str]:
        """Not secret, or nothing; any higher level is refused with what is to be done now."""
        parsed = super().parse(raw)
        if parsed.value in ("", None, self.OPEN_TO_ALL):
            return parsed
        refused = Violation(self.RULE, self.CLASSIFIED.format(level=self.codes.label(parsed.value)), self.name)
        return Parsed(None, problems=(refused,))

    def as_kept(self, value: Any) -> Any:
        return value or self.OPEN_TO_ALL
