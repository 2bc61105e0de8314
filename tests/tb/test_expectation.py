"""Packets beat by beat, and the comparison of what passes with what is due."""

from __future__ import annotations

import numpy as np
import pytest

from golden.streams.frame import DATA, KEEP, LAST, Frame, FrameError, numbers
from golden.streams.words import pack_marks
from tb.bench import SINK, Field, handshake
from tb.transport.fit import check_fit
from tb.transport.pattern import NO_DELAY, Pattern
from tb.transport.python.cursor import Cursor, Payload
from tb.transport.python.expectation import Expectation
from tb.transport.python.port import Pins
from tests.tb.fakes import FakeDesign, fake_pins, frame

NAMES = (DATA, KEEP, LAST)


def repeated() -> Frame:
    """One header beat, then two body beats three times."""
    return Frame(
        "repeated",
        {
            DATA: np.array([[3, 4], [5, 6]], np.uint8),
            KEEP: pack_marks(np.array([[True, False], [False, True]])),
        },
        {DATA: np.array([[1, 2]], np.uint8), KEEP: np.array([[3]], np.uint8)},
        repeat=3,
    )


def payload(told: Frame, index: int) -> Payload:
    return tuple(told.value(name, index) for name in NAMES)


def test_a_cursor_walks_the_beats_of_the_packet() -> None:
    told = repeated()
    cursor = Cursor(told, NO_DELAY, NAMES)
    walked = []
    for i in range(told.beats):
        assert not cursor.done
        assert cursor.index == i
        assert cursor.counts is None
        walked.append(cursor.values)
        cursor.advance()
    assert cursor.done
    # Mark 0 belongs to the lowest byte.
    body = [(0x0403, 0b01, 0), (0x0605, 0b10, 0)]
    assert walked == [(0x0201, 0b11, 0), *body, *body, body[0], (0x0605, 0b10, 1)]
    assert walked == [payload(told, i) for i in range(told.beats)]


def test_a_cursor_tells_which_bits_count() -> None:
    told = Frame(
        "f",
        {DATA: np.array([[3, 4]], np.uint8)},
        {DATA: np.array([[1, 2]], np.uint8)},
        care={DATA: np.array([[0x0F, 0xF0]], np.uint8)},
    )
    cursor = Cursor(told, NO_DELAY, NAMES)
    # Of a header everything counts; what a packet does not say of its body does not.
    assert cursor.counts is None
    cursor.advance()
    assert cursor.counts == (0xF00F, 0, -1)


def test_a_mask_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="never True"):
        Pattern("shut", mask=np.zeros(4, np.bool_))


def test_expectation_passes_what_is_due_and_returns_the_packet() -> None:
    _, pins = fake_pins()
    told, expected = frame(), Expectation(pins, record=True)
    expected.queue.append(Cursor(told, NO_DELAY, pins.names))
    for i in range(told.beats):
        difference, transfer = expected.pass_beat(10 + i, payload(told, i))
        assert difference is None
        assert (transfer is None) == (i < told.beats - 1)
    assert transfer is not None
    assert (transfer.first_clock, transfer.last_clock) == (10, 15)
    assert set(transfer.seen) == {DATA, KEEP}
    for name, seen in transfer.seen.items():
        assert np.array_equal(seen, told.body[name])
    assert expected.cursor is None
    assert expected.progress == told.beats


def test_the_transfer_has_what_was_seen_and_not_what_was_due() -> None:
    _, pins = fake_pins()
    told, expected = frame(2), Expectation(pins, record=True)
    expected.queue.append(Cursor(told, NO_DELAY, pins.names))
    expected.pass_beat(1, (0xBEEF, 0b10, 0))
    _, transfer = expected.pass_beat(2, payload(told, 1))
    assert transfer is not None
    assert transfer.seen[DATA][0].tolist() == [0xEF, 0xBE]
    assert transfer.seen[KEEP][0].tolist() == [0b10]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({DATA: 0xFFFF}, (DATA,)),
        ({KEEP: 0}, (KEEP,)),
        ({LAST: 1}, (LAST,)),
        ({KEEP: 0, LAST: 1}, (KEEP, LAST)),
    ],
)
def test_expectation_names_the_fields_that_differ(
    change: dict[str, int], fields: tuple[str, ...]
) -> None:
    _, pins = fake_pins()
    told, expected = repeated(), Expectation(pins, record=True)
    expected.queue.append(Cursor(told, NO_DELAY, pins.names))
    right = dict(zip(NAMES, payload(told, 0), strict=True))
    difference, _ = expected.pass_beat(1, tuple({**right, **change}.values()))
    assert difference is not None
    assert (difference.index, difference.fields) == (0, fields)
    assert expected.pass_beat(2, payload(told, 1)) == (None, None)


@pytest.mark.parametrize(
    ("seen", "fields"), [(0xFFFC, ()), (0x0000, ()), (0x0040, (DATA,)), (0x0100, ())]
)
def test_only_bits_that_count_are_compared(seen: int, fields: tuple[str, ...]) -> None:
    _, pins = fake_pins()
    care = {DATA: np.array([[0b0100_0000, 0]], np.uint8)}
    due = 0x40 if seen == 0xFFFC else 0
    told = Frame("f", {DATA: numbers([due], 16)}, care=care)
    expected = Expectation(pins, record=True)
    expected.queue.append(Cursor(told, NO_DELAY, pins.names))
    # The marks, of which the packet says nothing, do not count.
    difference, _ = expected.pass_beat(1, (seen, 0b11, 1))
    assert (difference.fields if difference else ()) == fields


def test_a_beat_that_nobody_expects_is_counted() -> None:
    _, pins = fake_pins()
    expected = Expectation(pins, record=True)
    assert expected.pass_beat(1, (0, 0, 0)) == (None, None)
    assert expected.progress == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"data": np.zeros((1, 1), np.uint8)}, "f: data has 1 bytes a beat, too few for the 16"),
        (
            {"data": np.full((1, 3), 1, np.uint8)},
            "f: data has bits beyond the 16 of tdata of port s",
        ),
        ({"user": np.zeros((1, 1), np.uint8)}, "f: port s has no field user"),
        ({"last": np.zeros((1, 1), np.uint8)}, "f: port s has no field last"),
    ],
)
def test_packets_that_do_not_fit_the_port_are_refused(
    body: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]], words: str
) -> None:
    _, pins = fake_pins()
    with pytest.raises(FrameError, match=words):
        check_fit(pins.port, pins.widths, Frame("f", body))


def test_bits_beyond_the_signal_are_refused() -> None:
    """Twelve bits take two bytes; the highest four bits of these have no wire."""
    pins = Pins(
        FakeDesign(valid=1, ready=1, value=12),
        handshake("p", SINK, "valid", "ready", Field("value", "value")),
    )
    check_fit(pins.port, pins.widths, Frame("f", {"value": numbers([0xFFF], 12)}))
    with pytest.raises(FrameError, match="f: value has bits beyond the 12 of value of port p"):
        check_fit(pins.port, pins.widths, Frame("f", {"value": numbers([0, 0x1000], 16)}))
