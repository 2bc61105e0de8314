"""Two versions of a small design are told apart exactly where somebody could."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from sim.mutate import decide, equivalence
from sim.mutate.conditions import unseen
from sim.mutate.equivalence import UNSEEN, compare, witness
from sim.mutate.graph import RefusedError, elaborate
from sim.mutate.limited import Deadline, OutOfTimeError
from sim.mutate.miter import Moment
from tests.mutate.small_designs import (
    BARE,
    CHOICE,
    COUNTER,
    DEEP,
    PIPE,
    RESET,
    SECONDS,
    STREAM,
    Change,
    circuit,
    design,
)

EQUAL = {
    "a counter that never passes its end": Change(COUNTER, "== 3'd5", ">= 3'd5", RESET),
    "written otherwise": Change(COUNTER, "valid <= go;", "valid <= go || (go && rst_n);", RESET),
    "data written while nobody looks": Change(COUNTER, "if (go) kept_q", "kept_q", RESET),
    "a reset of what is written anyway": Change(COUNTER, " last_q <= 0;", "", RESET),
    "a pipeline that takes what is no beat": Change(
        PIPE, "load[0]) first", "move[0]) first", STREAM
    ),
    "and further on": Change(PIPE, "load[1]) second", "move[1]) second", STREAM),
    "and everywhere": Change(PIPE, "& {valid_q[1:0], s_valid};", ";", STREAM),
    "what is undefined in both": Change(CHOICE, "words[number]", "words[number & 2'd3]"),
}
DIFFERENT = {
    "an end one too late": Change(COUNTER, "== 3'd5", "== 3'd6", RESET),
    "a counter without a reset": Change(COUNTER, "count <= 0;", "", RESET),
    "data of the clock before": Change(COUNTER, "if (go) kept_q", "if (valid) kept_q", RESET),
    "data that count always": Change(COUNTER, "if (go) kept_q", "kept_q", BARE),
    "far from the reset": Change(COUNTER, "{1'b0, last_q}", "{last_q == 3'd5, last_q}", RESET),
    "a pipeline that takes over its own beat": Change(
        PIPE, "load[1]) second", "valid_q[0]) second", STREAM
    ),
    "one that loses a beat": Change(PIPE, "load[2]) third", "load[2] && m_ready) third", STREAM),
    "and one that only shows behind": Change(
        PIPE, "load[0]) odd", "load[0] && s_data != 9) odd", STREAM
    ),
    "a 0 for what is undefined": Change(CHOICE, "words[number]", "number < 3 && words[number]"),
}
HIDDEN = "a 0 for what is undefined", "a counter without a reset"
"""Nobody can say how they show."""


@pytest.mark.parametrize("name", EQUAL)
def test_equal(name: str, tmp_path: Path) -> None:
    """What nobody can see is proven, and no witness is found."""
    change = EQUAL[name]
    sound, changed = change.versions(tmp_path)
    found = compare(sound, changed, change.contract, tmp_path, Deadline(SECONDS))
    assert found.verdict == "equal"
    assert change.text != PIPE or found.means == UNSEEN


@pytest.mark.parametrize("name", DIFFERENT)
def test_different(name: str, tmp_path: Path) -> None:
    """What somebody can see is never called equal, and the witness is the shortest."""
    change = DIFFERENT[name]
    sound, changed = change.versions(tmp_path)
    found = compare(sound, changed, change.contract, tmp_path, Deadline(SECONDS))
    assert found.verdict == "differ"
    assert found.outputs
    circuits = sound.circuit, changed.circuit
    assert not unseen(*circuits, change.contract, tmp_path, Deadline(SECONDS))
    if name in HIDDEN:
        return
    shown, _ = witness(sound, changed, change.contract, tmp_path, Deadline(SECONDS))
    assert shown.verdict == "differ"
    if name == "far from the reset":
        # Registers are set, the reset, five clocks to 5, one to the register behind.
        assert len(shown.clocks) == 9


def test_a_difference_behind_a_long_pipeline_needs_no_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random inputs show it, far behind the clocks that a solver looks at first."""

    def never(*_: object) -> NoReturn:
        raise AssertionError("Nothing is left to be proven.")

    monkeypatch.setattr(equivalence, "unseen", never)
    monkeypatch.setattr(decide, "decide", never)
    change = Change(DEEP, "{8'd1, given}", "{8'd1, given & 8'h7F}", BARE)
    sound, changed = change.versions(tmp_path)
    found = compare(sound, changed, BARE, tmp_path, Deadline(SECONDS))
    assert found.verdict == "differ"
    assert found.outputs
    assert len(found.clocks) > 16
    assert all(told["rst_n"] for told in found.clocks[2:])


