"""What the list tells of a design."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from sim.errors import UsageError
from sim.listing import describe, show_designs
from tb.bench import (
    SINK,
    Bench,
    Field,
    Flag,
    Parameter,
    Reset,
    data,
    handshake,
    level_input,
    level_output,
    strobe,
)
from tb.bench.find import design_names, find_bench
from tests.sim.conftest import PAGE


def shown(**variables: str) -> str:
    console = Console(file=io.StringIO(), width=80)
    assert show_designs(console, variables) == 0
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_every_design_is_told_whole() -> None:
    text = shown()
    heads = [line.split(":")[0] for line in text.splitlines() if line and line[0] != " "]
    assert heads == design_names()
    for name in design_names():
        bench = find_bench(name)
        lines = "\n".join(describe(bench)).splitlines()
        assert "\n".join(lines) in text
        rows = {
            line.replace("*", " ").split()[0]: line for line in lines if line.startswith("    ")
        }
        known = [port.name for port in bench.ports_for(bench.resolve({}, "verilator"))]
        known += [parameter.word for parameter in bench.parameters]
        known += [option.word for option in bench.options]
        known += list(bench.all_tests())
        assert set(known) <= set(rows)
        marked = {word for word, line in rows.items() if line.startswith("    *")}
        assert marked == set(bench.default_tests())


def test_columns_are_straight() -> None:
    bench = Bench(
        "top",
        [],
        (
            handshake(
                "request",
                SINK,
                "req",
                "ack",
                data("d", word=4),
                Field("tag", "t"),
                Field("b", "busy", turned=True),
            ),
            strobe("tick", SINK, "tick_valid"),
            level_input("a", data("a_in", word=12)),
            level_output("sum", "a", 1, data("s", word=13)),
            level_output("carry", "a", 0, data("c")),
        ),
        clock="clock",
        reset=Reset("arst", active_low=False, synchronous=False),
        flags=(Flag("ok", usual=1),),
        parameters=(
            Parameter("DataWidth", 8, 1, 64, "bits", {"icarus": 4}),
            Parameter("D", None, 0),
        ),
        meaning="everything",
    )
    assert "\n".join(describe(bench)) == (
        """\
top: everything
  ports: direction, kind, signals
    request  out  valid/ready  req, ack, d (4-bit words), t; back: busy
    tick     out  valid        tick_valid
    a        in   level        a_in (12-bit words)
    sum      out  level        s (13-bit words); 1 clock after a
    carry    out  level        c; 0 clocks after a
  other signals
    clock  clock
    arst   reset, asynchronous, active high
    ok     status, 1 while all is well
  parameters: default, range, meaning
    DATA_WIDTH  8, 4 on icarus  1 to 64   bits
    D           derived         0 and up"""
    )


def test_one_design_is_told_by_name_or_file() -> None:
    assert shown(TOPLEVEL="axis_skid").startswith("axis_skid: ")
    assert "conv_engine" not in shown(TOPLEVEL="axis_skid")
    assert shown(BENCH=str(PAGE)).startswith("slice: register slice that adds a number\n")
    assert shown(BENCH=str(PAGE), TOPLEVEL="") == shown(BENCH=str(PAGE))


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"TOPLEVEL": "axis"}, r"TOPLEVEL=axis is unknown \(did you mean axis_skid\?\)"),
        ({"BENCH": "none.py"}, r"BENCH=.*none\.py is no file\."),
        ({"BENCH": str(Path(__file__))}, r"has no BENCH = Bench\(\.\.\.\)"),
        ({"SIM": "icarus"}, "SIM is unknown; a list takes TOPLEVEL or BENCH"),
    ],
    ids=str,
)
def test_what_cannot_be_listed_is_told(variables: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        shown(**variables)
