"""What has to be right before a node goes into service (上线检查): part of `check --deploy`, which its units run first."""

from __future__ import annotations

from pathlib import Path
from stat import S_IRWXO
from typing import Any

from django.conf import settings
from django.core import checks


def _problems() -> list[tuple[bool, str, str]]:
    """Whether it is wrong, its number, and what to do about it."""
    own = {"localhost", "127.0.0.1", "[::1]"}
    key, ring = settings.SECRET_KEY, Path(settings.KEYRING)
    return [
        (not settings.PRODUCTION, "registry.W001", "REGISTRY_PRODUCTION=1 没有设置：这不是生产环境的配置。"),
        (settings.DEMONSTRATION, "registry.E002", "演示环境的开关开着：REGISTRY_DEMONSTRATION 应为 0。"),
        (settings.SECOND_FACTOR != "required", "registry.W003", "三员和导出人员的二次验证不是必须：REGISTRY_SECOND_FACTOR 应为 required。"),
        ("*" in settings.ALLOWED_HOSTS or set(settings.ALLOWED_HOSTS) <= own, "registry.E004", "REGISTRY_HOSTS 应写本系统对外的域名。"),
        (not settings.PROXIES, "registry.W005", "REGISTRY_PROXIES 为 0：前面的 nginx 传来的访问者地址不会被采信。"),
        (not settings.CONSOLE_NETWORKS, "registry.W006", "REGISTRY_CONSOLE_NETWORKS 没有设置：三员可以从任何地址办理。"),
        (len(key) < 50, "registry.E007", "密钥文件 REGISTRY_SECRET_KEY_FILE 太短，应不少于50个字符。"),
        (ring.exists() and bool(ring.stat().st_mode & S_IRWXO), "registry.E008", "密钥环文件其他账户可以读，应改为 0600。"),
        (not settings.ROLE, "registry.E009", "REGISTRY_WEB=1 没有设置：网站和后台任务应以受行级策略约束的角色运行。"),
    ]  # fmt: skip


@checks.register(checks.Tags.security, deploy=True)
def ready_for_service(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """The settings of a node in service."""
    kinds = {"E": checks.Error, "W": checks.Warning}
    return [kinds[number[9]](words, id=number) for wrong, number, words in _problems() if wrong]
