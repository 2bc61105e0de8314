"""The judge's verdicts on changes of the project's own modules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from sim.chosen import design_of
from sim.mutate import assumptions
from sim.mutate.case import Case
from sim.mutate.counterexample import Counterexample, confirms, replay
from sim.mutate.equivalence import PIECES, Comparison
from sim.mutate.judge import Judgement, copied, judged, judged_change
from sim.mutate.limited import Deadline
from sim.mutate.model import Mutant
from sim.mutate.parents import parents_of
from sim.mutate.sets import small_set
from tb.bench.find import find_bench
from tb.kraken.array import RTL
from tests.planted.bug import Bug, written
from tests.planted.planting import plant

SECONDS = 600.0
SMALL_MODULES = ("axis_split", "column_tracker", "pool_pair")
"""Whose first planted bug every run of the tests judges."""
LARGE = ("conv_engine", "kraken_top")
"""Whose circuits are too large to be judged whole."""


def change(folder: Path, module: str, old: str, new: str) -> Path:
    """A copy of the sources with one change in a module."""
    copy = copied(RTL, folder / "changed")
    file = copy / f"{module}.sv"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def mutant_of(module: str, around: str, old: str, new: str) -> Mutant:
    """A mutant of an expression within a text that the module has once."""
    text = (RTL / f"{module}.sv").read_text(encoding="utf-8")
    assert text.count(around) == around.count(old) == 1
    offset = text.index(around) + around.index(old)
    line = text.count("\n", 0, offset) + 1
    place = (f"{module}.sv", line, 1)
    return Mutant.of("source", module, place, "drop", (old, new), (offset, len(old)))


def test_equivalent_with_control(tmp_path: Path) -> None:
    """A register that may take anything while nobody looks; the verdict names what it would see."""
    mutant = mutant_of("axis_skid", "if (take) spare_q", "take", "open_q")
    found = judged(mutant, RTL, tmp_path, SECONDS)
    assert found.state == "equivalent", found.how
    assert "The same steps see axis_skid.sv:" in found.how
    assert {"Width": 8} in found.parameters
    assert found.witness is None


def test_unreachable_by_assumption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that only sets of words show that no port sends; without the rule it is seen."""
    (tmp_path / "properties").mkdir()
    (tmp_path / "properties" / "axis_gather.sv").write_text(
        "module axis_gather_properties (input wire clk, input wire [15:0] set_words);\n"
        "always @(posedge clk) assume (set_words >= 1 && set_words <= 8);\n"
        "endmodule\n"
        "bind axis_gather axis_gather_properties u_properties (.*);\n",
        encoding="utf-8",
    )
    old, new = "collected >= set_words", "collected >= {8'd0, set_words[7:0]}"
    versions = (RTL, change(tmp_path, "axis_gather", old, new))
    monkeypatch.setattr(assumptions, "PROPERTIES", tmp_path / "properties")
    found = judged_change("axis_gather", versions, "narrow", tmp_path / "with", SECONDS)
    assert found.state == "unreachable", found.how
    monkeypatch.setattr(assumptions, "PROPERTIES", tmp_path / "none")
    found = judged_change("axis_gather", versions, "narrow", tmp_path / "without", 90, levels=0)
    assert found.state != "equivalent", found.how


def test_equivalent_piece_by_piece(tmp_path: Path) -> None:
    """Bits that are never both 1; what is told of a control was seen in the same way."""
    text = "(slot << 1) | OpenWindows'(slot[OpenWindows-1])"
    mutant = mutant_of("pool_windows", text, text, text.replace("|", "^"))
    found = judged(mutant, RTL, tmp_path, SECONDS)
    assert found.state == "equivalent", found.how
    assert PIECES[True] in found.how
    assert "The same steps see pool_windows.sv:" in found.how


