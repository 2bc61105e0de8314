import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tb.results import LAYERS, MISMATCHES, PASSED
from tb.scoreboard.checker import Checker
from tb.scoreboard.context import Title
from tb.scoreboard.evidence import Evidence
from tb.scoreboard.layers import LayerResult
from tb.scoreboard.reporter import Circumstances, build_report
from tb.transport.fault import Fault, FaultKind, PortState, SeenBeat
from tb.transport.frame import Frame
from tests.tb.fakes import frame

RUN = Circumstances("directed", "icarus", 77, "make SIM=icarus TESTCASE=directed SEED=77 WAVES=1")
FRAME = frame(6)


class PairContext:
    """Beats of two signed bytes."""

    def title(self, told: Frame) -> Title:
        return Title("digits", "conv_2d_3", "CONV_2D", "1x4x4x2 -> 4x4x8", "group 2")

    def words(self, port: str, data: bytes) -> NDArray[np.int64]:
        return np.frombuffer(data, np.int8).astype(np.int64)

    def place(self, told: Frame, beat: int, lane: int) -> Mapping[str, int]:
        return {"iteration": 1, "h": beat, "channel": 40 + lane}

    def evidence(self, fault: Fault) -> Evidence | None:
        assert fault.frame is not None
        assert fault.actual is not None
        grids = [self.words("", d)[None] for d in (fault.frame.data(fault.beat), fault.actual.data)]
        unknown = self.words("", fault.actual.unknown or bytes(2))[None] != 0
        everywhere = np.ones((1, 2), np.bool_)
        return Evidence(*grids, unknown, everywhere, 8, fault.fields, False)

    def stuck_port(self, ports: tuple[PortState, ...]) -> tuple[str, str]:
        return ports[1].port, "out owes a beat"


def beat(index: int, clock: int, **changes: object) -> SeenBeat:
    values: dict[str, object] = {
        "data": FRAME.data(index),
        "keep": FRAME.marks(index),
        "last": "0",
        **changes,
    }
    return SeenBeat(clock, **values)  # type: ignore[arg-type]


def mismatch(**changes: object) -> Fault:
    wrong = bytes([FRAME.data(3)[0], FRAME.data(3)[1] ^ 4])
    values: dict[str, object] = {
        "kind": FaultKind.MISMATCH,
        "port": "out",
        "clock": 123,
        "time_ns": 1230.0,
        "detail": "tdata of out differs",
        "frame": FRAME,
        "beat": 3,
        "fields": ("data",),
        "actual": beat(3, 123, data=wrong),
        "recent": (beat(1, 100), beat(2, 110)),
        **changes,
    }
    return Fault(**values)  # type: ignore[arg-type]


def test_a_mismatch_is_told_in_full() -> None:
    report = build_report(mismatch(), PairContext(), RUN)
    assert (report.layer, report.packet, report.op) == ("conv_2d_3", "group 2", "CONV_2D")
    assert (report.beat, report.beats, report.lane) == (3, 6, 1)
    assert report.place == {"iteration": 1, "h": 3, "channel": 41}
    assert (report.cause, report.seed, report.clock) == ("one bit", 77, 123)
    expected = np.frombuffer(FRAME.data(3), np.int8)
    assert [lane.expected for lane in report.lanes] == expected.tolist()
    assert [lane.wrong for lane in report.lanes] == [False, True]
    assert [lane.kept for lane in report.lanes] == [m == "1" for m in FRAME.marks(3)[::-1]]
    assert [(old.beat, old.clock) for old in report.recent] == [(1, 100), (2, 110)]


def test_text_and_json_say_the_same() -> None:
    report = build_report(mismatch(), PairContext(), RUN)
    text, data = report.to_text(), json.loads(report.to_json())
    for words in (
        "MISMATCH on out: tdata of out differs",
        "clock 123, 1230 ns, test directed",
        "digits, conv_2d_3, CONV_2D, 1x4x4x2 -> 4x4x8, packet group 2",
        "beat 3 of 6, lane 1, iteration 1, h 3, channel 41",
        "cause   one bit: bit 2",
        "beat 2, clock 110",
        "seed    77 (icarus)",
        "replay  make SIM=icarus TESTCASE=directed SEED=77 WAVES=1",
    ):
        assert words in text
    assert text.count("<- differs") == 1
    assert data["place"]["channel"] == 41
    assert data["lanes"][1]["actual"] == report.lanes[1].actual
    assert data["replay"] == RUN.replay


