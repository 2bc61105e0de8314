"""A design of gates as numbers: its nets, the gates between them, and where paths start and end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.errors import BuildError
from sim.synth.gates import CLOCKS, HALVES, MEMORIES, SILENT, is_register

Modules = Mapping[str, Any]
"""Modules by name, as Yosys writes them in JSON."""

NO_NET = -1
"""Stands for a constant, or for an input that a gate does not have."""
PORT = ""
"""Module of what starts or ends at a port of the whole."""


@dataclass(frozen=True)
class Place:
    """Where a path starts or ends.

    Attributes:
        module: name of the module, `PORT` for a port of the whole.
        name: the register, memory or port, with the path of its instance and without a bit.
    """

    module: str
    name: str


@dataclass
class Graph:
    """Nets are numbers from 0; each is driven by one gate, register, memory or input port.

    Attributes:
        nets: how many there are.
        outputs: net that each gate drives.
        inputs: up to three nets that each gate reads.
        delays: of each gate, in halves of a unit.
        starts: nets that registers, memories and input ports drive.
        ends: nets that registers, memories and output ports read; with the places, in order.
    """

    nets: int = 0
    outputs: list[int] = field(default_factory=list)
    inputs: list[tuple[int, int, int]] = field(default_factory=list)
    delays: list[int] = field(default_factory=list)
    starts: dict[int, Place] = field(default_factory=dict)
    ends: list[tuple[int, Place]] = field(default_factory=list)


@dataclass(frozen=True)
class Local:
    """One module, its nets numbered from 0.

    Attributes:
        nets: how many there are.
        ports: name, whether it is an input, and nets of each port.
        gates: output, inputs and delay of each gate.
        drivers: nets that registers and memories drive, with the name.
        readers: nets that they read, with the name.
        instances: name, module and nets by port of each instance.
        cells: how many there are of each type.
        bits: of memory.
    """

    nets: int
    ports: tuple[tuple[str, bool, list[int]], ...]
    gates: tuple[tuple[int, tuple[int, int, int], int], ...]
    drivers: tuple[tuple[int, str], ...]
    readers: tuple[tuple[int, str], ...]
    instances: tuple[tuple[str, str, dict[str, list[int]]], ...]
    cells: Counter[str]
    bits: int

    @property
    def flip_flops(self) -> int:
        """Flip-flops, those of instances not counted."""
        return sum(count for kind, count in self.cells.items() if is_register(kind))


def base_name(module: str) -> str:
    """A module's name in the sources: behind it may stand a number, of one of several forms."""
    return module.partition(":")[0]


def read_module(modules: Modules, name: str) -> Local:
    """Number the nets of a module.

    Raises:
        BuildError: it has a cell that is not among the known gates.
    """
    module = modules[name]
    numbers: dict[int, int] = {}

    def nets(bits: Iterable[int | str]) -> list[int]:
        return [
            NO_NET if isinstance(bit, str) else numbers.setdefault(bit, len(numbers))
            for bit in bits
        ]

    ports = tuple(
        (port, told["direction"] == "input", nets(told["bits"]))
        for port, told in module["ports"].items()
    )
    named = {bit: shown for shown, bits in _shown(module) for bit in nets(bits)}
    gates: list[tuple[int, tuple[int, int, int], int]] = []
    drivers: list[tuple[int, str]] = []
    readers: list[tuple[int, str]] = []
    instances: list[tuple[str, str, dict[str, list[int]]]] = []
    cells: Counter[str] = Counter()
    bits = 0
    for cell, told in module["cells"].items():
        kind, pins = told["type"], told["connections"]
        if kind in modules:
            instances.append((cell, kind, {pin: nets(ends) for pin, ends in pins.items()}))
            continue
        if kind in SILENT:
            continue
        cells[kind] += 1
        if kind in HALVES:
            read = [net for pin in ("A", "B", "S") for net in nets(pins.get(pin, ()))]
            read += [NO_NET] * (3 - len(read))
            (output,) = nets(pins["Y"])
            gates.append((output, (read[0], read[1], read[2]), HALVES[kind]))
        elif is_register(kind) or kind in MEMORIES:
            ways = told["port_directions"]
            driven = [n for pin, way in ways.items() if way == "output" for n in nets(pins[pin])]
            if kind in MEMORIES:
                size, width = (int(told["parameters"][word], 2) for word in ("SIZE", "WIDTH"))
                bits += size * width
                known = told["parameters"]["MEMID"].lstrip("\\")
            else:
                known = named.get(driven[0], cell)
            drivers += [(net, known) for net in driven]
            for pin, way in ways.items():
                if way == "input" and pin not in CLOCKS:
                    readers += [(net, known) for net in nets(pins[pin])]
        else:
            raise BuildError(f"{name} has a cell {kind}, for which no delay is known.")
    return Local(
        len(numbers),
        ports,
        tuple(gates),
        tuple(drivers),
        tuple(readers),
        tuple(instances),
        cells,
        bits,
    )


