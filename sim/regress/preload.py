"""Is loaded by each worker process of this machine before it takes any task."""

from __future__ import annotations

import signal


async def dask_setup(_worker: object) -> None:
    """Leave Ctrl-C to the client: it reaches all processes of a terminal, and the client ends them.

    The name is Dask's.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
