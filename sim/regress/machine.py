"""The machine that something runs on, as pages tell it."""

from __future__ import annotations

import os
import platform
import socket

from sim.flags import CPU_INFO


def machine() -> dict[str, str]:
    """Host, processor, cores, memory and system, by name."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "host": socket.gethostname(),
        "processor": _processor(),
        "cores": str(cores()),
        "memory": f"{pages * size / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
    }


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def _processor() -> str:
    try:
        lines = CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
