"""The and-inverter graph of a design."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.design import Design
from sim.errors import ToolError
from sim.mutate import aiger
from sim.mutate.limited import Deadline, run

PACKAGE = "pyosys"
PROGRAM = Path(__file__).with_name("to_aiger.py")
LOG = "elaborate.log"
ERROR = re.compile(r"\berror: |\bERROR: |Error: ")
BLOCK = re.compile(r"block:(.*?):[0-9a-f]{64}:")
"""How `to_aiger` names ports that stand for a block."""
SAID = 400
"""Characters of what Yosys says that a fault tells at most."""


@dataclass(frozen=True)
class Cut:
    """What is left out of a circuit, so that ports stand for it: all blocks of the top module.

    Attributes:
        registers: registers and memories are left out too.
        opened: blocks that are looked into instead, by the paths of their instances.
    """

    registers: bool
    opened: tuple[str, ...] = ()


def blocks_among(names: Iterable[str]) -> list[str]:
    """The blocks that ports of these names stand for."""
    found = (BLOCK.match(name) for name in names)
    return sorted({match[1] for match in found if match})


class RefusedError(Exception):
    """Yosys makes no graph of a design; the message holds its own words."""


@dataclass(frozen=True)
class Elaborated:
    """A design as a circuit.

    Attributes:
        circuit: it.
        clock: name of the clock, empty without registers.
        digest: a hash of what the front end made of the sources; equal for two that it reads alike.
    """

    circuit: aiger.Graph
    clock: str
    digest: str


def elaborate(
    design: Design,
    folder: Path,
    deadline: Deadline,
    *,
    after: Sequence[str] = (),
    assume: bool = False,
    cut: Cut | None = None,
) -> Elaborated:
    """Read a design with Yosys and make a graph of it.

    Undefined bits are told by an input, registers start with the values of others.

    Args:
        design: what to read.
        folder: receives the files; made where there is none.
        deadline: when to be ready.
        after: commands for what was read.
        assume: what the sources assume becomes constraints of the circuit.
        cut: what is left out.

    Raises:
        OutOfTimeError: it was not over in time.
        RefusedError: Yosys refuses the design, or it has latches, loops or several clocks.
        ToolError: there is no Yosys.
    """
    if importlib.util.find_spec(PACKAGE) is None:
        raise ToolError(f"The Python package {PACKAGE} is missing: type 'make setup'.")
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "design.f").write_text(_file_list(design), encoding="utf-8")
    request = {
        "words": f"-f {folder}/design.f",
        "top": design.toplevel,
        "after": list(after),
        "assume": assume,
        "cut": asdict(cut) if cut else None,
        "target": str(folder / "graph"),
    }
    told, file = folder / "request.told", folder / "request.json"
    told.unlink(missing_ok=True)
    file.write_text(json.dumps(request), encoding="utf-8")
    words = [sys.executable, "-P", str(PROGRAM), str(file)]
    code = run(words, folder, folder / LOG, deadline)
    if code != 0 or not told.is_file():
        said = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip()
        lines = said.splitlines()
        errors = [line for line in lines if ERROR.search(line)] or lines[-1:]
        raise RefusedError(f"{design.toplevel}: {' '.join(errors[:3])[:SAID]}")
    answer = json.loads(told.read_text(encoding="utf-8"))
    return Elaborated(aiger.read(folder / "graph.aag"), answer["clock"], answer["digest"])


def _file_list(design: Design) -> str:
    """Options and sources as the front end reads them from a file, one a line."""
    words = [f"--top={design.toplevel}", "-Wno-range-oob", "-Wno-index-oob"]  # it is X
    words += [f"-G{name}={value}" for name, value in design.parameters.items()]
    words += [f"-D{name}={text}" for name, text in design.defines.items()]
    words += [f"-I{path.resolve()}" for path in design.search_path()]
    words += [str(path.resolve()) for path in design.sources]
    return "".join(f"{json.dumps(word, ensure_ascii=False)}\n" for word in words)
