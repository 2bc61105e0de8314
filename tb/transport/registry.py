"""The transports that a run can choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tb.bench.bench import Bench
from tb.bench.ports import Port
from tb.transport.base import Transport


def python(dut: Any, bench: Bench, ports: Sequence[Port]) -> Transport:
    """Per-beat Python over cocotb handles."""
    # Loaded when it is chosen: the names are asked for outside the simulator too.
    from tb.transport.python.transport import PythonTransport

    return PythonTransport(dut, bench, ports)


def native(dut: Any, bench: Bench, ports: Sequence[Port]) -> Transport:
    """C++ within Verilator's program."""
    from tb.transport.native.transport import NativeTransport

    return NativeTransport(dut, bench, ports)


TRANSPORTS: dict[str, Callable[[Any, Bench, Sequence[Port]], Transport]] = {
    "native": native,
    "python": python,
}
"""By the name in `tb.spec.RunSpec.transport`."""