def _shown(module: Any) -> Iterator[tuple[str, list[int | str]]]:
    """Names of nets that are not made up, the shortest last; of a name, what is before a bit."""
    names = ((name, net) for name, net in module["netnames"].items() if not net["hide_name"])
    for name, net in sorted(names, key=lambda entry: (-len(entry[0]), entry[0])):
        yield re.sub(r"(\[\d+(:\d+)?\])+$", "", name), net["bits"]


def flatten(modules: Mapping[str, Local], top: str, *, alone: bool = False) -> Graph:
    """All gates of a design in one graph.

    Args:
        modules: all modules by name.
        top: the outermost.
        alone: leave instances out: paths end where they begin, and start behind them.
    """
    graph = Graph()
    same: dict[int, int] = {}
    _add(graph, modules, top, "", {}, same, alone)
    if same:
        _unite(graph, same)
    return graph


def _add(
    graph: Graph,
    modules: Mapping[str, Local],
    name: str,
    path: str,
    outside: Mapping[str, list[int]],
    same: dict[int, int],
    alone: bool,
) -> None:
    """Add an instance to the graph.

    Args:
        graph: receives the gates.
        modules: all modules by name.
        name: the module.
        path: of the instance, with a dot behind it; empty for the whole.
        outside: nets of the graph that its ports are connected to, none for the whole.
        same: receives pairs of nets that are one.
        alone: see `flatten`.
    """
    module, place = modules[name], base_name(name)
    number = list(range(graph.nets, graph.nets + module.nets))
    number.append(NO_NET)  # at the place of NO_NET, the last
    graph.nets += module.nets
    taken: set[int] = set()
    for port, is_input, nets in module.ports:
        for inner, outer in zip(nets, outside.get(port, ()), strict=False):
            if NO_NET in (inner, outer):
                continue  # a constant drives nothing that has a delay
            if inner not in taken:
                number[inner] = outer
                taken.add(inner)
            elif number[inner] != outer:
                same[outer] = number[inner]
        if not path:
            known = Place(PORT, port)
            for net in nets:
                if net != NO_NET and is_input:
                    graph.starts[number[net]] = known
                elif net != NO_NET:
                    graph.ends.append((number[net], known))
    for output, inputs, delay in module.gates:
        graph.outputs.append(number[output])
        graph.inputs.append((number[inputs[0]], number[inputs[1]], number[inputs[2]]))
        graph.delays.append(delay)
    names = {name for _, name in module.drivers + module.readers}
    places = {name: Place(place, path + name) for name in names}
    for net, register in module.drivers:
        graph.starts[number[net]] = places[register]
    graph.ends += [(number[net], places[name]) for net, name in module.readers if net != NO_NET]
    for instance, kind, pins in module.instances:
        connected = {pin: [number[net] for net in nets] for pin, nets in pins.items()}
        if not alone:
            _add(graph, modules, kind, f"{path}{instance}.", connected, same, alone)
            continue
        known = Place(PORT, path + instance)
        for port, is_input, _ in modules[kind].ports:
            for net in connected.get(port, ()):
                if net != NO_NET and is_input:
                    graph.ends.append((net, known))
                elif net != NO_NET:
                    graph.starts[net] = known


def _unite(graph: Graph, same: Mapping[int, int]) -> None:
    """Give nets that are one, because a module passes a port on, one number."""

    def one(net: int) -> int:
        while net in same:
            net = same[net]
        return net

    graph.outputs = [one(net) for net in graph.outputs]
    graph.inputs = [(one(a), one(b), one(c)) for a, b, c in graph.inputs]
    graph.starts = {one(net): place for net, place in graph.starts.items()}
    graph.ends = [(one(net), place) for net, place in graph.ends]
