"""Work in blocks over the processor's cores.

NumPy and BLAS let other threads run while they compute. Blocks are independent, so a pool of
threads with one BLAS thread each keeps the cores busy through the steps that BLAS does not do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

Item = TypeVar("Item")


def cores() -> int:
    """Threads to use: GOLDEN_THREADS, or as many as this process may run on."""
    wanted = os.environ.get("GOLDEN_THREADS", "")
    return max(int(wanted), 1) if wanted.isdigit() else len(os.sched_getaffinity(0))


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="golden")


@cache
def _blas() -> Any:
    import threadpoolctl

    return threadpoolctl.ThreadpoolController()


# A forked child has none of its parent's threads.
os.register_at_fork(after_in_child=_pool.cache_clear)


def for_each(function: Callable[[Item], None], items: Sequence[Item]) -> None:
    """Call `function` on all items, several at a time; raises what the first fault raised."""
    threads = cores()
    if threads == 1 or len(items) < 2:
        for item in items:
            function(item)
        return
    with _blas().limit(limits=1, user_api="blas"):
        list(_pool(threads).map(function, items))
