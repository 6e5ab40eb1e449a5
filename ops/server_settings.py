"""The settings of the clone's own database server (数据库参数), scaled to the machine it stands on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MB = 1024**2
GB = 1024**3
# Where a container is told how much memory it may use; the machine's own memory says nothing there.
MEMORY_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def memory() -> int:
    """The bytes of memory this machine, or the container around us, has."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in MEMORY_LIMITS:
        text = file.read_text().strip() if file.is_file() else ""
        if text.isdigit():
            limits.append(int(text))
    return min(limits)


def for_machine(folder: Path) -> dict[str, str]:
    """What suits this machine's memory and the disk the folder lies on; the reasons are in data.md B7."""
    ram, disk = memory(), shutil.disk_usage(folder).free
    return {
        "shared_buffers": _size(ram // 4, least=128 * MB, most=8 * GB),
        "effective_cache_size": _size(ram // 2, least=256 * MB, most=64 * GB),
        "maintenance_work_mem": _size(ram // 16, least=64 * MB, most=GB),
        "work_mem": "16MB",
        "max_wal_size": _size(disk // 8, least=GB, most=16 * GB),
        "checkpoint_timeout": "30min",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "200",
        "default_statistics_target": "200",
        "jit": "off",
        # A long load is written by several sessions that end as one; two loads may run at once on every processor.
        "max_prepared_transactions": str(4 * (os.cpu_count() or 1)),
        # Pages and lists are short; a yearly table asks for workers itself.
        "max_parallel_workers_per_gather": "0",
        "timezone": "Asia/Shanghai",
        # One log file per weekday, overwritten a week later, so that a clone left running fills no disk.
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "server-%a.log",
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        "log_timezone": "Asia/Shanghai",
    }


def as_file(settings: dict[str, str]) -> str:
    """The settings as the server reads them."""
    return "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items())


def _size(wanted: int, *, least: int, most: int) -> str:
    return f"{min(max(wanted, least), most) // MB}MB"
