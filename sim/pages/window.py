"""The clocks around a fault, from recorded waveforms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden.streams.frame import LAST
from sim.waves.recorded import Recorded
from tb.bench.bench import Bench, Values
from tb.bench.ports import Field, Kind, Port

BEFORE, AFTER = 15, 4
"""Clocks that are shown before the one of the fault and behind it."""
FEW = 8
"""Bits that a signal may have which is shown although no handshake tells when it counts."""


@dataclass(frozen=True)
class Trace:
    """One signal, as each clock edge finds it.

    Attributes:
        label: its name.
        port: the port that it belongs to; empty for status outputs.
        width: its bits.
        values: as text: hexadecimal, ``x`` where bits are undefined, empty where nothing is
            recorded.
        main: whether it belongs to the port of the fault.
        offer: whether it tells that the port offers something.
    """

    label: str
    port: str
    width: int
    values: tuple[str, ...]
    main: bool = False
    offer: bool = False


@dataclass(frozen=True)
class Window:
    """Some clocks of some signals.

    Attributes:
        clocks: numbers of the edges.
        fault: number of the edge of the fault.
        traces: the signals, those of a port side by side.
        quiet: other ports, at which nothing is offered in these clocks.
    """

    clocks: tuple[int, ...]
    fault: int
    traces: tuple[Trace, ...]
    quiet: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """A signal to show.

    Attributes:
        signal: its name in the top module.
        label, port, main, offer: as in `Trace`.
        most: bits that it may have, else it is left out; 0 for any.
    """

    signal: str
    label: str
    port: str
    main: bool = False
    offer: bool = False
    most: int = 0


def wanted(bench: Bench, values: Values, port: str, fields: Sequence[str]) -> list[Wanted]:
    """What tells of a fault: every handshake, what the port in question carries, status outputs,
    and of ports without a handshake what has few bits.

    Args:
        bench: of the design.
        values: its parameters.
        port: the port of the fault; its signals come first.
        fields: the fields that differ there.
    """
    found: list[Wanted] = []
    for each in sorted(bench.ports_for(values), key=lambda each: each.name != port):
        main = each.name == port
        shown = [name for name in (each.valid, each.ready) if name]
        shown += [field.signal for field in each.fields if _is_shown(each, field, main, fields)]
        found += [
            Wanted(name, each.label(name), each.name, main, name == each.valid)
            for name in dict.fromkeys(shown)
        ]
        if not main and each.kind is Kind.LEVEL:
            signals = (field.signal for field in each.fields)
            found += [Wanted(name, each.label(name), each.name, most=FEW) for name in signals]
    return found + [Wanted(flag.signal, flag.signal, "") for flag in bench.flags]


def _is_shown(port: Port, field: Field, main: bool, fields: Sequence[str]) -> bool:
    return field.name == LAST or (main and (field is port.main or field.name in fields))


def window_of(
    waves: Recorded, clock: str, signals: Sequence[Wanted], fault: int, time_ns: float
) -> Window | None:
    """The clocks around a fault; None where the file does not reach it or lacks the clock.

    Args:
        waves: the file.
        clock: name of the clock.
        signals: what is shown; those that the file lacks are left out.
        fault: number of the edge of the fault.
        time_ns: simulated time of it, in nanoseconds.
    """
    at = waves.time(time_ns)
    edges = waves.rises(clock, at, min(BEFORE, fault - 1), AFTER)
    if edges and edges[-1] + waves.period(clock) == at:
        edges.append(at)  # the simulation ended in it, before it was recorded
    if at not in edges:
        return None
    traces = []
    for each in signals:
        width = waves.width(each.signal)
        if width and (not each.most or width <= each.most):
            values = tuple(_text(value, width) for value in waves.found_by(each.signal, edges))
            traces.append(Trace(each.label, each.port, width, values, each.main, each.offer))
    first = fault - edges.index(at)
    quiet = dict.fromkeys(
        t.port for t in traces if t.offer and set(t.values) == {"0"} and not t.main
    )
    lively = tuple(trace for trace in traces if trace.port not in quiet)
    return Window(tuple(range(first, first + len(edges))), fault, lively, tuple(quiet))


def _text(value: int | str | None, width: int) -> str:
    if isinstance(value, int):
        return f"{value:0{-(-width // 4)}x}"
    return "" if value is None else "x"
