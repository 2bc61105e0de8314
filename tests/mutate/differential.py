"""Two versions of a module beside each other in one simulation, for many mutants at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyslang import ast

from sim import process
from sim.mutate.elaborate import elaborate
from sim.mutate.model import Numbered
from sim.mutate.schemata import READER, apply, write_schemata
from sim.places import TOOLS
from sim.simulators import base_environment
from sim.tools import find_toolset

CLOCKS = 150
GIVEN = " int mutant_selected; initial mutant_selected = NUMBER;"
"""Takes the place of the text that reads the file, so that each instance has its own number."""


@dataclass(frozen=True)
class Verdict:
    """What a simulation has found.

    Attributes:
        unequal: numbers at which the selected and the plain mutant were not the same, in all bits
            of all outputs at all clocks; 0 is the sound source.
        seen: numbers at which the plain mutant was unlike the sound source.
    """

    unequal: frozenset[int]
    seen: frozenset[int]


def compared(
    rtl: Path, module: str, numbered: Sequence[Numbered], simulator: str, folder: Path
) -> Verdict:
    """Simulate every mutant written out plainly beside the same one selected by its number."""
    write_schemata(rtl, numbered, folder / "selectable")
    text = (folder / "selectable" / f"{module}.sv").read_text(encoding="utf-8")
    assert READER in text
    selectable = _with_number(_renamed(text.replace(READER, GIVEN), module, "selectable"))
    texts = {"selectable": selectable, "plain_0": _source(rtl / f"{module}.sv", module, "plain_0")}
    for each in numbered:
        file = apply(rtl, each.mutant, folder / "plain")
        name = f"plain_{each.number}"
        texts[name] = _source(file, module, name)
    numbers = [0, *(each.number for each in numbered)]
    pairs = {n: (f"plain_{n}", f"selectable #(.NUMBER({n}))") for n in numbers}
    texts["bench"] = _bench(rtl, module, pairs)
    return _judged(simulator, rtl, module, texts, folder)


def unlike(
    rtl: Path, module: str, netlist: str, numbers: Sequence[int], simulator: str, folder: Path
) -> frozenset[int]:
    """Numbers at which a netlist is unlike the sound source of its module, 0 among them."""
    texts = {
        "plain_0": _source(rtl / f"{module}.sv", module, "plain_0"),
        "netlist": _with_number(_renamed(netlist.replace(READER, GIVEN), module, "netlist")),
    }
    pairs = {n: ("plain_0", f"netlist #(.NUMBER({n}))") for n in (0, *numbers)}
    texts["bench"] = _bench(rtl, module, pairs)
    return _judged(simulator, rtl, module, texts, folder).unequal


def _judged(
    simulator: str, rtl: Path, module: str, texts: Mapping[str, str], folder: Path
) -> Verdict:
    """Simulate these texts with the other modules of `rtl`."""
    files = [path for path in sorted(rtl.glob("*.sv")) if path.stem != module]
    files.sort(key=lambda path: not path.stem.endswith("_pkg"))
    for name, content in texts.items():
        file = folder / f"{name}.sv"
        file.write_text(content, encoding="utf-8")
        files.append(file)
    lines = _simulated(simulator, files, folder)
    assert lines[-1] == "END", lines
    found = {kind: {int(n) for k, n in map(str.split, lines[:-1]) if k == kind} for kind in "US"}
    return Verdict(frozenset(found["U"]), frozenset(found["S"]))


def _source(file: Path, module: str, name: str) -> str:
    return _renamed(file.read_text(encoding="utf-8"), module, name)


def _renamed(text: str, module: str, name: str) -> str:
    return re.sub(rf"\bmodule {module}\b", f"module {name}", text)


def _with_number(text: str) -> str:
    head, mark, rest = text.partition("#(")
    if ");" not in head:
        return f"{head}{mark} parameter int NUMBER = 0, {rest}"
    return re.sub(r"(module \w+)", r"\1 #(parameter int NUMBER = 0)", text, count=1)


def _bench(rtl: Path, module: str, pairs: Mapping[int, tuple[str, str]]) -> str:
    """A bench that drives random words into both modules of each pair and compares behind reset."""
    ports = [
        (port.name, port.direction == ast.ArgumentDirection.In, port.type.bitWidth)
        for port in elaborate(rtl, module).body.portList
    ]
    inputs = [(name, width) for name, into, width in ports if into and name != "clk"]
    outputs = [(name, width) for name, into, width in ports if not into]
    total = sum(width for _, width in outputs)
    top = max(pairs)
    lines = ["module bench;", "  reg clk = 0;", "  integer c, i;"]
    lines += [f"  reg [{width - 1}:0] {name};" for name, width in inputs]
    lines += [f"  reg [{top}:0] {bits} = 0;" for bits in ("unequal", "seen")]
    given = "".join(f", .{name}({name})" for name, _ in inputs)
    for n, pair in pairs.items():
        for kind, start in zip("ps", pair, strict=True):
            at, taken = 0, ""
            for name, width in outputs:
                taken += f", .{name}({kind}{n}[{at + width - 1}:{at}])"
                at += width
            lines.append(f"  wire [{total - 1}:0] {kind}{n};")
            lines.append(f"  {start} {kind}_{n} (.clk(clk){given}{taken});")
    lines += ["  initial begin", f"    for (c = 0; c < {CLOCKS}; c = c + 1) begin"]
    for name, width in inputs:
        if name == "rst_n":
            lines.append("      rst_n = c > 2 && $urandom % 50 != 0;")
            continue
        for low in range(0, width, 32):
            some = f"{name}[{min(width, low + 32) - 1}:{low}]"
            lines.append(f"      {some} = $urandom;")
            lines.append(f"      if ($urandom % 4 == 0) {some} = $urandom % 3;")
    lines.append("      #1;")
    for n in pairs:
        lines.append(f"      if (c > 3 && p{n} !== s{n}) unequal[{n}] = 1;")
        lines.append(f"      if (p{n} !== p0) seen[{n}] = 1;")
    lines += ["      clk = 1; #1 clk = 0; #1;", "    end"]
    lines.append(f"    for (i = 0; i <= {top}; i = i + 1) begin")
    lines.append('      if (unequal[i]) $display("U %0d", i);')
    lines.append('      if (seen[i]) $display("S %0d", i);')
    lines += ["    end", '    $display("END"); $finish;', "  end", "endmodule", ""]
    return "\n".join(lines)


def _simulated(simulator: str, files: Sequence[Path], folder: Path) -> list[str]:
    """What the bench prints."""
    toolset = find_toolset(simulator, TOOLS)
    environment = base_environment(toolset)
    log, names = folder / "build.log", [str(file) for file in files]

    def run(words: Sequence[str], log: Path) -> None:
        code = process.run(words, folder=folder, environment=environment, log=log)
        assert code == 0, log.read_text(encoding="utf-8")

    if simulator == "icarus":
        run(["iverilog", "-g2012", "-s", "bench", "-o", "bench.vvp", *names], log)
        command = ["vvp", "-n", "bench.vvp"]
    else:
        words = ["--binary", "--timing", "-Wno-fatal", "--assert", "-O1", "-CFLAGS", "-O0"]
        words += ["--x-initial", "0", "--x-assign", "0", "--top-module", "bench", "-Mdir", "made"]
        run([str(toolset.main.path), *words, *names], log)
        command = [str(folder / "made" / "Vbench")]
    said = folder / "said.log"
    run(command, said)
    lines = said.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if re.fullmatch(r"[US] \d+|END", line)]
