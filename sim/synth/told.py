"""The words of the commands that synthesise a design, and what each of them prints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from sim.chosen import choose
from sim.errors import UsageError
from sim.options import WORDS, read_spec
from sim.places import AREAS
from sim.synth.area import Area, LongPath, measure
from sim.synth.gates import BUFFER, HALVES, LEGS
from tb.bench.names import listed
from tb.spec import RunSpec

ENGINE = "conv_engine"
"""The design that is measured where none is named."""
SHAPING = ("SIM", "TOPLEVEL", "BENCH", "DEFINES", "RTL")
"""Words of a run that shape its design."""
SHOWN_PATHS = 12


def show_area(variables: Mapping[str, str], console: Console) -> int:
    """Measure a design, print tables of its modules and paths, and write all as JSON; returns 0.

    Args:
        variables: words by name, as of a run; without ``TOPLEVEL`` the engine is measured.
        console: where to print.

    Raises:
        UsageError: a word is unknown, shapes no design, or has no legal value.
        BuildError: the design cannot be synthesised.
        ToolError: there is no Yosys.
    """
    told = {name: text for name, text in variables.items() if text}
    for name in told:
        if name in WORDS and name not in SHAPING:
            raise UsageError(f"{name} shapes no gate; leave it out.")
    usual = {"SIM": "verilator"} if "BENCH" in told else {"SIM": "verilator", "TOPLEVEL": ENGINE}
    spec = read_spec({**usual, **told})
    area = measure(choose(spec).design)
    for table in (modules_table(area), parts_table(area), paths_table(area)):
        console.print(table)
    console.print(f"A path's unit is a NAND gate; {_costs()}.", highlight=False, soft_wrap=True)
    file = write(area, spec)
    console.print(f"All paths are in {file}.", highlight=False, soft_wrap=True)
    console.print(area.verdict(), highlight=False, soft_wrap=True)
    return 0


def write(area: Area, spec: RunSpec) -> Path:
    """Write the JSON file, named after the parameters that were given."""
    words = [spec.toplevel, *(f"{name}{value}" for name, value in spec.parameters.items())]
    AREAS.mkdir(parents=True, exist_ok=True)
    file = AREAS / f"{'-'.join(words)}.json"
    file.write_text(area.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return file


def modules_table(area: Area) -> Table:
    """Cells by module, and for each processing element where there are any."""
    table = Table(
        "module", "instances", "cells", "flip-flops", "cells a PE", "flip-flops a PE",
        "memory bits", "own path", box=box.SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    for column in table.columns[1:]:
        column.justify = "right"

    def share(count: int) -> str:
        return f"{count / area.elements:,.1f}" if area.elements else ""

    def row(name: str, instances: str, cells: int, registers: int, bits: int, own: str) -> None:
        table.add_row(
            name, instances, f"{cells:,}", f"{registers:,}", share(cells), share(registers),
            f"{bits:,}" if bits else "", own,
        )  # fmt: skip

    for module in area.modules:
        row(
            module.name,
            f"{module.instances:,}",
            module.cells,
            module.flip_flops,
            module.memory_bits,
            f"{module.inside:.1f}",
        )
    table.add_section()
    row("all", "", area.cells, area.flip_flops, area.memory_bits, "")
    return table


def parts_table(area: Area) -> Table:
    """What each part of the top module takes with all that is inside, for each PE and each lane."""
    per = {"a PE": area.elements, "a lane": area.lanes}
    per = {what: count for what, count in per.items() if count}
    shares = [f"{figure} {what}" for what in per for figure in ("cells", "flip-flops")]
    table = Table(
        "part", "module", "cells", "flip-flops", "memory bits", *shares,
        box=box.SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    for column in table.columns[2:]:
        column.justify = "right"

    def row(name: str, module: str, cells: int, registers: int, bits: int) -> None:
        shared = [
            f"{figure / count:,.1f}" for count in per.values() for figure in (cells, registers)
        ]
        table.add_row(
            name, module, f"{cells:,}", f"{registers:,}", f"{bits:,}" if bits else "", *shared
        )

    for part in area.parts:
        row(part.name, part.module, part.cells, part.flip_flops, part.memory_bits)
    table.add_section()
    row("all", area.toplevel, area.cells, area.flip_flops, area.memory_bits)
    return table


def paths_table(area: Area) -> Table:
    """The longest path between each pair of modules."""
    table = Table("units", "gates", "from", "to", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns[:2]:
        column.justify = "right"
    for path in area.paths[:SHOWN_PATHS]:
        table.add_row(
            f"{path.units:.1f}", str(path.gates), *(_place(path, end) for end in ("start", "end"))
        )
    return table


def _place(path: LongPath, end: str) -> str:
    module = getattr(path, f"{end}_module")
    return getattr(path, end) + (f" ({module})" if module else "")


def _costs() -> str:
    """What each gate costs, for people."""
    by_cost: dict[int, list[str]] = {}
    for kind, halves in HALVES.items():
        by_cost.setdefault(halves, []).append(kind.strip("$_"))
    costs = [f"{listed(kinds)} {halves / 2:g}" for halves, kinds in by_cost.items() if halves]
    return f"{'; '.join(costs)}; a buffer {BUFFER / 2:g}, one for every {LEGS} pins of a net"
