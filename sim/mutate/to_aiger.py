"""Makes an and-inverter graph (AIGER) of a design: a program of its own, which `sim.mutate.graph`
starts, since Yosys ends the process that it fails in.

It takes a request, a file of JSON, as its only argument. Every register without a value at the
start gets one from an input of the graph, ``init:NAME``, in the clock in which the input ``first``
is high: two versions of a design can then be told to start alike.

With ``cut`` the graph holds no blocks of the top module but those that are opened, and perhaps no
registers and memories: what goes into them leaves it by outputs, what comes out of them enters it
by inputs. Two versions that are equal so are equal altogether.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import sys
from pathlib import Path
from typing import Any

from pyosys import libyosys as ys

FIRST = "first"
INIT = "init:"
UNDEFINED = "undefined"
"""Input that tells all undefined bits."""
NUMBERS = re.compile(r"\$\d+")
"""What Yosys puts into names, other in each run."""
PLACE = re.compile(r'^\s*attribute \\(?:src|hdlname) ".*"\n', re.MULTILINE)
MODULE = re.compile(r"^module (\S+)\n.*?^end$", re.MULTILINE | re.DOTALL)
"""A module as Yosys writes it."""
BLOCK = "block:"
"""What stands before a block in the names of the ports that stand for it."""
COUNTER = itertools.count()

MEMORIES = (
    "delete t:$print t:$scopeinfo",
    "chformal -assert -cover -live -fair -remove",
    # Assumptions count in the clock that they speak of, not in the next one.
    "setparam -set TRG_ENABLE 0 t:$check",
    "memory_collect",
)
REGISTERS = ("async2sync", "chformal -lower", "dffunmap")
SMALLER = ("opt_expr", "opt_clean", "wreduce", "opt_expr -fine", "opt_merge", "opt_clean")
GATES = ("techmap", "opt_expr", "opt_merge", "opt_clean", "aigmap", "opt_clean", "rename -hide w:*")
MEMORY, READ = "\\MEMID", "\\RD_DATA"
"""Parameter of a memory that holds its name, and its only output."""
PRIMITIVES = {"$_AND_", "$_NOT_", "$_DFF_P_", "$assume"}


def main(request: dict[str, Any]) -> dict[str, Any]:
    """Make the graph that a request asks for.

    Args:
        request: ``words`` for the front end, ``top``, ``assume`` (assumptions in the
            sources count), ``after`` (further commands for what was read), ``cut`` (null, or an
            object of ``registers``, whether they are left out too, and ``opened``, blocks that are
            looked into), and ``target`` (path of what is written, less the suffixes).

    Returns:
        ``digest`` of what was read, and ``clock``.
    """
    design = ys.Design()
    target = str(request["target"])
    ignored = "" if request["assume"] else "--ignore-assertions"
    run(design, f"read_slang -j 1 {ignored} --keep-hierarchy {request['words']}")
    run(design, f"hierarchy -check -top {request['top']}", *request["after"])
    digest = digest_of(design, Path(f"{target}.il"))
    cut = request["cut"]
    if cut:
        cut_blocks(design, cut["opened"], Path(f"{target}.il"))
    run(design, "proc", "flatten", *MEMORIES)
    if cut and cut["registers"]:
        cut_memories(design)
        run(design, *REGISTERS)
        cut_registers(design)
    else:
        run(design, "memory_map", *REGISTERS)
        start_alike(design)
    tell_undefined(design)
    run(design, *SMALLER, *GATES)
    clock = clock_of(design)
    run(design, f"write_aiger -ascii -symbols {target}.aag")
    return {"digest": digest, "clock": clock}


def run(design: Any, *commands: str) -> None:
    """Run commands of Yosys."""
    for command in commands:
        ys.run_pass(command, design)


def digest_of(design: Any, scratch: Path) -> str:
    """A hash of all modules; the places that lines of the source have do not count."""
    return hashlib.sha256("".join(texts_of(design, scratch).values()).encode()).hexdigest()


def texts_of(design: Any, scratch: Path) -> dict[str, str]:
    """What the design holds of each module."""
    run(design, f"write_rtlil {scratch}")
    text = NUMBERS.sub("", PLACE.sub("", scratch.read_text(encoding="utf-8")))
    scratch.unlink()
    return {found[1]: found[0] for found in MODULE.finditer(text)}


def start_alike(design: Any) -> None:
    """Let inputs tell the registers' values in the first clock."""
    module = design.top_module()
    first = _input(module, FIRST, 1)
    inputs: dict[str, Any] = {}
    for cell in list(module.cells_.values()):
        if cell.type.str() != "$dff":
            continue
        if not cell.getParam(_id("\\CLK_POLARITY")).as_bool():
            sys.exit("A register takes the falling edge of its clock.")
        kept = cell.getPort(_id("\\Q"))
        starts = ys.SigSpec()
        for bit in kept.bits():
            wire = bit.wire
            if _id("\\init") in wire.attributes:
                starts.append(ys.SigSpec(wire.attributes[_id("\\init")]).extract(bit.offset, 1))
                continue
            name = NUMBERS.sub("", wire.name.str().lstrip("\\"))
            if name not in inputs:
                inputs[name] = _input(module, f"{INIT}{name}", wire.width)
            starts.append(inputs[name].extract(bit.offset, 1))
        cell.setPort(_id("\\D"), module.Mux(_auto(), cell.getPort(_id("\\D")), starts, first))
    run(design, "setattr -unset init w:*")
    module.fixup_ports()


