"""An input that answers another port sends each beat in its time, not before and not twice."""

from __future__ import annotations

import numpy as np
import pytest

from golden.streams.frame import DATA, Frame
from tb.bench import SINK, SOURCE, Field, stream, strobe
from tb.transport.pattern import NO_DELAY, Pattern
from tb.transport.python.lane import Lane
from tests.tb.fakes import FakeDesign


def answers(asked: set[int], latency: int, pattern: Pattern = NO_DELAY) -> list[tuple[int, int]]:
    """Clocks and values of the answers to a port that moves a beat in the clocks `asked`."""
    design = FakeDesign(ask_valid=1, ask_data=8, answer_valid=1, answer_data=8)
    ask = Lane(design, strobe("ask", SINK, "ask_valid", Field(DATA, "ask_data")))
    answer = Lane(
        design,
        strobe(
            "answer",
            SOURCE,
            "answer_valid",
            Field(DATA, "answer_data"),
            follows="ask",
            latency=latency,
        ),
    )
    ask.followers.append(answer)
    beats = np.arange(1, len(asked) + 1, dtype=np.uint8)[:, None]
    ask.queue(Frame("ask", {DATA: np.zeros_like(beats)}), NO_DELAY)
    answer.queue(Frame("answer", {DATA: beats}), pattern)
    passed = []
    for clock in range(1, 30):
        design.ask_valid.value = int(clock in asked)
        if design.answer_valid.value:
            passed.append((clock, design.answer_data.value))
        for lane in (ask, answer):
            lane.sample(clock)
            if lane.monitor.taken:
                lane.take(clock)
        for lane in (ask, answer):
            lane.drive(clock)
    return passed


@pytest.mark.parametrize("latency", [1, 2, 5])
def test_answers_come_in_their_clock(latency: int) -> None:
    expected = [(3 + latency, 1), (4 + latency, 2), (9 + latency, 3)]
    assert answers({3, 4, 9}, latency) == expected


def test_a_pattern_delays_an_answer_from_the_clock_in_which_it_is_due() -> None:
    delays = np.array([2, 0, 1], np.uint32)
    assert answers({3, 4, 9}, 1, Pattern("some", delays)) == [(6, 1), (7, 2), (11, 3)]


def test_no_answer_without_a_question() -> None:
    assert answers({3}, 1) == [(4, 1)]


def test_an_output_with_a_handshake_follows_nobody() -> None:
    with pytest.raises(ValueError, match="its own pace"):
        strobe("out", SINK, "out_valid", follows="in")
    assert stream("in", "in", SOURCE).follows == ""
