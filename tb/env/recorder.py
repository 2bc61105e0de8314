"""Notes the ports of a design in every clock, so that they can be held against its contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cocotb
from cocotb.simtime import get_sim_time
from cocotb.triggers import RisingEdge, Timer

from tb.bench.bench import Bench, Values
from tb.probe.recording import Column
from tb.transport.base import Transport
from tb.transport.period import PERIOD_NS
from tb.transport.wire import Wire

KNOWN = frozenset("01")


class PortRecorder:
    """A recording of the design's own ports, from the next clock on.

    Args:
        dut: the design's top handle.
        bench: names the signals.
        values: all parameters.
        transport: counts the clocks.

    Attributes:
        children: none, for no block inside is recorded.
        times: of each edge, in nanoseconds.
    """

    children: Sequence[str] = ()

    def __init__(self, dut: Any, bench: Bench, values: Values, transport: Transport) -> None:
        clock = getattr(dut, bench.clock) if bench.clock else None
        self._edge: Any = RisingEdge(clock) if clock is not None else Timer(PERIOD_NS, "ns")
        self._transport = transport
        self._wires = {name: Wire(dut, name) for name in _signals(bench, values)}
        self.forget()
        self._task = cocotb.start_soon(self._watch())

    def forget(self) -> None:
        """Begin anew with the next clock."""
        self._first = self._transport.clock + 1
        self.times: list[float] = []
        self._columns: dict[str, tuple[list[int], dict[int, int]]] = {
            name: ([], {}) for name in self._wires
        }

    def stop(self) -> None:
        """Note no more."""
        self._task.cancel()

    async def _watch(self) -> None:
        reads = [(name, wire.read) for name, wire in self._wires.items()]
        while True:
            await self._edge
            edge = len(self.times)
            self.times.append(get_sim_time("ns"))
            for name, read in reads:
                values, unknown = self._columns[name]
                text = read()
                if not KNOWN.issuperset(text):
                    unknown[edge] = int("".join("01"[bit not in KNOWN] for bit in text), 2)
                    text = "".join(bit if bit in KNOWN else "0" for bit in text)
                values.append(int(text, 2))

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self.times)

    def clock(self, edge: int) -> int:
        """The number of an edge."""
        return self._first + edge

    def width(self, path: str) -> int:
        """Bits of a port; 0 where the bench does not name it."""
        return self._wires[path].width if path in self._wires else 0

    def column(self, path: str) -> Column:
        """A port in all edges."""
        return self._columns[path]

    def instances(self, pattern: str) -> list[str]:
        """None."""
        return []


def _signals(bench: Bench, values: Values) -> Mapping[str, None]:
    """All ports that a bench names, each once."""
    names = [name for port in bench.ports_for(values) for name in port.signals]
    names += [flag.signal for flag in bench.flags]
    names += bench.watched
    names += [bench.reset.signal] if bench.reset is not None else []
    return dict.fromkeys(names)
