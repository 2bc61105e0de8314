"""When the bench's sides of a port drive what, on signals without a simulator."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from golden.streams.frame import Frame, numbers
from tb.bench import SINK, SOURCE, Field, handshake, level_input, strobe
from tb.transport.pattern import NO_DELAY, Pattern
from tb.transport.python.cursor import Cursor
from tb.transport.python.port import Pins
from tb.transport.python.sink import SinkDriver
from tb.transport.python.source import SourceDriver
from tests.tb.fakes import FakeDesign, fake_pins, frame

WIDTHS = {"valid": 1, "ready": 1, "value": 4, "brief": 1}
VALUES = Field("value", "value", turned=True)
BRIEF = Field("brief", "brief", turned=True, only_then=True)


def drive(pattern: Pattern, beats: int, clocks: int) -> list[int]:
    """Edges at which a source that is always taken moves a beat."""
    design, pins = fake_pins(SOURCE)
    driver = SourceDriver(pins)
    driver.queue.append(Cursor(frame(beats), pattern, pins.names))
    moved = []
    for clock in range(clocks):
        taken = design.s_axis_tvalid.value == 1
        if taken:
            moved.append(clock)
        if taken or not driver.offering:
            driver.step(taken, clock)
    return moved


def test_a_free_source_offers_a_beat_a_clock() -> None:
    assert drive(NO_DELAY, 5, 12) == [1, 2, 3, 4, 5]


def test_a_source_waits_as_its_pattern_says() -> None:
    delays = np.array([2, 0, 3, 0, 0], np.uint32)
    assert drive(Pattern("some", delays), 5, 20) == [3, 4, 8, 9, 10]


@pytest.mark.parametrize("seed", range(5))
def test_a_source_moves_a_beat_at_each_edge_that_its_mask_opens(seed: int) -> None:
    """At edge c if and only if mask[c mod P]."""
    mask = np.random.default_rng(seed).random(7) < 0.5
    mask[seed] = True
    open_edges = [edge for edge in range(1, 200) if mask[edge % 7]]
    assert drive(Pattern("masked", mask=mask), 20, 200) == open_edges[:20]


def stalls(pattern: Pattern, beats: int) -> list[int]:
    """Stalled clocks of each beat of a design that always offers one."""
    edges = [0, *accepted(pattern, beats)]
    return [later - earlier - 1 for earlier, later in pairwise(edges)]


def accepted(pattern: Pattern, beats: int) -> list[int]:
    """Edges at which a sink takes the beats of a design that always offers one."""
    design, pins = fake_pins()
    driver = SinkDriver(pins)
    cursor = Cursor(frame(beats), pattern, pins.names)
    driver.step(cursor, waiting=False, taken=False, clock=0)
    found = []
    for clock in range(1, 300):
        taken = design.s_axis_tready.value == 1
        if taken:
            found.append(clock)
            cursor.advance()
        if cursor.done:
            break
        driver.step(cursor, waiting=not taken, taken=taken, clock=clock)
    return found


def test_a_sink_stalls_each_beat_as_its_pattern_says() -> None:
    assert stalls(NO_DELAY, 3) == [0, 0, 0]
    assert stalls(Pattern("some", np.array([2, 0, 1, 5], np.uint32)), 4) == [2, 0, 1, 5]


@pytest.mark.parametrize("seed", range(5))
def test_a_sink_takes_a_beat_at_each_edge_that_its_mask_opens(seed: int) -> None:
    """At edge c if and only if mask[c mod P]."""
    mask = np.random.default_rng(seed).random(5) < 0.5
    mask[seed] = True
    open_edges = [edge for edge in range(1, 300) if mask[edge % 5]]
    assert accepted(Pattern("masked", mask=mask), 20) == open_edges[:20]


def test_a_sink_waits_for_the_beat_that_it_stalls() -> None:
    design, pins = fake_pins()
    driver = SinkDriver(pins)
    cursor = Cursor(frame(1), Pattern("one", np.array([1], np.uint32)), pins.names)
    for clock in range(5):
        driver.step(cursor, waiting=False, taken=False, clock=clock)
        assert design.s_axis_tready.value == 0
    driver.step(cursor, waiting=True, taken=False, clock=5)
    assert design.s_axis_tready.value == 1


def test_a_sink_that_expects_nothing_is_ready() -> None:
    design, pins = fake_pins()
    SinkDriver(pins).step(None, waiting=False, taken=False, clock=0)
    assert design.s_axis_tready.value == 1


def test_a_sink_shows_what_belongs_to_the_next_beat() -> None:
    design = FakeDesign(**WIDTHS)
    pins = Pins(design, handshake("p", SINK, "valid", "ready", VALUES))
    driver = SinkDriver(pins)
    pattern = Pattern("held", np.array([3, 0], np.uint32))
    cursor = Cursor(Frame("f", {"value": numbers([9, 5], 4)}), pattern, pins.names)
    driver.step(cursor, waiting=False, taken=False, clock=0)
    assert (design.value.value, design.ready.value) == (9, 0)
    cursor.advance()
    driver.step(cursor, waiting=False, taken=True, clock=4)
    assert (design.value.value, design.ready.value) == (5, 1)


def test_what_is_high_only_then_waits_for_the_offer() -> None:
    design = FakeDesign(**WIDTHS)
    pins = Pins(design, handshake("p", SINK, "valid", "ready", BRIEF))
    driver = SinkDriver(pins)
    cursor = Cursor(Frame("f", {"brief": numbers([1, 0], 1)}), NO_DELAY, pins.names)
    driver.step(cursor, waiting=False, taken=False, clock=0)
    assert (design.brief.value, design.ready.value) == (0, 0)
    driver.step(cursor, waiting=True, taken=False, clock=1)
    assert (design.brief.value, design.ready.value) == (1, 1)
    cursor.advance()
    driver.step(cursor, waiting=False, taken=True, clock=2)
    assert (design.brief.value, design.ready.value) == (0, 1)
    driver.step(None, waiting=False, taken=True, clock=3)
    assert (design.brief.value, design.ready.value) == (0, 1)


def test_a_strobe_is_low_between_its_beats() -> None:
    design = FakeDesign(**WIDTHS)
    values = Field("value", "value")
    brief = Field("brief", "brief", only_then=True)
    pins = Pins(design, strobe("p", SOURCE, "valid", values, brief))
    driver = SourceDriver(pins)
    frame_ = Frame("f", {"value": numbers([3, 6], 4), "brief": numbers([1, 1], 1)})
    pattern = Pattern("gap", np.array([0, 2], np.uint32))
    driver.queue.append(Cursor(frame_, pattern, pins.names))
    seen = []
    for clock in range(6):
        seen.append((design.valid.value, design.value.value, design.brief.value))
        taken = design.valid.value == 1
        if taken or not driver.offering:
            driver.step(taken, clock)
    assert [s[0] for s in seen] == [0, 1, 0, 0, 1, 0]
    assert [s[2] for s in seen] == [0, 1, 0, 0, 1, 0]
    assert (seen[1][1], seen[4][1]) == (3, 6)


def test_a_level_keeps_its_last_beat() -> None:
    design = FakeDesign(**WIDTHS)
    pins = Pins(design, level_input("p", Field("value", "value")))
    driver = SourceDriver(pins)
    driver.queue.append(Cursor(Frame("f", {"value": numbers([3, 6], 4)}), NO_DELAY, pins.names))
    seen = []
    for clock in range(5):
        seen.append(design.value.value)
        taken = driver.offering
        driver.step(taken, clock)
    assert seen == [0, 3, 6, 6, 6]


def test_a_source_without_an_offer_shows_the_complement_of_its_last_beat() -> None:
    design, pins = fake_pins(SOURCE)
    driver = SourceDriver(pins)
    delays = np.array([0, 2, 0], np.uint32)
    driver.queue.append(Cursor(frame(3), Pattern("some", delays), pins.names))
    shown: list[tuple[int, int]] = []
    for clock in range(8):
        driver.step(design.s_axis_tvalid.value == 1, clock)
        shown.append((design.s_axis_tvalid.value, design.s_axis_tdata.value))
    beats = [payload for valid, payload in shown if valid]
    width = pins.wires[pins.names.index("data")].width
    full = (1 << width) - 1
    assert [valid for valid, _ in shown] == [1, 0, 0, 1, 1, 0, 0, 0]
    assert [payload for _, payload in shown] == [
        beats[0],
        full - beats[0],
        full - beats[0],
        *beats[1:],
        *[full - beats[2]] * 3,
    ]