def cut_blocks(design: Any, opened: list[str], scratch: Path) -> None:
    """Let ports of the top module stand for all blocks in it; others if a block is changed.

    Args:
        design: what was read.
        opened: blocks that are looked into instead, by the paths of their instances.
        scratch: file that may be written.
    """
    top = design.top_module()
    texts = texts_of(design, scratch)
    modules = _modules(design)
    digests = {name: _digest(name, modules, texts) for name in modules}
    kept = _id("\\keep_hierarchy")
    for module in modules.values():
        for cell in _blocks(module, modules):
            cell.set_bool_attribute(kept, True)
    run(design, "proc")
    while found := [cell for cell in _blocks(top, modules) if _path(cell) in opened]:
        for cell in found:
            cell.set_bool_attribute(kept, False)
        run(design, "flatten")
        modules = _modules(design)  # less those that nothing uses any more
    for cell in _blocks(top, modules):
        kind = cell.type.str()
        outputs = {wire.name.str() for wire in modules[kind].wires_.values() if wire.port_output}
        _cut(top, cell, f"{BLOCK}{_path(cell)}:{digests[kind]}:", outputs)
    top.fixup_ports()
    for block in modules.values():
        if block.name.str() != top.name.str():
            design.remove(block)


def _blocks(module: Any, modules: dict[str, Any]) -> list[Any]:
    return [cell for cell in module.cells_.values() if cell.type.str() in modules]


def _path(cell: Any) -> str:
    return str(cell.name.str()).lstrip("\\")


def _modules(design: Any) -> dict[str, Any]:
    return {each.name.str(): each for each in design.modules_.values()}


def _digest(name: str, modules: dict[str, Any], texts: dict[str, str]) -> str:
    """A hash of a module and of all below it."""
    below = {cell.type.str() for cell in _blocks(modules[name], modules)}
    parts = [texts[name], *(_digest(each, modules, texts) for each in sorted(below))]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def cut_memories(design: Any) -> None:
    """Let ports of the top module stand for all memories; one of another kind has others."""
    module = design.top_module()
    for cell in list(module.cells_.values()):
        if cell.type.str() == "$mem_v2":
            kind = sorted(f"{name.str()}={value}" for name, value in cell.parameters.items())
            digest = hashlib.sha256(NUMBERS.sub("", " ".join(kind)).encode()).hexdigest()
            _cut(module, cell, f"{cell.getParam(_id(MEMORY)).decode_string()}:{digest}", {READ})
    module.fixup_ports()


