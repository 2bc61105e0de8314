"""What there is to run: designs with their ports, parameters, options and tests."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from sim.errors import UsageError
from tb.bench import Bench, BenchError, Kind, Parameter, Port, Role
from tb.bench.bench import SIMULATORS
from tb.bench.find import design_names, find_bench
from tb.bench.names import unknown
from tb.bench.parameters import BOUND

WORDS = ("TOPLEVEL", "BENCH")
"""What narrows the list."""


def show_designs(console: Console, variables: Mapping[str, str]) -> int:
    """Print every design of the project, or the one that the variables name; returns 0.

    Raises:
        UsageError: there is none of that name.
    """
    benches = chosen_benches(variables, "a list")
    try:
        lines = [line for bench in benches for line in (*describe(bench), "")]
    except BenchError as fault:
        raise UsageError(str(fault)) from fault
    for line in lines[:-1]:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return 0


def chosen_benches(variables: Mapping[str, str], goal: str) -> list[Bench]:
    """The bench that the variables name, or those of all designs of the project.

    Args:
        variables: texts by word; empty ones count as not given.
        goal: what is asked for, as in ``a list``.

    Raises:
        UsageError: there is no such bench, or a word that is not for it.
    """
    for name in variables:
        if name not in WORDS:
            raise UsageError(f"{unknown(name, WORDS)}; {goal} takes {' or '.join(WORDS)}.")
    told = {name: text for name, text in variables.items() if text}
    file = Path(told["BENCH"]).expanduser() if "BENCH" in told else None
    try:
        if told:
            return [find_bench(told.get("TOPLEVEL", ""), file)]
        return [find_bench(name) for name in design_names()]
    except BenchError as fault:
        raise UsageError(str(fault)) from fault


def describe(bench: Bench) -> Iterator[str]:
    """Lines about one design; its ports are those that it has with the usual parameters.

    Raises:
        BenchError: its own parameters are not legal.
    """
    yield f"{bench.toplevel}: {bench.meaning}" if bench.meaning else bench.toplevel
    values = bench.resolve({}, SIMULATORS[0])
    yield from _part("ports: direction, kind, signals", map(_port, bench.ports_for(values)))
    yield from _part("other signals", _signals(bench))
    yield from _part("parameters: default, range, meaning", map(_parameter, bench.parameters))
    yield from _part("options", ((option.word, option.meaning) for option in bench.options))
    main = bench.default_tests()
    tests = [
        ("*" if name in main else "", name, _summary(test))
        for name, test in bench.all_tests().items()
    ]
    yield from _part("tests: * runs when none is named", tests)


def _part(title: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A title and rows in columns below it; nothing where there is no row."""
    rows = list(rows)
    if not rows:
        return
    yield f"  {title}"
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width]
        yield f"    {'  '.join(cells)}".rstrip()


def _port(port: Port) -> tuple[str, ...]:
    way = "in" if port.role is Role.SOURCE else "out"
    kind = "stream" if port.prefix else port.kind.value
    main = port.main
    forth = [name for name in (port.valid, port.ready) if name]
    back: list[str] = []
    for field in port.fields:
        size = f" ({field.word}-bit words)" if field is main and field.word > 1 else ""
        (back if field.turned else forth).append(f"{field.signal}{size}")
    signals = f"{port.prefix}: " if port.prefix else ""
    signals += ", ".join(map(port.label, forth))
    signals += f"; back: {', '.join(map(port.label, back))}" if back else ""
    if port.kind is Kind.LEVEL and port.follows:
        unit = "clock" if port.latency == 1 else "clocks"
        signals += f"; {port.latency} {unit} after {port.follows}"
    return port.name, way, kind, signals


def _signals(bench: Bench) -> Iterator[tuple[str, str]]:
    if bench.clock:
        yield bench.clock, "clock"
    if bench.reset:
        way = "synchronous" if bench.reset.synchronous else "asynchronous"
        yield (
            bench.reset.signal,
            f"reset, {way}, active {'low' if bench.reset.active_low else 'high'}",
        )
    for flag in bench.flags:
        yield flag.signal, f"status, {flag.usual} while all is well"


def _parameter(parameter: Parameter) -> tuple[str, ...]:
    default = "derived" if parameter.default is None else str(parameter.default)
    usual = "".join(f", {value} on {name}" for name, value in parameter.usual.items())
    greatest = " and up" if parameter.greatest == BOUND else f" to {parameter.greatest}"
    legal = f"{parameter.least}{greatest}"
    return parameter.word, f"{default}{usual}", legal, parameter.meaning


def _summary(test: type) -> str:
    return (inspect.getdoc(test) or "").split("\n\n")[0].replace("\n", " ")
