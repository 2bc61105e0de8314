"""Gates and paths: counted by hand, merged where modules are alike, told on the command line."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from sim.design import Design
from sim.errors import BuildError, UsageError
from sim.synth import told as commands
from sim.synth.area import Area, area_of, measure
from sim.synth.gates import buffering
from sim.synth.merge import merge
from sim.synth.told import show_area

TWO = """
module inner (input wire clk, a, b, output logic q);
  logic p;
  always_ff @(posedge clk) begin
    p <= a;
    q <= !(p && b);
  end
endmodule

module two (input wire clk, a, b, c, output wire y);
  wire m, n;
  logic [7:0] store[4];
  logic [7:0] word;
  inner u_left (.clk, .a, .b, .q(m));
  inner u_right (.clk, .a(m), .b(c), .q(n));
  assign y = n ^ c;
  always_ff @(posedge clk) begin
    if (a) store[{b, c}] <= {8{m}};
    word <= store[{c, b}];
  end
  logic [7:0] kept;
  always_ff @(posedge clk) kept <= word;
  (* keep *) wire [7:0] seen = kept;
endmodule
"""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Area:
    source = tmp_path_factory.mktemp("two") / "two.sv"
    source.write_text(TWO, encoding="utf-8")
    return measure(Design("two", (source,)))


def test_cells_are_counted_by_module(two: Area) -> None:
    found = {module.name: module for module in two.modules}
    inner, outer = found["inner"], found["two"]
    # A NAND and two flip-flops each; outside a XOR, and `kept`; `word` is of the memory.
    assert (inner.instances, inner.cells, inner.flip_flops) == (2, 2 * 3, 2 * 2)
    assert (outer.instances, outer.cells, outer.flip_flops) == (1, 1 + 8, 8)
    assert (inner.memory_bits, outer.memory_bits) == (0, 4 * 8)
    assert (two.cells, two.flip_flops, two.memory_bits, two.elements) == (15, 12, 32, 0)


def test_parts_count_all_that_is_inside(two: Area) -> None:
    found = {part.name: part for part in two.parts}
    assert list(found) == ["u_left", "u_right"]
    for part in found.values():
        assert (part.module, part.cells, part.flip_flops, part.memory_bits) == ("inner", 3, 2, 0)


def test_parts_inside_parts_are_counted() -> None:
    cells = {"q": register(3, 4), "not": gate("$_NOT_", 3, 4)}
    leaf = module(cells, clk=("input", 2))
    pair = {f"u{i}": {"type": "leaf", "connections": {"clk": [2]}} for i in range(2)}
    wires = {"connections": {"clk": [2]}}
    outer = {"u_pair": {"type": "pair", **wires}, "u_leaf": {"type": "leaf", **wires}}
    parameters = {"Rows": 2, "OutChannels": 3}
    design = Design("top", (Path("unread.sv"),), parameters=parameters)
    modules = {
        "top": module(outer, clk=("input", 2)),
        "pair": module(pair, clk=("input", 2)),
        "leaf": leaf,
    }
    area = area_of(design, modules)
    found = [(part.name, part.module, part.cells, part.flip_flops) for part in area.parts]
    assert found == [("u_pair", "pair", 4, 2), ("u_leaf", "leaf", 2, 1)]
    assert area.lanes == 6
    harness = {"u_top": {"type": "top", **wires}}
    whole = area_of(
        replace(design, toplevel="top_harness"),
        {"top_harness": module(harness, clk=("input", 2)), **modules},
    )
    assert whole.parts == area.parts
    shown = io.StringIO()
    Console(file=shown, width=150).print(commands.parts_table(area))
    text = shown.getvalue()
    assert "cells a lane" in text
    assert "cells a PE" not in text


def test_paths_cross_modules(two: Area) -> None:
    found = {(path.start_module, path.end_module): path for path in two.paths}
    # It drives nine pins, u_right.p and the bits of the memory: one level of buffers.
    across = found["inner", "two"]
    assert (across.start, across.end) == ("u_left.q", "store")
    assert (across.units, across.gates) == (1, 0)
    # The XOR, between a register of one module and the port of the whole.
    out = found["inner", ""]
    assert (out.start, out.end, out.units, out.gates) == ("u_right.q", "port y", 2, 1)
    assert found["inner", "inner"].units == 1
    assert two.verdict() == "longest path: u_right.q to port y 2.0"


def gate(kind: str, output: int, *inputs: int) -> dict[str, Any]:
    pins = dict(zip("ABS", ([net] for net in inputs), strict=False)) | {"Y": [output]}
    return {"type": kind, "connections": pins}


def register(data: int, output: int) -> dict[str, Any]:
    ways = {"C": "input", "D": "input", "Q": "output"}
    pins = {"C": [2], "D": [data], "Q": [output]}
    return {"type": "$_DFF_P_", "connections": pins, "port_directions": ways}


def module(cells: dict[str, Any], **ports: tuple[str, int]) -> dict[str, Any]:
    told = {name: {"direction": way, "bits": [net]} for name, (way, net) in ports.items()}
    names = {name: {"hide_name": 0, "bits": [net]} for name, (_, net) in ports.items()}
    return {"ports": told, "cells": cells, "netnames": names}


def measured(**modules: Any) -> Area:
    top = next(iter(modules))
    return area_of(Design(top, (Path("unread.sv"),)), modules)


def test_each_gate_costs_what_is_written_down() -> None:
    cells = {
        "q": register(7, 3),
        "not": gate("$_NOT_", 4, 3),
        "xor": gate("$_XOR_", 5, 4, 3),
        "mux": gate("$_MUX_", 6, 5, 3, 4),
        "or": gate("$_OR_", 7, 6, 3),
    }
    area = measured(top=module(cells, clk=("input", 2), q=("output", 3)))
    # q drives five pins, one more than a gate can: a buffer; then 0.5 + 2 + 2 + 1.
    assert (area.paths[0].units, area.paths[0].gates) == (6.5, 4)
    assert [m.inside for m in area.modules] == [6.5]


def test_a_net_is_driven_by_a_tree_of_buffers() -> None:
    assert [buffering(pins) / 2 for pins in (0, 4, 5, 16, 17, 64, 65)] == [0, 0, 1, 1, 2, 2, 3]


def test_a_port_that_is_passed_on_is_one_net() -> None:
    """What goes round through a module that does nothing to it ends where it should."""
    through = module({}, a=("input", 2), y=("output", 2), z=("output", 2))
    pins = {"a": [3], "y": [4], "z": [5]}
    cells = {
        "q": register(6, 3),
        "u": {"type": "through", "connections": pins},
        "and": gate("$_AND_", 6, 4, 5),
    }
    area = measured(top=module(cells, clk=("input", 2), q=("output", 3)), through=through)
    (path, other) = area.paths
    assert (path.start, path.end, path.units) == ("q", "q", 1)
    assert (other.end, other.units) == ("port q", 0)


def test_a_ring_of_gates_is_told() -> None:
    cells = {"q": register(4, 3), "a": gate("$_AND_", 4, 3, 5), "b": gate("$_NOT_", 5, 4)}
    with pytest.raises(BuildError, match="drive each other in a ring"):
        measured(top=module(cells, clk=("input", 2)))


def test_an_unknown_cell_is_told() -> None:
    with pytest.raises(BuildError, match=r"top has a cell \$_TBUF_, for which no delay is known"):
        measured(top=module({"t": gate("$_TBUF_", 3, 2)}, a=("input", 2)))


def rtlil(name: str, number: int, operator: str) -> str:
    return f"""module \\{name}
  attribute \\hdlname "{name}"
  wire ${number}
  cell ${operator} $auto${number}
    connect \\Y ${number}
  end
