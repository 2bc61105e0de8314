"""Sources from anywhere, with includes: found, hashed, compiled alike and run."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim import build as builds
from sim.build import build
from sim.design import Design
from sim.errors import BuildError
from sim.tools import find_toolset
from tests.sim.built import SIMULATORS, simulate
from tests.sim.conftest import TOOLS

TOP = """
`default_nettype none
`include "width.vh"
module top #(parameter integer Depth = 1, parameter integer Offset = 0) (
    input wire clk, input wire [`WIDTH-1:0] a, output reg [`WIDTH-1:0] q
);
  wire [`WIDTH-1:0] b;
  helper #(.Offset(Offset)) u_helper (.a(a), .b(b));
  always @(posedge clk) begin
    q <= b;
`ifdef NAME
    if (a == 3) $display("a is three at %s", `NAME);
`endif
  end
endmodule
"""
HELPER = """
`include "helper.vh"
module helper #(parameter integer Offset = 0) (
    input wire [`WIDTH-1:0] a, output wire [`WIDTH-1:0] b
);
  assign b = a + Offset + `MORE;
endmodule
"""
BODY = """
import cocotb
from cocotb.clock import Clock
from cocotb.triggers import RisingEdge
from expected import SUM, WIDTH

@cocotb.test()
async def adds(dut):
    cocotb.start_soon(Clock(dut.clk, 10, unit="ns").start())
    assert len(dut.a) == WIDTH
    dut.a.value = 3
    for _ in range(3):
        await RisingEdge(dut.clk)
    assert int(dut.q.value) == SUM
"""


def foreign(folder: Path) -> Design:
    """RTL in two folders, both files of one name, with a header in a third and one beside."""
    for name, text in {
        "mine/part.v": TOP,
        "other/part.v": HELPER,
        "other/helper.vh": "`define MORE 1\n",
        "inc/width.vh": "`define WIDTH 9\n",
        "bench/adding.py": BODY,
        "bench/expected.py": "SUM, WIDTH = 2, 9\n",
        "bench/sim/__init__.py": "raise ImportError('somebody else has a folder of that name')\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Design(
        "top",
        (folder / "mine/part.v", folder / "other/part.v"),
        (folder / "inc",),
        {"Offset": -2},
        {"NAME": '"the top"'},
        'verilator_config\npublic_flat_rw -module "top" -var "*"\n'.replace("ver", "`ver", 1),
    )


@SIMULATORS
def test_somebodys_own_sources_are_built_and_run(simulator: str, tmp_path: Path) -> None:
    design = foreign(tmp_path)
    bench: dict[str, Any] = {
        "module": "adding",
        "test_filter": ".*",
        "python_path": [tmp_path / "bench"],
    }
    code, log = simulate(design, simulator, tmp_path, **bench)
    assert code == 0
    assert "PASS=1" in log
    assert "a is three at the top" in log
    # Each file that shapes the design builds it anew.
    for name, old, new, expected in (
        ("inc/width.vh", "9", "12", "SUM, WIDTH = 2, 12"),
        ("other/helper.vh", "1", "5", "SUM, WIDTH = 6, 12"),
        ("other/part.v", "a + Offset", "a - Offset", "SUM, WIDTH = 10, 12"),
    ):
        text = (tmp_path / name).read_text()
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new))
        (tmp_path / "bench/expected.py").write_text(f"{expected}\n")
        code, log = simulate(design, simulator, tmp_path, **bench)
        assert "PASS=1" in log, name


@SIMULATORS
def test_a_module_that_no_source_holds_is_missing(simulator: str, tmp_path: Path) -> None:
    """Verilator would take it from a file of that name, which shapes the build unseen."""
    design = foreign(tmp_path)
    (tmp_path / "mine/helper.v").write_text((tmp_path / "other/part.v").read_text())
    (tmp_path / "mine/helper.vh").write_text("`define MORE 1\n")
    with pytest.raises(BuildError, match="helper"):
        build(replace(design, sources=design.sources[:1]), find_toolset(simulator, TOOLS),
              tmp_path / "designs", waves=False)  # fmt: skip


def test_two_copies_compile_to_the_same_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hence they share a compiler cache."""
    monkeypatch.setattr(builds, "_drop_intermediates", lambda *_: None)
    toolset = find_toolset("verilator", TOOLS)
    texts = []
    for name in ("first", "the second"):
        design = foreign(tmp_path / name)
        compiled = build(design, toolset, tmp_path / name.split()[-1] / "designs", waves=False)
        files = [*compiled.folder.glob("*.cpp"), *compiled.folder.glob("*.h")]
        texts.append({path.name: path.read_text() for path in files})
    assert texts[0]
    assert texts[0] == texts[1]