def test_what_an_input_says_to_count(tmp_path: Path) -> None:
    """The layer counts in the clock in which the bench says that the body has ended."""
    bench = find_bench("header_reader")
    latest = "state_q == CHECK ? check_early(header) : derived_q.early"
    for old, new, verdict in (
        ("= check_early(header)", f"= {latest}", "equal"),
        ("layer.tile_rows = tile_rows_q", "layer.tile_rows = ~tile_rows_q", "differ"),
    ):
        folder = tmp_path / verdict
        folder.mkdir()
        versions = RTL, change(folder, "header_reader", old, new)
        case = Case(bench, small_set(bench), versions, folder)
        assert case.compared(Deadline(SECONDS), ruled=False).verdict == verdict


def test_a_change_that_shows_in_a_register_is_no_proof(tmp_path: Path) -> None:
    """Nobody looks at the register, so the versions are equal all the same; or somebody does."""
    bench = find_bench("axis_skid")
    values = bench.resolve({}, "icarus")
    for old, new, verdict in (
        ("if (take) spare_q", "if (open_q) spare_q", "equal"),
        ("spare_q <= s_axis_tdata", "spare_q <= ~s_axis_tdata", "differ"),
    ):
        folder = tmp_path / verdict
        folder.mkdir()
        case = Case(bench, values, (RTL, change(folder, "axis_skid", old, new)), folder)
        assert case.by_pieces(Deadline(SECONDS), registers=True).verdict == "differ"
        assert case.compared(Deadline(SECONDS)).verdict == verdict


def test_a_changed_block_is_looked_into(tmp_path: Path) -> None:
    """Its ports do not stand for those of the sound one, and inside it differs."""
    bench = find_bench("axis_narrow")
    values = bench.resolve({}, "icarus")
    other = change(tmp_path, "axis_skid", "take          = s_axis", "take          = !s_axis")
    case = Case(bench, values, (RTL, other), tmp_path)
    assert case.by_pieces(Deadline(SECONDS), registers=True).verdict == "differ"
    assert case.compared(Deadline(SECONDS)).verdict == "differ"


LOOKED_INTO = {
    "marks that nobody reads, three blocks further": (
        "conv_engine",
        "{WeightPortWords{1'b1}}",
        "{WeightPortWords{1'b0}}",
        {True: "differ", False: "equal"},
    ),
    "words that only a wide beat has": (
        "kraken_top",
        "{LANES * 24{1'b0}}",
        "{LANES * 24{1'b1}}",
        {True: "equal", False: "equal"},
    ),
    "a body from in front of its reader": (
        "activation",
        "(body_tdata[ENTRIES*8-1:0])",
        "(s_axis_config_tdata[ENTRIES*8-1:0])",
        {True: "equal", False: "equal"},
    ),
    "words that a narrow beat has": (
        "kraken_top",
        "{LANES * 24{1'b0}}, pooled_tdata}",
        "{LANES * 24{1'b0}}, ~pooled_tdata}",
        {True: "differ", False: "differ"},
    ),
}


def looked_into() -> Iterator[ParameterSet]:
    """Their names; the first ones in every run of the tests."""
    for number, name in enumerate(LOOKED_INTO):
        yield pytest.param(name, marks=[pytest.mark.thorough] if number > 1 else [])


@pytest.mark.parametrize("name", list(looked_into()))
def test_blocks_that_get_something_else_are_looked_into(name: str, tmp_path: Path) -> None:
    """Only they are, so the largest designs are compared in seconds."""
    module, old, new, verdicts = LOOKED_INTO[name]
    bench = find_bench(module)
    case = Case(bench, small_set(bench), (RTL, change(tmp_path, module, old, new)), tmp_path)
    for registers, verdict in verdicts.items():
        assert case.by_pieces(Deadline(SECONDS), registers=registers).verdict == verdict


