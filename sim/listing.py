"""What there is to run: designs with their ports, parameters, options and tests."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

from rich.console import Console

from tb.bench import Bench
from tb.bench.find import design_names, find_bench

SIMULATOR = "verilator"


def show_designs(console: Console) -> int:
    """Print every design of the project; returns 0."""
    for name in design_names():
        for line in describe(find_bench(name)):
            console.print(line, highlight=False, markup=False, soft_wrap=True)
        console.print()
    return 0


def describe(bench: Bench) -> Iterable[str]:
    """Lines about one design."""
    yield f"{bench.toplevel}: {bench.meaning}" if bench.meaning else bench.toplevel
    values = bench.resolve({}, SIMULATOR)
    for port in bench.ports_for(values):
        fields = ", ".join(port.label(field.signal) for field in port.fields)
        signals = ", ".join(port.label(name) for name in (port.valid, port.ready) if name)
        where = f" {port.prefix}" if port.prefix else ""
        follows = f", {port.latency} clocks after {port.follows}" if port.follows else ""
        detail = "; ".join(part for part in (signals, fields) if part)
        yield f"  port       {port.name:<14} {port.role.value}{where}: {detail}{follows}"
    for flag in bench.flags:
        yield f"  status     {flag.signal:<14} {flag.usual} while all is well"
    for parameter in bench.parameters:
        usual = "".join(f", {value} on {sim}" for sim, value in parameter.usual.items())
        default = "follows" if parameter.default is None else str(parameter.default)
        legal = f"{parameter.least}..{parameter.greatest}"
        text = f"{default}{usual} ({legal}) {parameter.meaning}"
        yield f"  parameter  {parameter.word:<14} {text}"
    for option in bench.options:
        yield f"  option     {option.word:<14} {option.meaning}"
    main = bench.default_tests()
    for name, test in bench.all_tests().items():
        about = (inspect.getdoc(test) or "").split("\n\n")[0].replace("\n", " ")
        mark = "*" if name in main else " "
        yield f"  test     {mark} {name:<14} {about}"
