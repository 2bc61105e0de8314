"""Writes the page of a module of one's own, and a test of it for pytest."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from sim.errors import UsageError
from sim.header import Header, balanced, read_header, split
from sim.options import WORDS
from sim.places import COMMAND
from sim.propose import Proposal, propose

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        always and assert assign automatic begin bit buf byte case class clocking const
        default design disable do else end endcase endmodule enum event export final for
        force fork function generate genvar if import initial inout input int integer
        interface join library local logic macromodule module nand new nor not null or
        output package parameter posedge primitive priority program property public pure
        real reg release repeat return sequence shortint signed specify static string
        struct super supply0 supply1 table task this time tri type typedef union unique
        unsigned use var void wait wand while wire with wor xnor xor
        """,
    )
)
"""Words that no module can be called."""
SUFFIXES = (".sv", ".v")
WIDTH = 88
"""Columns of a line of the page."""

MODULE = """\
// ReLU: words below 0 become 0. A stream with a valid and a ready, one register long.

`default_nettype none

module {name} #(
    parameter int LANES = 4,  // words of a beat
    parameter int WIDTH = 8   // bits of a word
) (
    input  wire                          clk,
    input  wire                          rst_n,
    input  wire signed [LANES*WIDTH-1:0] s_axis_tdata,
    input  wire                          s_axis_tlast,
    input  wire                          s_axis_tvalid,
    output wire                          s_axis_tready,
    output reg  signed [LANES*WIDTH-1:0] m_axis_tdata,
    output reg                           m_axis_tlast,
    output reg                           m_axis_tvalid,
    input  wire                          m_axis_tready
);

  reg open_q;  // reset is over

  assign s_axis_tready = open_q && (m_axis_tready || !m_axis_tvalid);

  always @(posedge clk) begin
    open_q <= rst_n;
    if (!rst_n) m_axis_tvalid <= 1'b0;
    else if (s_axis_tready) m_axis_tvalid <= s_axis_tvalid;
    else if (m_axis_tready) m_axis_tvalid <= 1'b0;
    if (s_axis_tready) m_axis_tlast <= s_axis_tlast;
  end

  genvar i;
  generate
    for (i = 0; i < LANES; i = i + 1) begin : gen_lanes
      wire [WIDTH-1:0] word = s_axis_tdata[i*WIDTH+:WIDTH];
      always @(posedge clk)
        if (s_axis_tready) m_axis_tdata[i*WIDTH+:WIDTH] <= word[WIDTH-1] ? {{WIDTH{{1'b0}}}} : word;
    end
  endgenerate

endmodule

`default_nettype wire
"""
SAMPLE_GOLDEN = '    return {"out": np.maximum(inputs["in"], 0)}'

TEST = '''\
"""`{name}` on both simulators."""

from pathlib import Path

import pytest

from sim.run import simulate
from tb.spec import RunSpec

PAGE = Path(__file__).parent / "{name}_bench.py"


@pytest.mark.parametrize("simulator", ["icarus", "verilator"])
def test_{name}(simulator: str) -> None:
    result = simulate(RunSpec(toplevel="{name}", simulator=simulator, bench=PAGE))
    assert result.passed, result.why()
'''


def write_new(words: Sequence[str], folder: Path, console: Console) -> int:
    """Write a page and a test below `folder`, and a small module where there is none; returns 0.

    Args:
        words: what follows ``new``: the module's name, or ``NAME=`` and it.
        folder: where the files go, and where the module is looked for.
        console: is told what to type next.

    Raises:
        UsageError: the name is not legal, a file is there already, or the module cannot be read.
    """
    if len(words) != 1 or not words[0].removeprefix("NAME="):
        raise UsageError("'new' takes one word, the name of a module: new relu.")
    name = words[0].removeprefix("NAME=")
    if not NAME.fullmatch(name) or name in RESERVED:
        raise UsageError(
            f"'{name}' cannot be the name of a module: it takes letters, digits and _, begins with "
            "no digit and is no word of SystemVerilog."
        )
    source = next(
        (folder / f"{name}{s}" for s in SUFFIXES if (folder / f"{name}{s}").exists()), None
    )
    files: dict[str, str] = {}
    golden = ""
    if source is None:
        golden = SAMPLE_GOLDEN
        source = folder / f"{name}.sv"
        files[source.name] = MODULE.format(name=name)
        text = files[source.name]
    else:
        try:
            text = source.read_text(encoding="utf-8", errors="replace")
        except OSError as fault:
            raise UsageError(f"{source} cannot be read: {fault.strerror}.") from fault
    header = read_header(text, name)
    if header is None:
        raise UsageError(f"{source.name} holds no module {name}: rename one of them.")
    page = page_text(header, propose(header), source.name, golden)
    files |= {f"{name}_bench.py": page, f"test_{name}.py": TEST.format(name=name)}
    _write(folder, files)
    for file in files:
        console.print(f"wrote {file}", highlight=False, markup=False)
    if not golden:
        console.print(f"Fill in golden in {name}_bench.py. Then type:", highlight=False)
    else:
        console.print("Type:", highlight=False)
    bench = folder / f"{name}_bench.py" if COMMAND == "make" else Path(f"{name}_bench.py")
    for line in (f"{COMMAND} SIM=icarus TOPLEVEL={name} BENCH={bench}", f"pytest test_{name}.py"):
        console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)
    return 0


