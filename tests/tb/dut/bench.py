"""The bench of `axis_tap`: sound, it passes; faulty, it is found out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from golden.streams.frame import DATA, KEEP, USER, Bytes, Frame, numbers
from golden.streams.words import pack_marks
from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Case,
    Field,
    Flag,
    Values,
    level_input,
    level_output,
    stream,
    strobe,
)
from tb.env.item import FrameItem
from tb.env.test import BenchTest
from tb.scoreboard.checker import CheckFailed
from tb.scoreboard.context import StreamContext
from tb.transport.base import Limit, Outcome, Reason
from tests.tb.dut import accounts, pace
from tests.tb.dut.armed import ArmedTest, arm_port
from tests.tb.dut.faults import BEATS, PLANTED, TRIGGER, Planted

HEADER, LANES, LEVELS = 3, 4, 20
LEVEL = 0xA5
"""The level at which its bugs show."""

QUIET = 4
"""Clocks without a beat that are legal."""

PORTS = (
    stream(
        "in",
        "s_axis",
        SOURCE,
        keep=True,
        user=True,
        extra=(
            Field("mark", "s_axis_mark", only_then=True),
            Field("echo", "s_axis_echo", turned=True),
        ),
    ),
    stream(
        "out",
        "m_axis",
        SINK,
        keep=True,
        user=True,
        extra=(
            Field("tag", "m_axis_tag", turned=True),
            Field("done", "m_axis_done", turned=True, only_then=True),
        ),
    ),
    strobe(
        "note",
        SINK,
        "note_valid",
        Field("tag", "note_tag"),
        Field("done", "note_done"),
        Field("mark", "note_mark"),
    ),
    level_input("level", Field("level", "level", word=8)),
    level_output("now", "level", 0, Field("level", "now_level", word=9)),
    level_output("next", "level", 1, Field("level", "next_level", word=9)),
    level_output("kept", "in", 1, Field("keep", "m_axis_tkeep")),
    arm_port("arm_valid"),
)


class TapContext(StreamContext):
    """Says which byte of the stream a lane is."""

    lane_columns = ("channel",)

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """See `Context.place`."""
        return {"channel": lane} if field == DATA else {}


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """One packet of random bytes behind a header of three beats, and random levels."""
    data = rng.integers(0, 256, (BEATS, LANES), np.uint8)
    marks = rng.random((BEATS, LANES)) < 0.8
    user = rng.integers(0, 8, (BEATS, 1), np.uint8)
    # Beats beside the one in which bugs show differ from it in their data alone.
    near = slice(TRIGGER - 1, TRIGGER + 2)
    marks[near], user[near] = marks[TRIGGER], user[TRIGGER]
    keep = pack_marks(marks)
    mark, done = (rng.integers(0, 2, (BEATS, 1), np.uint8) for _ in range(2))
    # A beat that waits for its offer to be seen takes a clock more; few of them leave bugs that
    # need one beat straight behind the other in reach.
    done &= (rng.random((BEATS, 1)) < 0.25).astype(np.uint8)
    done[: TRIGGER + 2] = 0
    tag = numbers([i & 15 for i in range(BEATS)], 4)
    echo = np.bitwise_xor.reduce(data, axis=1, keepdims=True)
    sent = {DATA: data, KEEP: keep, USER: user, "mark": mark, "echo": echo}
    taken = {DATA: data, KEEP: keep, USER: user, "tag": tag, "done": done}
    levels = rng.choice([level for level in range(255) if level != LEVEL], LEVELS, replace=False)
    levels[TRIGGER] = LEVEL
    yield Case(
        "packet",
        {
            "in": [
                Frame(
                    "packet/in",
                    {name: buffer[HEADER:] for name, buffer in sent.items()},
                    {name: buffer[:HEADER] for name, buffer in sent.items()},
                )
            ],
            "out": [Frame("packet/out", taken, care={USER: np.full_like(user, 7)})],
            "note": [Frame("packet/note", {"tag": tag, "done": done, "mark": mark})],
            "level": [Frame("packet/level", {"level": numbers(levels.tolist(), 8)})],
            "now": [_levels("packet/now", [255 - level for level in levels.tolist()])],
            "kept": [Frame("packet/kept", {"keep": keep})],
            "next": [_levels("packet/next", [level + 1 for level in levels.tolist()])],
        },
        # One clock a beat, one through the register, one to the note.
        clocks=BEATS + 2 + int(done.sum()),
        quiet=QUIET,
        total=BEATS + 3,
        bound="one clock a beat",
        edges={"in": [_edges()], "out": [_edges()]},
    )


def _levels(name: str, values: Sequence[int]) -> Frame:
    """Levels of nine bits, of which the highest is undefined."""
    care: Bytes = numbers([0xFF] * len(values), 9)
    return Frame(
        name, {"level": numbers([value & 0xFF for value in values], 9)}, care={"level": care}
    )


def _edges() -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.arange(BEATS - 4, BEATS)


class Sound(ArmedTest):
    """Packets straight behind each other; one that nobody sends is missed."""

    test = "lossless"

    async def body(self) -> None:
        """See the class."""
        for _ in range(3):
            await self.send()
        before = self.transport.clock
        await self.env.queue({"out": [FrameItem(f) for f in self.drawn().frames["out"]]})
        with pytest.raises(CheckFailed):
            await self.env.conductor.drain(Limit(9, None, "nothing is sent"))
        report = self.only_report()
        assert (report.kind, report.port, report.beat) == ("stuck", "out", 0), report
        assert self.transport.clock == before + 10
        self.checker.reports.clear()


class Broken(ArmedTest):
    """A planted fault must be found, in the right place and with the right cause."""

    planted: Planted

    async def body(self) -> None:
        """See the class."""
        await self.send("dense:out" if self.planted.stalled else "")

    def check_phase(self) -> None:
        """Compare the report with what it must say."""
        planted, report = self.planted, self.only_report()
        text = report.to_text()
        assert report.kind == planted.kind, text
        assert report.port == planted.port, text
        assert planted.beat in (None, report.beat), text
        assert planted.cause in (None, report.cause), text
        assert planted.words in report.detail, text
        labels = [mark.label for mark in report.marks]
        assert not planted.mark or planted.mark in labels, text
        if report.port == "out" and report.lane is not None:
            assert report.place == {"channel": report.lane}, text
        assert report.replay, text


def broken(name: str) -> type[BenchTest]:
    """The test that a planted fault is found."""
    planted = PLANTED[name]
    values = {"test": f"broken_{name}", "planted": planted, "bug": planted.bug}
    return type(f"Broken_{name}", (Broken,), {**values, "__doc__": f"Finds {name}."})


class ShortReset(ArmedTest):
    """Outputs that are wrong in reset show in a reset of two clocks, and not in one of one."""

    test = "short_reset"

    async def body(self) -> None:
        """See the class."""
        await self.env.conductor.reset(2)
        for name in ("not_reset", "note_in_reset", "error_in_reset"):
            # With the bug on from here the design does nothing until it is reset.
            await self.arm(PLANTED[name].bug)
            # The only clock shows it its reset; what comes of that shows in the next.
            assert await self.transport.reset(1) == Outcome(Reason.CLOCKS)
            with pytest.raises(CheckFailed, match="during reset"):
                await self.env.conductor.reset(2)
            await self.arm(0)
            self.checker.reports.pop(0)
            await self.env.conductor.reset(4)
        await self.send()


class Idle(ArmedTest):
    """A test that compares nothing has not passed."""

    test = "idle"

    async def body(self) -> None:
        """See the class."""
        await self.settle(4)

    def check_phase(self) -> None:
        """The base complains."""
        with pytest.raises(CheckFailed, match="idle has compared no beat"):
            super().check_phase()


class GoesOn(ArmedTest):
    """With a higher limit the run goes on behind a bad beat and counts them all."""

    test = "goes_on"
    bug = PLANTED["negate"].bug

    async def body(self) -> None:
        """See the class."""
        for _ in range(3):
            await self.env.conductor.reset()
            await self.send()

    def check_phase(self) -> None:
        """Count the reports."""
        reports, limit = self.checker.reports, self.run.spec.max_mismatches
        assert len(reports) == min(limit, 3), self.checker.verdict()
        assert all(report.cause == "sign" for report in reports), self.checker.verdict()


BENCH = Bench(
    toplevel="axis_tap",
    meaning="register stage with a port of every kind, and bugs on request",
    sources=[Path(__file__).parent / "axis_tap.sv"],
    ports=PORTS,
    flags=(Flag("error"), Flag("code", names={1: "DONE", 2: "MARK", 4: "TAP"})),
    cases=cases,
    context=lambda bench, values: TapContext(bench.ports_for(values)),
    tests=(
        Sound,
        *map(broken, PLANTED),
        ShortReset,
        Idle,
        GoesOn,
        *pace.TESTS,
        *accounts.TESTS,
    ),
    quiet=QUIET,
)