end
"""


def test_modules_that_differ_in_generated_names_alone_are_one() -> None:
    users = "".join(f"  cell \\part$top.u_{i} \\u_{i}\n  end\n" for i in range(3))
    parts = [
        rtlil("part$top.u_0", 4, "and"),
        rtlil("part$top.u_1", 17, "and"),
        rtlil("part$top.u_2", 4, "or"),
    ]
    merged = merge("\n".join([f"module \\top\n{users}end\n", *parts]))
    assert [line for line in merged.splitlines() if line.startswith("module")] == [
        "module \\top",
        "module \\part:2",
        "module \\part",
    ]
    assert merged.count("cell \\part \\u_0\n") == merged.count("cell \\part \\u_1\n") == 1
    assert merged.count("cell \\part:2 \\u_2\n") == 1


def test_a_design_is_measured_by_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "AREAS", tmp_path)
    console = Console(file=io.StringIO(), width=150)
    words = {"TOPLEVEL": "pe_core", "ROWS": "2", "Y_WIDTH": "12", "X_WIDTH": "4", "K_WIDTH": "3"}
    assert show_area(words, console) == 0
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    file = tmp_path / "pe_core-Rows2-KWidth3-YWidth12-XWidth4.json"
    assert f"All paths are in {file}." in lines
    area = Area.model_validate_json(file.read_text())
    assert lines[-1] == area.verdict()
    assert area.elements == 2
    assert area.flip_flops == 2 * 2 * 12  # sums and captured sums
    assert area.inside_element is not None
    assert area.inside_element > 10
    assert f"the PE's own: {area.inside_element:.1f}" in lines[-1]
    assert json.loads(file.read_text())["toplevel"] == "pe_core"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"SEED": "3"}, "SEED shapes no gate; leave it out."),
        ({"TOPLEVEL": "pe_cor"}, "did you mean pe_core"),
        ({"ROWS": "0"}, "Rows is 0, but it must lie from 1 to 255."),
        ({"ROWS": "two"}, "ROWS=two"),
    ],
    ids=str,
)
def test_words_that_make_no_sense_are_refused(words: dict[str, str], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        show_area(words, Console(file=io.StringIO()))
    assert sentence in str(caught.value)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    source = tmp_path / "bad.sv"
    source.write_text("module bad(input wire a, output wire b);\n  assign b = c;\nendmodule\n")
    with pytest.raises(BuildError, match=r"(?s)bad cannot be synthesised.*bad\.sv:2.*'c'"):
        measure(Design("bad", (source,)))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("rows", "cols", "width"), [("2", "6", "24"), ("2", "6", "32"), ("7", "96", "32")]
)
def test_the_engine_is_measured(
    rows: str, cols: str, width: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "AREAS", tmp_path)
    words = {"ROWS": rows, "COLS": cols, "Y_WIDTH": width}
    assert show_area(words, Console(file=io.StringIO())) == 0
    (file,) = tmp_path.iterdir()
    area = Area.model_validate_json(file.read_text())
    elements = int(rows) * int(cols)
    (core,) = (module for module in area.modules if module.name == "pe_core")
    assert (area.elements, core.instances) == (elements, int(cols))
    assert core.flip_flops == elements * 2 * int(width)
    assert any(path.end_module == "pe_core" for path in area.paths)
