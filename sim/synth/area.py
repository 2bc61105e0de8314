"""Gates and longest paths of a design, by module."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sim.design import Design
from sim.synth import yosys
from sim.synth.gates import MEMORIES
from sim.synth.graph import PORT, Local, Modules, base_name, flatten, read_module
from sim.synth.make import TO_COUNT, make_gates
from sim.synth.paths import Path as Way
from sim.synth.paths import longest

CORE = "pe_core"
"""The module of the processing elements, one for each row."""
ROWS, CHANNELS = "Rows", "OutChannels"
"""Parameters that tell how many a core has, and how many cores' sums leave in a clock."""
HARNESS = "_harness"
"""How the names of modules end that wrap another one for its bench."""

GATES = "gates.json"


class Plain(BaseModel):
    """A figure that is written as JSON."""

    model_config = ConfigDict(frozen=True)


class ModuleArea(Plain):
    """One module, all its instances together, what is in their own instances left out.

    Attributes:
        name: as in the sources.
        instances: how many there are.
        cells: gates and flip-flops.
        flip_flops: those among the cells that are flip-flops.
        memory_bits: of memories, which are no cells here.
        inside: longest path within one instance alone, in units: its inputs arrive at 0.
    """

    name: str
    instances: int
    cells: int
    flip_flops: int
    memory_bits: int
    inside: float


class PartArea(Plain):
    """One of the parts that the top module is put together from, all that is inside counted.

    Attributes:
        name: of the instance.
        module: as in the sources.
        cells: gates and flip-flops.
        flip_flops: those among the cells that are flip-flops.
        memory_bits: of memories, which are no cells here.
    """

    name: str
    module: str
    cells: int
    flip_flops: int
    memory_bits: int


class LongPath(Plain):
    """The longest of all paths from one module to one other.

    Attributes:
        units: its delay.
        gates: on the way.
        start, end: register, memory or port, with the path of its instance.
        start_module, end_module: their modules, empty for a port of the whole.
    """

    units: float
    gates: int
    start: str
    end: str
    start_module: str
    end_module: str


class Area(Plain):
    """What was found of a design.

    Attributes:
        toplevel: its top module.
        parameters: its elaboration parameters.
        yosys: version of the package that made gates of it.
        elements: processing elements, 0 where it has none.
        lanes: words of a beat of sums, 0 where the parameters do not tell.
        modules: by module, the largest first.
        parts: by instance in the top module, or in the one that it is a harness for, the largest
            first.
        paths: one for each pair of modules, the longest first.
    """

    toplevel: str
    parameters: dict[str, int]
    yosys: str
    elements: int
    lanes: int = 0
    modules: tuple[ModuleArea, ...]
    parts: tuple[PartArea, ...] = ()
    paths: tuple[LongPath, ...]

    @property
    def cells(self) -> int:
        """All gates and flip-flops."""
        return sum(module.cells for module in self.modules)

    @property
    def flip_flops(self) -> int:
        """All flip-flops."""
        return sum(module.flip_flops for module in self.modules)

    @property
    def memory_bits(self) -> int:
        """Bits of all memories."""
        return sum(module.memory_bits for module in self.modules)

    @property
    def inside_element(self) -> float | None:
        """Longest path within the processing elements; None where there are none."""
        found = [module.inside for module in self.modules if module.name == CORE]
        return found[0] if found else None

    def verdict(self) -> str:
        """One line: the longest path, and that of the processing elements."""
        if not self.paths:
            return "longest path: none"
        path = self.paths[0]
        line = f"longest path: {path.start} to {path.end} {path.units:.1f}"
        own = self.inside_element
        return line if own is None else f"{line}; the PE's own: {own:.1f}"


def measure(design: Design) -> Area:
    """Make gates of a design and look at them.

    Raises:
        BuildError: Yosys refuses the design, or its gates are not understood.
        ToolError: there is no Yosys.
    """
    with tempfile.TemporaryDirectory() as folder:
        make_gates(design, Path(folder), (*TO_COUNT, f"write_json /work/{GATES}"))
        text = (Path(folder) / GATES).read_text(encoding="utf-8")
    return area_of(design, json.loads(text)["modules"])