def test_marks_are_shown_when_they_differ() -> None:
    actual = beat(3, 123, keep="XX", last="1")
    text = build_report(mismatch(fields=("keep", "last"), actual=actual), PairContext(), RUN)
    assert f"tkeep   expected {FRAME.marks(3)}, actual XX" in text.to_text()
    assert "tlast   expected 0, actual 1" in text.to_text()


def test_undefined_lanes_have_no_value() -> None:
    actual = beat(3, 123, unknown=b"\x00\x10")
    report = build_report(mismatch(kind=FaultKind.UNKNOWN, actual=actual), PairContext(), RUN)
    assert report.lanes[0].actual is not None
    assert report.lanes[1].actual is None
    assert report.cause == "undefined"
    assert "?" in report.to_text()


def test_a_surplus_beat_has_values_but_no_place() -> None:
    fault = mismatch(kind=FaultKind.SURPLUS, frame=None, beat=0, fields=())
    report = build_report(fault, PairContext(), RUN)
    assert [lane.expected for lane in report.lanes] == [None, None]
    assert (report.beat, report.place, report.cause) == (None, {}, "")
    assert report.recent[0].beat is None


def test_beats_of_the_packet_before_have_no_index() -> None:
    fault = mismatch(beat=1, actual=beat(1, 123, data=b"\0\0"))
    report = build_report(fault, PairContext(), RUN)
    assert [old.beat for old in report.recent] == [None, 0]
    assert "packet before, clock 100" in report.to_text()


def stuck() -> Fault:
    ports = (
        PortState("in", True, None, 0, "0", "1", 30),
        PortState("out", False, FRAME, 4, "0", "1", 30),
    )
    return mismatch(kind=FaultKind.STUCK, port="in", frame=None, beat=0, actual=None, ports=ports)


def test_a_standstill_names_the_port_to_blame_and_what_all_do() -> None:
    report = build_report(stuck(), PairContext(), RUN)
    assert (report.port, report.beat, report.beats) == ("out", 4, 6)
    assert report.detail.startswith("out owes a beat; ")
    assert "in: nothing left to move" in report.to_text()
    assert "out: waits for beat 4 of 6 of frame, 30 clocks" in report.to_text()


def test_the_checker_writes_each_report_and_stops_at_the_limit(tmp_path: Path) -> None:
    checker = Checker(RUN, PairContext(), tmp_path, limit=3)
    for count in range(1, 4):
        assert not checker.stopped
        checker.take(mismatch())
        lines = (tmp_path / MISMATCHES).read_text(encoding="utf-8").splitlines()
        assert len(lines) == count
    assert checker.stopped
    assert json.loads(lines[-1])["beat"] == 3
    assert checker.verdict().count("MISMATCH on out") == 3


def test_nothing_comes_after_a_standstill(tmp_path: Path) -> None:
    checker = Checker(RUN, PairContext(), tmp_path, limit=100)
    checker.take(stuck())
    assert checker.stopped


def test_notes_count_like_faults(tmp_path: Path) -> None:
    checker = Checker(RUN, PairContext(), tmp_path, limit=1)
    checker.note("clocks", "12 clocks measured, 11 predicted", Title(layer="a"), 99, 990.0)
    assert checker.stopped
    assert checker.verdict().startswith("CLOCKS: 12 clocks measured, 11 predicted")


def test_a_layer_leaves_a_line(tmp_path: Path) -> None:
    result = LayerResult(
        test="network",
        layer="conv",
        op="CONV_2D",
        shape="s",
        profile="none",
        packets=1,
        beats=10,
        lanes=99,
        clocks=50,
        predicted=None,
        q=40,
        efficiency=0.5,
        utilisation=0.4,
        bound="compute",
        verdict=PASSED,
        seed=1,
    )
    result.append_to(tmp_path)
    result.append_to(tmp_path)
    lines = (tmp_path / LAYERS).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["lanes"] for line in lines] == [99, 99]