def cut_registers(design: Any) -> None:
    """Let ports of the top module stand for all registers."""
    module = design.top_module()
    now: dict[str, Any] = {}
    following: dict[str, dict[int, Any]] = {}
    for cell in list(module.cells_.values()):
        if cell.type.str() != "$dff":
            continue
        kept, taken = cell.getPort(_id("\\Q")), cell.getPort(_id("\\D"))
        module.remove(cell)
        for index, bit in enumerate(kept.bits()):
            name = NUMBERS.sub("", bit.wire.name.str())
            if name not in now:
                now[name] = _input(module, f"now:{name}", bit.wire.width)
            bits = following.setdefault(name, {})
            if bit.offset in bits:
                sys.exit(f"Two registers are called {name}.")
            bits[bit.offset] = taken.extract(index, 1)
            module.connect(kept.extract(index, 1), now[name].extract(bit.offset, 1))
    for name, bits in following.items():
        for offset, signal in bits.items():
            _leaves(module, f"next:{name}:{offset}", signal)
    module.fixup_ports()


def clock_of(design: Any) -> str:
    """The name of the only clock of all registers; empty without any.

    Wires of one net have one name by now, and all cells are gates or registers.
    """
    cells = list(design.top_module().cells_.values())
    others = {cell.type.str() for cell in cells} - PRIMITIVES
    if others:
        sys.exit(f"There is more than gates and registers: {', '.join(sorted(others))}.")
    clocks = {
        cell.getPort(_id("\\C")).as_wire().name.str()
        for cell in cells
        if cell.type.str() == "$_DFF_P_"
    }
    if len(clocks) > 1:
        sys.exit(f"There are several clocks: {', '.join(sorted(clocks))}.")
    return "".join(clocks).lstrip("\\")


def tell_undefined(design: Any) -> None:
    """Let an input tell all undefined bits: read out of range, said to be so, or undriven."""
    run(design, "setundef -undriven -undef")
    module = design.top_module()
    told = _input(module, UNDEFINED, 1)
    module.fixup_ports()
    for cell in list(module.cells_.values()):
        if cell.type.str() == "$shiftx":
            cell.type = _id("$shift")
            source, result = cell.getPort(_id("\\A")), cell.getPort(_id("\\Y"))
            turned = ys.SigSpec(module.addWire(_auto(), result.size()))
            cell.setPort(_id("\\A"), module.Xor(_auto(), source, told.repeat(source.size())))
            cell.setPort(_id("\\Y"), turned)
            module.addXor(_auto(), turned, told.repeat(result.size()), result)
    for cell in list(module.cells_.values()):
        for name, signal in list(cell.connections_.items()):
            defined = _defined(signal, told)
            if defined is not None:
                cell.setPort(name, defined)
    pairs = [(left, right, _defined(right, told)) for left, right in module.connections_]
    module.new_connections(ys.SigsigVector([(left, new or old) for left, old, new in pairs]))


def _defined(signal: Any, told: Any) -> Any:
    """The signal with its undefined bits told by another; None if it has none."""
    bits = list(signal.bits())
    if not any(bit.wire is None and bit.data == ys.State.Sx for bit in bits):
        return None
    result = ys.SigSpec()
    for index, bit in enumerate(bits):
        undefined = bit.wire is None and bit.data == ys.State.Sx
        result.append(told if undefined else signal.extract(index, 1))
    return result


def _input(module: Any, name: str, width: int) -> Any:
    wire = module.addWire(_id(f"\\{name}"), width)
    wire.port_input = True
    return ys.SigSpec(wire)


def _cut(module: Any, cell: Any, name: str, outputs: set[str]) -> None:
    """Let ports of the module stand for a cell."""
    for port, signal in list(cell.connections_.items()):
        if port.str() in outputs:
            module.connect(signal, _input(module, f"{name}{port.str()}", signal.size()))
        else:
            _leaves(module, f"{name}{port.str()}", signal)
    module.remove(cell)


def _leaves(module: Any, name: str, signal: Any) -> None:
    wire = module.addWire(_id(f"\\{name}"), signal.size())
    wire.port_output = True
    module.connect(ys.SigSpec(wire), signal)


def _id(name: str) -> Any:
    return ys.IdString(name)


def _auto() -> Any:
    """A name that nothing has yet."""
    return _id(f"$sim.mutate${next(COUNTER)}")


if __name__ == "__main__":
    request_file = Path(sys.argv[1])
    told = main(json.loads(request_file.read_text(encoding="utf-8")))
    request_file.with_suffix(".told").write_text(json.dumps(told), encoding="utf-8")
