"""Pages that are written for a module, and what is read from its header."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from sim import cli
from sim.errors import UsageError
from sim.header import HeaderParameter, HeaderPort, read_header
from sim.new import write_new
from sim.places import ROOT
from sim.run import simulate
from tb.bench import Kind, Role
from tb.bench.find import find_bench
from tb.spec import RunSpec

SIMULATORS = ["icarus", "verilator"]


def propose_for(folder: Path, name: str, text: str, suffix: str = ".sv") -> str:
    (folder / f"{name}{suffix}").write_text(text, encoding="utf-8")
    assert write_new([name], folder, Console(quiet=True)) == 0
    return (folder / f"{name}_bench.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    assert write_new(["relu"], folder, Console(quiet=True)) == 0
    return folder


def test_it_writes_a_module_a_page_and_a_test(sample: Path) -> None:
    assert sorted(path.name for path in sample.iterdir()) == [
        "relu.sv",
        "relu_bench.py",
        "test_relu.py",
    ]
    check = ["-m", "ruff", "check", "--isolated", "--select", "F,E,W", str(sample)]
    assert subprocess.run([sys.executable, *check], check=False).returncode == 0


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_the_page_runs_at_once(simulator: str, sample: Path, tmp_path: Path) -> None:
    spec = RunSpec.of(
        toplevel="relu",
        simulator=simulator,
        bench=sample / "relu_bench.py",
        profiles=("none", "dense", "bursts"),
    )
    result = simulate(spec, folder=tmp_path)
    assert result.passed, result.why()
    assert [test.name for test in result.tests] == ["sound", "reset"]
    assert result.why() == ""


def test_the_page_finds_what_is_wrong(sample: Path, tmp_path: Path) -> None:
    text = (sample / "relu.sv").read_text()
    bad = text.replace("word[WIDTH-1] ?", "(word[WIDTH-1] && i != 2) ?")
    assert bad != text
    (tmp_path / "rtl").mkdir()
    (tmp_path / "rtl" / "relu.sv").write_text(bad)
    (tmp_path / "run").mkdir()
    spec = RunSpec.of(
        toplevel="relu",
        simulator="icarus",
        bench=sample / "relu_bench.py",
        rtl=tmp_path / "rtl",
        tests=("sound",),
        profiles=("none",),
    )
    result = simulate(spec, folder=tmp_path / "run")
    assert result.exit_code == 1
    (fault,) = result.mismatches
    assert (fault["port"], fault["lane"], fault["cause"]) == ("out", 2, "one lane")
    assert "sound failed: MISMATCH on out: tdata of out differs" in result.why()
    assert f"BENCH={sample / 'relu_bench.py'}" in result.why()


def test_the_pytest_file_finds_its_tests(sample: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "test_relu.py"],
        cwd=sample,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "test_relu.py::test_relu[icarus]" in done.stdout
    assert "test_relu.py::test_relu[verilator]" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "'new' takes one word, the name of a module: new relu."),
        (["a", "b"], "'new' takes one word"),
        (["NAME="], "'new' takes one word"),
        (["my-relu"], "'my-relu' cannot be the name of a module"),
        (["2x"], "'2x' cannot be the name of a module"),
        (["../x"], "cannot be the name of a module"),
        (["module"], "'module' cannot be the name of a module"),
    ],
    ids=str,
)
def test_wrong_words_are_one_sentence(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", *words]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert said in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["relu_bench.py", "test_relu.py"])
def test_nothing_is_overwritten(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(UsageError, match=f"{there} is there already: remove it"):
        write_new(["relu"], tmp_path, Console(quiet=True))
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"


def test_what_was_begun_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.open

    def full(path: Path, *arguments: str, **named: str) -> object:
        if path.name == "test_relu.py":
            raise OSError(28, "No space left on device", str(path))
        return write(path, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(UsageError, match=r"test_relu\.py cannot be written: No space left"):
        write_new(["relu"], tmp_path, Console(quiet=True))
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_the_module(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"fir\.v holds no module fir: rename one of them"):
        propose_for(tmp_path, "fir", "module fur (input clk); endmodule", ".v")
    assert [path.name for path in tmp_path.iterdir()] == ["fir.v"]


def test_ports_are_proposed(tmp_path: Path) -> None:
    text = """
    module mix import my_pkg::*; #(
        parameter int LANES = 4, parameter int DATA_W = 12, parameter SEED = 8'hA5,
        parameter real GAIN = 1.5, localparam int X = 3
    ) (
        input  logic                    aclk, aresetn,   // a comment with input logic z
        input  logic [LANES*DATA_W-1:0] s_axis_a_tdata,
        input  logic                    s_axis_a_tvalid, s_axis_a_tlast,
        output logic                    s_axis_a_tready,
        input  logic signed [3:0]       in_vec [0:2],
        input  logic                    in_valid,
        output logic                    in_ready,
        output logic [1:0][6:0]         m_axis_tdata,
        output logic                    m_axis_tvalid,
        output logic [2:0]              m_axis_tuser,
        input  logic                    m_axis_tready,
        input  my_t                     mode,
        output logic                    busy
    );
      always_ff @(posedge aclk or negedge aresetn) if (!aresetn) busy <= 0;
    endmodule
    """
    page = propose_for(tmp_path, "mix", text)
    ast.parse(page)
    assert max(map(len, page.splitlines())) <= 88
    assert "# The width of mode could not be read: say how many bits a word has." in page
    assert "# Not compared: busy." in page
    assert "# The parameter GAIN = 1.5 is no plain whole number: it keeps its default." in page
    bench = find_bench("mix", tmp_path / "mix_bench.py")
    assert bench.clock == "aclk"
    reset = bench.reset
    assert reset is not None
    assert (reset.signal, reset.active_low, reset.synchronous) == ("aresetn", True, False)
    assert [(p.name, p.default, p.word) for p in bench.parameters] == [
        ("LANES", 4, "LANES"),
        ("DATA_W", 12, "DATA_W"),
        ("SEED", 0xA5, "SEED_PARAMETER"),
    ]
    ports = {port.name: port for port in bench.ports_for(bench.resolve({}, "icarus"))}
    assert {name: (port.role, port.kind) for name, port in ports.items()} == {
        "s_axis_a": (Role.SOURCE, Kind.HANDSHAKE),
        "in": (Role.SOURCE, Kind.HANDSHAKE),
        "out": (Role.SINK, Kind.HANDSHAKE),
        "levels": (Role.SOURCE, Kind.LEVEL),
    }
    assert [(f.name, f.word, f.signed) for f in ports["s_axis_a"].fields] == [
        ("data", 12, False),
        ("last", 0, False),
    ]
    assert [(f.signal, f.word, f.signed) for f in ports["in"].fields] == [("in_vec", 4, True)]
    assert [(f.name, f.word) for f in ports["out"].fields] == [("data", 7), ("user", 0)]
    assert bench.stimulus is not None
    values = bench.resolve({}, "icarus")
    first = next(iter(bench.stimulus(np.random.default_rng(1), values)))
    assert first["s_axis_a"].shape == (1, 4)
    assert first["in"].shape == (1, 3)


def test_marks_of_direction_do_not_hide_a_pair(tmp_path: Path) -> None:
    text = """module acc(clock, reset, i_valid, o_ready, i_data, o_valid, i_ready, o_data);
      parameter W = 9;
      input clock, reset, i_valid, i_ready; output o_ready, o_valid;
      input signed [W-1:0] i_data; output reg signed [2*W-1:0] o_data;
      always @(posedge clock) if (reset) o_data <= 0; always @(*) ; always @(*) ;
    endmodule"""
    propose_for(tmp_path, "acc", text, ".v")
    bench = find_bench("acc", tmp_path / "acc_bench.py")
    assert bench.clock == "clock"
    reset = bench.reset
    assert reset is not None
    assert (reset.signal, reset.active_low, reset.synchronous) == ("reset", False, True)
    ports = bench.ports_for({"W": 9})
    assert [(p.name, p.valid, p.ready, [f.signal for f in p.fields]) for p in ports] == [
        ("in", "i_valid", "o_ready", ["i_data"]),
        ("out", "o_valid", "i_ready", ["o_data"]),
    ]


FOREIGN = ROOT / "tests" / "foreign" / "rtl"


@pytest.mark.parametrize(
    ("file", "clock", "reset", "ports"),
    [
        ("moving_sum.v", "ck", ("nreset", True, False), {"in": ["smp"], "out": ["tot"]}),
        (
            "join_add.sv",
            "clk_i",
            ("rst_i", False, True),
            {"a": ["a_data_i"], "b": ["b_data_i"], "out": ["sum_data_o"]},
        ),
        (
            "invert_bytes.v",
            "aclk",
            ("arst", False, False),
            {
                "in": ["s_tdata", "s_tkeep", "s_tuser", "s_tlast"],
                "out": ["m_tdata", "m_tkeep", "m_tuser", "m_tlast"],
            },
        ),
        ("parity2.sv", "clk", None, {"in": ["bit_in"], "out": ["bit_out"]}),
        ("repeat3.sv", "clk", ("rst_n", True, True), {"in": ["s_axis_tdata"], "out": None}),
    ],
)
def test_designs_of_other_people(
    file: str,
    clock: str,
    reset: tuple[str, bool, bool] | None,
    ports: dict[str, list[str] | None],
    tmp_path: Path,
) -> None:
    name, suffix = Path(file).stem, Path(file).suffix
    propose_for(tmp_path, name, (FOREIGN / file).read_text(), suffix)
    bench = find_bench(name, tmp_path / f"{name}_bench.py")
    assert bench.clock == clock
    found = bench.reset
    assert (found and (found.signal, found.active_low, found.synchronous)) == reset
    signals = {
        port.name: [field.signal for field in port.fields]
        for port in bench.ports_for(bench.resolve({}, "icarus"))
    }
    assert signals == {k: v or ["m_axis_tdata"] for k, v in ports.items()}


def test_a_block_without_a_clock(tmp_path: Path) -> None:
    text = "module add (input [7:0] a, b, output [8:0] s); assign s = a + b; endmodule"
    propose_for(tmp_path, "add", text)
    bench = find_bench("add", tmp_path / "add_bench.py")
    assert bench.clock is None
    assert bench.reset is None
    into, out = bench.ports_for({})
    assert [field.signal for field in into.fields] == ["a", "b"]
    assert (out.kind, out.follows, out.latency) == (Kind.LEVEL, "in", 0)


def test_the_golden_function_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    propose_for(tmp_path, "add", "module add (input [7:0] a, output [7:0] s); endmodule")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["SIM=icarus", "TOPLEVEL=add", "BENCH=add_bench.py"]) == 2
    assert "NotImplementedError: say what comes out: {'out': ...}" in capsys.readouterr().err


def test_the_older_kind_of_header() -> None:
    header = read_header(
        """/* module old(x); */ module old (clk, a, b);
        parameter N = 4'd8, M = N + 1;
        input clk; input signed [N-1:0] a; output reg [0:3] b;
        always @(posedge clk or negedge rst) b <= a;
        endmodule module other (input z); endmodule""",
        "old",
    )
    assert header is not None
    assert header.ports == (
        HeaderPort("clk", "input"),
        HeaderPort("a", "input", ("N-1:0",), signed=True),
        HeaderPort("b", "output", ("0:3",)),
    )
    assert header.parameters == (
        HeaderParameter("N", "4'd8", 8),
        HeaderParameter("M", "N + 1", None),
    )
    assert header.edges == {"clk": "posedge", "rst": "negedge"}
