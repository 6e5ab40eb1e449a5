"""Open the first three accounts of a node (首批管理员账号, S17): a fresh installation has none; codes are shown this once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.accounts import console
from registry.kernel import clock
from registry.kernel.refusals import Invalid, Refused
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation
from registry.organisations.sets import details
from registry.security.actors import Actor, Top
from registry.security.models import Post, Role, User

THREE = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
EXISTS = "本节点已有管理员账号；请由现任系统管理员开通其他用户，忘记凭证的请由上级重置。"
NO_TOP = (
    "还没有顶级党组织：请同时写出 --name 全称 --category 类别 --founded-on 建立日期 --founding-document 批准文号 "
    "--secretary 书记 --contact 联系人 --phone 联系电话，一并建立。"
)
TOP_EXISTS = "已有顶级党组织“{name}”，不用再写 --name 等项；请去掉后重新运行。"
FOUNDING = ("name", "category", "founded_on", "founding_document", "secretary", "contact", "phone")
SHAPE = "{label}：应写成“姓名,公民身份号码,手机号”。"


class Command(BaseCommand):
    """System, security and audit, three different persons, each with a one-time code."""

    help = "为新装的节点建立顶级党组织，开通系统、安全保密、审计三名管理员，在终端显示各自的一次性授权码。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        for role in THREE:
            parser.add_argument(f"--{role.value}", required=True, metavar="姓名,身份号码,手机号", help=role.label)
        for name in FOUNDING:
            label = details.items[name].label
            parser.add_argument(
                f"--{name.replace('_', '-')}", metavar=label, help=f"顶级党组织的{label}（数据库为空时写）"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        if Post.objects.filter(role__in=THREE).exists():
            raise CommandError(EXISTS)
        people = [(role, _items(options[role.value], role)) for role in THREE]
        place = self._top({name: options[name] for name in FOUNDING if options.get(name)})
        for role, items in people:
            try:
                user, code = console.open_with_code(place, role, items, "", clock.today())
            except (Refused, Invalid) as refusal:
                raise CommandError(f"{role.label}：{refusal}") from refusal
            self.stdout.write(f"{role.label}　{user.name}　登录名 {user.login_name}　授权码 {code}")
        self.stdout.write("授权码7天内有效，只显示这一次；请本人在登录页选“激活账号”。")

    def _top(self, written: dict[str, str]) -> Organisation:
        """The organisation on top of the node; the first thing that an empty one gets."""
        place = Organisation.objects.filter(parent=None).order_by("pk").first()
        if place is not None and written:
            raise CommandError(TOP_EXISTS.format(name=place.name))
        if place is not None:
            return place
        if not {"name", "category"} <= set(written):
            raise CommandError(NO_TOP)
        try:
            items = {name: _parsed(details.items[name].field, text, "") for name, text in written.items()}
            founded = organisations.found(Top(), actor=Actor.console("node.prepare", today=clock.today()), items=items)
        except (Refused, Invalid) as refusal:
            raise CommandError(f"顶级党组织：{refusal}") from refusal
        self.stdout.write(f"已建立 {founded.name}　代码 {founded.code}")
        return founded


def _parsed(field: Any, text: str, whose: str) -> Any:
    """What was written, read as a form reads it."""
    parsed = field.parse(text)
    if parsed.refused or parsed.value in (None, ""):
        raise CommandError(
            f"{whose or field.verbose_name}：{' '.join(str(one) for one in parsed.problems) or '缺少一项。'}"
        )
    return parsed.value


def _items(written: str, role: Role) -> dict[str, Any]:
    """What was written for one person, read as a form reads it."""
    parts = [part.strip() for part in written.replace("，", ",").split(",")]
    if len(parts) != 3:
        raise CommandError(SHAPE.format(label=role.label))
    items: dict[str, Any] = {}
    for name, text in zip(("name", "identity_number", "phone"), parts, strict=True):
        field: Any = User._meta.get_field(name)
        items[name] = _parsed(field, text, str(role.label))
    return items