def test_equal_with_some_parameters_is_not_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port that is narrower, or a block that is left out, may be what shows the change."""

    def compared(self: Case, deadline: Deadline, *, ruled: bool = True) -> Comparison:
        return Comparison("equal" if self.values["Width"] == 8 else "open", "time ran out")

    monkeypatch.setattr(Case, "compared", compared)
    mutant = mutant_of("axis_skid", "if (take) spare_q", "take", "open_q")
    found = judged(mutant, RTL, tmp_path, SECONDS)
    assert found.state == "unknown"
    told = "At these parameters: Width=8. 2 more that are planned were not decided. Time ran out."
    assert told in found.how


def bugs(often: bool) -> Iterator[ParameterSet]:
    """Bugs by name: the first ones of some small modules, or all."""
    seen: set[str] = set()
    for bug in written():
        first = bug.module in SMALL_MODULES and bug.module not in seen
        seen.add(bug.module)
        if bug.module not in LARGE and first == often:
            yield pytest.param(bug, id=f"{bug.module}-{bug.name}".replace(" ", "_"))


def judged_bug(bug: Bug, folder: Path, seconds: float) -> Judgement:
    """The verdict on a planted bug."""
    versions = (RTL, plant(bug, folder))
    return judged_change(bug.module, versions, bug.name, folder / "judge", seconds, levels=0)


@pytest.mark.parametrize("bug", list(bugs(often=True)))
def test_planted_bug_is_different(bug: Bug, tmp_path: Path) -> None:
    """A fault that a bench finds has a witness, which Icarus has shown."""
    found = judged_bug(bug, tmp_path, SECONDS)
    assert found.state == "different", found.how
    assert found.witness is not None


def test_verilator_shows_it_too(tmp_path: Path) -> None:
    """A witness is told apart from what it is not, on the other simulator as well."""
    bug = next(bug for bug in written() if bug.module == "axis_skid")
    found = judged_bug(bug, tmp_path, SECONDS)
    assert found.witness is not None, found.how
    case = Counterexample.read(found.witness)
    sound, changed = (
        replay(
            case,
            design_of(find_bench(bug.module), case.parameters, {}, rtl),
            "verilator",
            tmp_path / name,
            Deadline(SECONDS),
        )
        for name, rtl in (("replay_sound", RTL), ("replay_changed", tmp_path / "rtl"))
    )
    assert confirms(case, sound, changed)
    assert not confirms(case, sound, sound)
    assert not confirms(case, changed, changed)


@pytest.mark.thorough
@pytest.mark.parametrize("bug", list(bugs(often=False)))
def test_planted_bug_is_never_equivalent(bug: Bug, tmp_path: Path) -> None:
    """No fault that a bench finds is said to be none with the parameters that show it."""
    found = judged_bug(bug, tmp_path, 120)
    shown_by = bug.block.parameters if bug.block is not None else {}
    bench = find_bench(bug.module)
    values = bench.resolve(shown_by or bench.small, "icarus")
    assert found.state not in ("equivalent", "unreachable") or values not in found.parameters


def test_parents() -> None:
    """Designs that name a module as an instance; neither comments nor longer names count."""
    assert parents_of("pe_core", RTL) == ["pe_array"]
    assert parents_of("axis_skid", RTL)[:2] == ["activation", "add_engine"]
    assert "requantizer" in parents_of("requantize_channel", RTL)
    assert parents_of("kraken_top", RTL) == []


def test_netlist_is_unknown(tmp_path: Path) -> None:
    """A mutant of the netlist has no source to judge."""
    place = ("ram.sv", 1, 0)
    mutant = Mutant.of("netlist", "ram", place, "inv", ("a cell", "inverted"))
    assert judged(mutant, RTL, tmp_path, 1).state == "unknown"


def test_no_time_is_unknown(tmp_path: Path) -> None:
    """Without time there is no verdict."""
    versions = (RTL, change(tmp_path, "axis_skid", "if (take) spare_q", "if (open_q) spare_q"))
    found = judged_change("axis_skid", versions, "none", tmp_path / "judge", 0)
    assert found.state == "unknown"
    assert "time" in found.how
