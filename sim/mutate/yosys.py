"""Mutants of a netlist: Yosys changes single bits of the cells that it makes of the design.

The netlist is flat and keeps words and memories, so that it simulates fast. Each cell still says of
which line of the source it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sim.design import Design
from sim.errors import UsageError
from sim.mutate.model import SELECTED, Mutant, Numbered
from sim.mutate.schemata import READER
from sim.synth import yosys
from sim.synth.make import ELABORATE

FLAT = "flat.il"
LISTED = "mutations.txt"
WRITTEN = "mutants.sv"
CHOICES = "choices.v"
WRITABLE = r"""
module \$bwmux #(parameter WIDTH = 1) (input [WIDTH-1:0] A, B, S, output [WIDTH-1:0] Y);
  assign Y = (A & ~S) | (B & S);
endmodule
"""
"""A cell that there is no Verilog for, in terms of others."""
FLATTEN = (
    *("flatten", "delete t:$scopeinfo", "opt"),
    *("wreduce", "opt -full"),  # bits that are constant make mutants that change nothing
    *(f"techmap -map /work/{CHOICES} t:$bwmux", "opt", "opt_clean -purge"),
)
WIDTH = 32
"""Bits of the number that selects."""
MORE = 1.25
"""More mutants are asked for than needed, for some are left out."""
NOT_CHANGED = ("CLK", "ARST", "SRST", "ALOAD", "WR_CLK", "RD_CLK")
"""Ports that are no data: a clock that stops or comes twice is no fault of what the source says."""
PLACE = re.compile(r"(?:.*/)?(?P<file>[^/:]+\.sv):(?P<line>\d+)(?:\.(?P<column>\d+))?")
PORTS = re.compile(r"^(module [^(]*\()([^)]*)(\);)", re.MULTILINE)


@dataclass(frozen=True)
class NetlistBatch:
    """A netlist with many mutants in it.

    Attributes:
        design: takes the place of the design it was made of; has no parameters.
        numbered: its mutants.
    """

    design: Design
    numbered: tuple[Numbered, ...]


@dataclass(frozen=True)
class Mutation:
    """One line of Yosys' list.

    Attributes:
        words: the command that makes it.
        mode: what it does: ``inv``, ``const0``, ``const1``, ``cnot0``, ``cnot1``.
        cell: the cell.
        port: its port.
        bit: the bit of the port.
        control: the bit of the port that decides, for ``cnot0`` and ``cnot1``; else -1.
        places: lines of the source that it says it is of; that of the cell is the last.
    """

    words: tuple[str, ...]
    mode: str
    cell: str
    port: str
    bit: int
    control: int
    places: tuple[str, ...]


def netlist_mutants(design: Design, count: int, seed: int, folder: Path) -> NetlistBatch:
    """Make a netlist of a design with `count` mutants in it, spread evenly over all of it.

    Args:
        design: what to make it of, with its parameters.
        count: mutants; fewer where there are not as many.
        seed: what they are drawn with.
        folder: for all that is written; made where there is none.

    Raises:
        BuildError: Yosys refuses the design.
        ToolError: there is no Yosys.
        UsageError: no mutant can be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CHOICES).write_text(WRITABLE, encoding="utf-8")
    top = design.toplevel
    yosys.run(
        design,
        [
            yosys.READ,
            f"hierarchy -check -top {top}",
            *ELABORATE,
            *FLATTEN,
            f"write_rtlil /work/{FLAT}",
            f"mutate -list {int(count * MORE) + 1} -seed {seed % 0x7FFFFFFF} -o /work/{LISTED}",
        ],
        folder,
    )
    names = {path.name for path in design.sources}
    numbered: list[Numbered] = []
    commands: list[str] = []
    for mutation in mutations((folder / LISTED).read_text(encoding="utf-8")):
        mutant = _mutant(mutation, names)
        if mutant is None or mutation.port in NOT_CHANGED or len(numbered) == count:
            continue
        number = len(numbered) + 1
        numbered.append(Numbered(number=number, mutant=mutant))
        commands.append(" ".join([*mutation.words, f"-ctrl {SELECTED} {WIDTH} {number}"]))
    if not numbered:
        raise UsageError(f"Yosys finds no mutant in {top}: it has no cells.")
    yosys.run(
        design,
        [f"read_rtlil /work/{FLAT}", *commands, f"write_verilog -noattr /work/{WRITTEN}"],
        folder,
    )
    file = folder / WRITTEN
    file.write_text(_read_inside(file.read_text(encoding="utf-8")), encoding="utf-8")
    made = replace(design, sources=(file,), includes=(), parameters={}, defines={})
    return NetlistBatch(made, tuple(numbered))


def mutations(listed: str) -> Iterator[Mutation]:
    """What a list of Yosys says, in its order."""
    for line in listed.splitlines():
        words = line.split()
        if words[:1] != ["mutate"]:
            continue
        options: dict[str, list[str]] = {}
        for name, value in zip(words[1::2], words[2::2], strict=True):
            options.setdefault(name, []).append(value)
        yield Mutation(
            words=tuple(words),
            mode=options["-mode"][0],
            cell=options["-cell"][0],
            port=options["-port"][0],
            bit=int(options["-portbit"][0]),
            control=int(options.get("-ctrlbit", ["-1"])[0]),
            places=tuple(options.get("-src", ())),
        )


def _mutant(mutation: Mutation, names: set[str]) -> Mutant | None:
    """The mutant, at the line of its cell; none of a cell that tells no line of the design."""
    for place in reversed(mutation.places):
        match = PLACE.fullmatch(place.partition("-")[0].strip('"'))
        if match and match["file"] in names:
            break
    else:
        return None
    file, line = match["file"], int(match["line"])
    before = f"{mutation.cell} {mutation.port}[{mutation.bit}]"
    control = f" by bit {mutation.control}" if mutation.control >= 0 else ""
    return Mutant.of(
        "netlist",
        Path(file).stem,
        (file, line, int(match["column"] or 0)),
        mutation.mode,
        (before, f"{mutation.mode}{control}"),
    )


def _read_inside(verilog: str) -> str:
    """The netlist with the number read from the file instead of a port."""

    def without(match: re.Match[str]) -> str:
        names = [name.strip() for name in match[2].split(",")]
        return f"{match[1]}{', '.join(name for name in names if name != SELECTED)}{match[3]}"

    ported = PORTS.sub(without, verilog, count=1)
    declared = re.sub(rf"^ *input \[\d+:0\] {SELECTED};\n", "", ported, flags=re.MULTILINE)
    pattern = rf"^ *wire \[\d+:0\] {SELECTED};$"
    read, found = re.subn(pattern, lambda _: READER, declared, count=1, flags=re.MULTILINE)
    if not found:
        raise AssertionError("Yosys declares the number that selects in another way than expected")
    return read
