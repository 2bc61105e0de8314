"""The error of a bench that names a signal that the design lacks."""

from __future__ import annotations

from tb.bench.errors import BenchError


class BindingError(BenchError):
    """The design has no signal of a name that its bench gives.

    Args:
        top: the design's top module.
        signal: the name.
    """

    def __init__(self, top: str, signal: str) -> None:
        super().__init__(
            f"{top} has no signal {signal}: mend the ports of its bench "
            "(names are those of the top module's ports)."
        )
