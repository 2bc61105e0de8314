"""The transports that a run can choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tb.bindings import Binding
from tb.transport.base import Transport


def beatwise(dut: Any, binding: Binding) -> Transport:
    """Per-beat Python over cocotb handles."""
    # Loaded when it is chosen: the names are asked for outside the simulator too.
    from tb.transport.beatwise.transport import BeatwiseTransport

    return BeatwiseTransport(dut, binding)


TRANSPORTS: dict[str, Callable[[Any, Binding], Transport]] = {"python": beatwise}
"""By the name in `tb.config.RunConfig.transport`."""