def area_of(design: Design, modules: Modules) -> Area:
    """Look at gates.

    Args:
        design: what they were made of.
        modules: the gates by module, as Yosys writes them in JSON.

    Raises:
        BuildError: a cell has no known delay, or gates drive each other in a ring.
    """
    top = design.toplevel
    local = {name: read_module(modules, name) for name in modules}
    counts = _instances(local, top)
    cores = sum(count for name, count in counts.items() if base_name(name) == CORE)
    return Area(
        toplevel=top,
        parameters=dict(design.parameters),
        yosys=yosys.version(),
        elements=cores * design.parameters.get(ROWS, 1),
        lanes=design.parameters.get(ROWS, 0) * design.parameters.get(CHANNELS, 0),
        modules=tuple(_by_module(local, counts)),
        parts=tuple(_by_part(local, top)),
        paths=tuple(_by_pair(longest(flatten(local, top)))),
    )


def _instances(modules: Mapping[str, Local], top: str) -> Counter[str]:
    """How often each module stands in the whole."""
    counts: Counter[str] = Counter()

    def count(name: str) -> None:
        counts[name] += 1
        for _, kind, _ in modules[name].instances:
            count(kind)

    count(top)
    return counts


def _by_module(modules: Mapping[str, Local], counts: Mapping[str, int]) -> list[ModuleArea]:
    found: dict[str, ModuleArea] = {}
    for name, count in counts.items():
        module, base = modules[name], base_name(name)
        inside = max((way.units for way in longest(flatten(modules, name, alone=True))), default=0)
        before = found.get(base) or ModuleArea(
            name=base, instances=0, cells=0, flip_flops=0, memory_bits=0, inside=0
        )
        found[base] = ModuleArea(
            name=base,
            instances=before.instances + count,
            cells=before.cells + count * _cells(module),
            flip_flops=before.flip_flops + count * module.flip_flops,
            memory_bits=before.memory_bits + count * module.bits,
            inside=max(before.inside, inside),
        )
    return sorted(found.values(), key=lambda module: (-module.cells, module.name))


def _by_part(modules: Mapping[str, Local], top: str) -> list[PartArea]:
    """The parts of the top module, or of the one module that it is a harness for."""
    inner = [kind for _, kind, _ in modules[top].instances]
    if base_name(top).endswith(HARNESS) and len(inner) == 1:
        return _by_part(modules, inner[0])
    found = []
    for instance, kind, _ in modules[top].instances:
        inside = [(modules[name], count) for name, count in _instances(modules, kind).items()]
        found.append(
            PartArea(
                name=instance,
                module=base_name(kind),
                cells=sum(count * _cells(module) for module, count in inside),
                flip_flops=sum(count * module.flip_flops for module, count in inside),
                memory_bits=sum(count * module.bits for module, count in inside),
            )
        )
    return sorted(found, key=lambda part: (-part.cells, part.name))


def _cells(module: Local) -> int:
    """Gates and flip-flops of a module, those of instances not counted."""
    return module.cells.total() - sum(module.cells[kind] for kind in MEMORIES)


def _by_pair(ways: Iterator[Way]) -> list[LongPath]:
    """The longest for each pair of modules."""
    found: dict[tuple[str, str], Way] = {}
    for way in ways:
        pair = way.start.module, way.end.module
        if pair not in found or way.halves > found[pair].halves:
            found[pair] = way
    return [
        LongPath(
            units=way.units,
            gates=way.gates,
            start=_told(way.start.module, way.start.name),
            end=_told(way.end.module, way.end.name),
            start_module=way.start.module,
            end_module=way.end.module,
        )
        for way in sorted(found.values(), key=lambda way: -way.halves)
    ]


def _told(module: str, name: str) -> str:
    return f"port {name}" if module == PORT else name
