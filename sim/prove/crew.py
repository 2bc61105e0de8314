"""Several proofs at the same time; when one cannot be carried out, the others end too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Task = TypeVar("Task")
Found = TypeVar("Found")


def carry_out(
    tasks: Sequence[Task], work: Callable[[Task, Callable[[], bool]], Found], jobs: int
) -> Iterator[tuple[int, Found]]:
    """Carry all out.

    Args:
        tasks: what to do, in the order in which they begin.
        work: does a task; it asks now and then whether nobody waits for it any more.
        jobs: how many at a time.

    Yields:
        The number of each task and what came of it, as they end. What one raises is passed on.
    """
    stop = threading.Event()
    with ThreadPoolExecutor(jobs, thread_name_prefix="proof") as pool:
        futures = {
            pool.submit(work, task, stop.is_set): number for number, task in enumerate(tasks)
        }
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            stop.set()
            for future in futures:
                future.cancel()