def test_unknown_is_no_witness(tmp_path: Path) -> None:
    """What only an undefined bit shows has no witness that a simulator could be given."""
    change = DIFFERENT["a 0 for what is undefined"]
    sound, changed = change.versions(tmp_path)
    found, _ = witness(sound, changed, change.contract, tmp_path, Deadline(10))
    assert found.verdict == "open"


def test_reset_may_stay_away(tmp_path: Path) -> None:
    """Without resets in mid-run, a reset that one register lacks shows no more."""
    change = Change(COUNTER, "count <= 0;", "if (go) count <= 0;", RESET)
    sound, changed = change.versions(tmp_path)
    once = replace(RESET, resets=False)
    shown, _ = witness(sound, changed, RESET, tmp_path, Deadline(SECONDS))
    assert shown.verdict == "differ"
    assert any(told["rst_n"] == 0 for told in shown.clocks[2:])
    hidden, _ = witness(sound, changed, once, tmp_path, Deadline(10))
    assert hidden.verdict == "open"


def test_other_ports(tmp_path: Path) -> None:
    """Versions with other outputs are not compared."""
    sound = circuit(COUNTER, tmp_path / "sound")
    other = circuit(
        COUNTER.replace("output logic valid", "output logic valid, output logic more"),
        tmp_path / "other",
    )
    with pytest.raises(ValueError, match="other outputs"):
        compare(sound, other, RESET, tmp_path, Deadline(SECONDS))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("always_ff @(posedge clk) begin", "always_ff @(negedge clk) begin"), "falling edge"),
        (("assign data = kept_q", "assign data = nothing"), "nothing"),
        (("assign data =", "always_latch if (go) data ="), "more than gates and registers"),
    ],
)
def test_refused(change: tuple[str, str], why: str, tmp_path: Path) -> None:
    """What no circuit can be made of is refused with the tool's own words."""
    with pytest.raises(RefusedError, match=why):
        circuit(COUNTER.replace(*change), tmp_path)


def test_out_of_time(tmp_path: Path) -> None:
    """Where no time is left the answer is open."""
    change = EQUAL["a counter that never passes its end"]
    sound, changed = change.versions(tmp_path)
    assert compare(sound, changed, RESET, tmp_path, Deadline(0)).verdict == "open"
    with pytest.raises(OutOfTimeError):
        elaborate(design(COUNTER, tmp_path), tmp_path, Deadline(0))


def test_guesses_need_what_counts(tmp_path: Path) -> None:
    """Where the data always count, the same change is seen."""
    change = Change(PIPE, "load[2]) third", "move[2]) third", BARE)
    sound, changed = change.versions(tmp_path)
    assert not unseen(sound.circuit, changed.circuit, BARE, tmp_path, Deadline(SECONDS))


@pytest.mark.parametrize(("latency", "verdict"), [(0, "equal"), (1, "differ")])
def test_a_moment_later(latency: int, verdict: str, tmp_path: Path) -> None:
    """Data that are wrong only behind their beat are seen where they count there."""
    contract = replace(RESET, counts_with={"data": frozenset({Moment(("valid",), latency)})})
    change = Change(COUNTER, "valid <= go;", "valid <= go; if (valid) kept_q <= ~kept_q;", contract)
    sound, changed = change.versions(tmp_path)
    assert compare(sound, changed, contract, tmp_path, Deadline(SECONDS)).verdict == verdict
