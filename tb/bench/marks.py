"""What a bench may touch of a design, as a Verilator configuration file."""

from __future__ import annotations

from collections.abc import Iterable

from tb.bench.bench import Bench, Values


def touched(bench: Bench, values: Values) -> list[str]:
    """Signals that the bench reads or drives, each once."""
    names = [name for name in (bench.clock, bench.reset and bench.reset.signal) if name]
    names += [flag.signal for flag in bench.flags]
    names += bench.watched
    names += [signal for port in bench.ports_for(values) for signal in port.signals]
    return list(dict.fromkeys(names))


def verilator_marks(top: str, signals: Iterable[str]) -> str:
    """Make those signals of module `top` reachable; all else stays free to be optimised."""
    lines = [f'public_flat_rw -module "{top}" -var "{signal}"' for signal in signals]
    return "\n".join(["`verilator_config", *lines, ""])
