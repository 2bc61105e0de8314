"""Work in blocks over the processor's cores.

NumPy and BLAS let other threads run while they compute. Blocks are independent, so a pool of
threads with one BLAS thread each keeps the cores busy through the steps that BLAS does not do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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

    return threadpoolctl.ThreadpoolController().select(user_api="blas")


# A forked child has none of its parent's threads.
os.register_at_fork(after_in_child=_pool.cache_clear)

_limited = False


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep BLAS from starting threads of its own; nested uses cost nothing."""
    global _limited
    if _limited:
        yield
        return
    with _blas().limit(limits=1):
        _limited = True
        try:
            yield
        finally:
            _limited = False


def for_each(function: Callable[[Item], None], items: Sequence[Item]) -> None:
    """Call `function` on all items, several at a time; raises what the first fault raised."""
    threads = cores()
    with one_blas_thread():
        if threads == 1 or len(items) < 2:
            for item in items:
                function(item)
        else:
            list(_pool(threads).map(function, items))