def page_text(header: Header, found: Proposal, source: str, golden: str = "") -> str:
    """The page of a module.

    Args:
        header: the module.
        found: what could be told of it.
        source: its file, seen from the page.
        golden: the golden function's body; empty where the user must say it.
    """
    sized = any("values[" in line for line in found.ports)
    parameters = [p for p in header.parameters if p.value is not None]
    names = {"Bench", *found.names, *(["Parameter"] if parameters else [])}
    # As ruff sorts them: constants, then classes, then functions.
    order = sorted(names, key=lambda name: (not name.isupper(), name.islower(), name))
    lines = [
        f'"""The bench of `{header.name}`: its ports, what must come out, and what goes in."""',
        "",
    ]
    if "np." in golden:
        lines += ["import numpy as np", ""]
    wanted = f"from tb.bench import {', '.join(order)}"
    if len(wanted) > WIDTH:
        wanted = "\n".join(["from tb.bench import (", *(f"    {name}," for name in order), ")"])
    lines += [wanted, ""]
    for remark in found.remarks:
        lines += textwrap.wrap(remark, WIDTH, initial_indent="# ", subsequent_indent="# ")
    lines += [""] * bool(found.remarks)
    if sized:
        lines += [
            "",
            "def ports(values):",
            '    """The ports for given parameters."""',
            "    return [",
        ]
        lines += [f"        {line}" for line in found.ports] + ["    ]", ""]
    lines += ["", "def golden(inputs, values):"]
    lines += ['    """What must come out for what goes in: integers [beats, words] by port."""']
    if not golden:
        wanted = ", ".join(f"{name!r}: ..." for name in found.outputs)
        golden = f'    raise NotImplementedError("say what comes out: {{{wanted}}}")'
    lines += [golden, "", "", "def stimulus(rng, values):"]
    lines += ['    """What goes in, packet by packet."""', "    for beats in (1, 2, 40):"]
    if len(found.inputs) == 1:
        (name, words), *_ = found.inputs.items()
        lines.append(f'        yield {{"{name}": {words}}}')
    else:
        lines += ["        yield {"]
        lines += [f'            "{name}": {words},' for name, words in found.inputs.items()]
        lines += ["        }"]
    lines += [
        "",
        "",
        "BENCH = Bench(",
        f'    toplevel="{header.name}",',
        f'    sources=["{source}"],',
    ]
    if sized:
        lines.append("    ports=ports,")
    else:
        lines += ["    ports=[", *(f"        {line}" for line in found.ports), "    ],"]
    lines += [f"    {word}," for word in (found.clock, found.reset) if word]
    if parameters:
        lines.append("    parameters=[")
        lines += [f"        {_parameter(p.name, p.value or 0)}," for p in parameters]
        lines.append("    ],")
    lines += ["    golden=golden,", "    stimulus=stimulus,", ")", ""]
    return "\n".join(part for line in lines for part in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    """A line of Python that is not too long, or a line for each part between its brackets."""
    bare = line.lstrip()
    opening = min((bare.find(sign) for sign in "([{" if sign in bare), default=-1)
    if len(line) <= WIDTH or opening < 0 or bare.startswith(("#", '"""', "raise")):
        return [line]
    indent = line[: len(line) - len(bare)]
    inner, behind = balanced(bare[opening + 1 :])
    closing = bare[len(bare) - len(behind) - 1]
    parts = [f"{indent}    {part.strip()}," for part in split(inner)]
    broken = [text for part in parts for text in _wrapped(part)]
    return [f"{indent}{bare[: opening + 1]}", *broken, f"{indent}{closing}{behind}"]


def _parameter(name: str, value: int) -> str:
    least = f", least={value}" if value < 1 else ""
    called = f', called="{name}_PARAMETER"' if name.upper() in WORDS else ""
    return f'Parameter("{name}", {value}{least}{called})'


def _write(folder: Path, files: dict[str, str]) -> None:
    """All files or none."""
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise UsageError(f"{there[0]} is there already: remove it, or choose another name.")
    made: list[Path] = []
    try:
        for name, text in files.items():
            with (folder / name).open("x", encoding="utf-8") as file:
                made.append(folder / name)
                file.write(text)
    except BaseException as fault:
        for path in made:
            path.unlink(missing_ok=True)
        if isinstance(fault, OSError):
            raise UsageError(
                f"{fault.filename or folder} cannot be written: {fault.strerror}."
            ) from fault
        raise
