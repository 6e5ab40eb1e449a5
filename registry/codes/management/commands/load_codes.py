"""Load the code lists from their files into the table (装载代码集); safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from registry.codes.catalogue import Code, CodeList, code_list, names
from registry.codes.models import CodeRow


class Command(BaseCommand):
    help = "装载代码集（可重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [_row(one, code, place) for one in map(code_list, names()) for place, code in enumerate(one)]
        with transaction.atomic():
            CodeRow.objects.all().delete()
            CodeRow.objects.bulk_create(rows, batch_size=1000)
        self.stdout.write(f"已装载 {len(names())} 个代码集，共 {len(rows)} 条代码。")


def _row(one: CodeList, code: Code, position: int) -> CodeRow:
    return CodeRow(
        code_list=one.name, code=code.code, name=code.name, parent=code.parent, leaf=code.leaf,
        position=position, valid_from=code.valid_from, valid_until=code.valid_until,
    )  # fmt: skip
