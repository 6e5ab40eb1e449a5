"""Open the first three accounts of a node (首批管理员账号, S17): a fresh installation has none; codes are shown this once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.accounts import console
from registry.kernel import clock
from registry.kernel.refusals import Invalid, Refused
from registry.organisations.models import Organisation
from registry.security.models import Post, Role, User

THREE = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
EXISTS = "本节点已有管理员账号；请由现任系统管理员开通其他用户，忘记凭证的请由上级重置。"
NO_TOP = "还没有顶级党组织，请先建立，再开通首批管理员。"
SHAPE = "{label}：应写成“姓名,公民身份号码,手机号”。"


class Command(BaseCommand):
    """System, security and audit, three different persons, each with a one-time code."""

    help = "为新装的节点开通系统、安全保密、审计三名管理员，在终端显示各自的一次性授权码。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        for role in THREE:
            parser.add_argument(f"--{role.value}", required=True, metavar="姓名,身份号码,手机号", help=role.label)

    def handle(self, *args: Any, **options: Any) -> None:
        place = Organisation.objects.filter(parent=None).order_by("pk").first()
        if place is None:
            raise CommandError(NO_TOP)
        if Post.objects.filter(role__in=THREE).exists():
            raise CommandError(EXISTS)
        people = [(role, _items(options[role.value], role)) for role in THREE]
        for role, items in people:
            try:
                user, code = console.open_with_code(place, role, items, "", clock.today())
            except (Refused, Invalid) as refusal:
                raise CommandError(f"{role.label}：{refusal}") from refusal
            self.stdout.write(f"{role.label}　{user.name}　登录名 {user.login_name}　授权码 {code}")
        self.stdout.write("授权码7天内有效，只显示这一次；请本人在登录页选“激活账号”。")


def _items(written: str, role: Role) -> dict[str, Any]:
    """What was written for one person, read as a form reads it."""
    parts = [part.strip() for part in written.replace("，", ",").split(",")]
    if len(parts) != 3:
        raise CommandError(SHAPE.format(label=role.label))
    items: dict[str, Any] = {}
    for name, text in zip(("name", "identity_number", "phone"), parts, strict=True):
        field: Any = User._meta.get_field(name)
        parsed = field.parse(text)
        if parsed.refused or not parsed.value:
            raise CommandError(f"{role.label}：{' '.join(str(one) for one in parsed.problems) or '缺少一项。'}")
        items[name] = parsed.value
    return items
