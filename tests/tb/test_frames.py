import numpy as np
import pytest

from tb.transport.beatwise.cursor import Cursor
from tb.transport.beatwise.expectation import Expectation
from tb.transport.fault import SeenBeat
from tb.transport.frame import Frame, FrameError
from tb.transport.pattern import FREE, Pattern
from tests.tb.fakes import frame


def repeated() -> Frame:
    """One header beat, then two body beats three times."""
    header = np.array([[1, 2]], np.uint8)
    body = np.array([[3, 4], [5, 6]], np.uint8)
    keep = np.array([[True, False], [False, True]])
    return Frame("repeated", header, body, keep, repeat=3)


def test_a_repeated_body_is_told_beat_by_beat() -> None:
    told = repeated()
    assert told.beats == 7
    assert [told.data(i) for i in range(7)] == [b"\1\2"] + [b"\3\4", b"\5\6"] * 3
    # Lane 0 is the rightmost mark.
    assert [told.marks(i) for i in range(3)] == ["11", "01", "10"]
    assert told.lasts == {6}
    with pytest.raises(IndexError):
        told.data(7)


def test_a_cursor_walks_the_same_beats() -> None:
    told = repeated()
    cursor = Cursor(told, FREE)
    for i in range(told.beats):
        assert not cursor.done
        assert (cursor.data, cursor.keep) == (told.data(i), told.marks(i))
        assert cursor.last == str(int(i == told.beats - 1))
        cursor.advance()
    assert cursor.done


@pytest.mark.parametrize(
    ("header", "body", "keep", "words"),
    [
        (np.zeros((1, 2), np.uint8), np.zeros((3, 1), np.uint8), None, "differ"),
        (np.zeros((1, 2), np.uint8), np.zeros((3, 2), np.int8), None, "int8"),
        (np.zeros((0, 2), np.uint8), np.zeros((0, 2), np.uint8), None, "at least one"),
        (np.zeros((0, 2), np.uint8), np.zeros((3, 2), np.uint8), np.ones((2, 2), bool), "marks"),
    ],
)
def test_buffers_that_do_not_fit_are_refused(header, body, keep, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FrameError, match=words):
        Frame("bad", header, body, keep)


def test_a_mask_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="never True"):
        Pattern("shut", mask=np.zeros(4, np.bool_))


def seen(told: Frame, i: int, clock: int) -> SeenBeat:
    return SeenBeat(clock, told.data(i), told.marks(i), str(int(i in told.lasts)))


def test_expectation_passes_what_is_due_and_returns_the_packet() -> None:
    told, expected = frame(), Expectation("s", record=True)
    expected.queue.append(Cursor(told, FREE))
    for i in range(told.beats):
        difference, transfer = expected.pass_beat(seen(told, i, 10 + i))
        assert difference is None
    assert transfer is not None
    assert (transfer.first_clock, transfer.last_clock) == (10, 15)
    assert [row.tobytes() for row in transfer.data] == [told.data(i) for i in range(told.beats)]
    assert expected.cursor is None


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"data": b"\xff\xff"}, ("data",)),
        ({"keep": "00"}, ("keep",)),
        ({"last": "1"}, ("last",)),
        ({"keep": "00", "last": "1"}, ("keep", "last")),
    ],
)
def test_expectation_names_the_fields_that_differ(
    change: dict[str, object], fields: tuple[str, ...]
) -> None:
    told, expected = repeated(), Expectation("s", record=True)
    expected.queue.append(Cursor(told, FREE))
    beat = seen(told, 0, 1)
    difference, _ = expected.pass_beat(SeenBeat(**{**vars(beat), **change}))  # type: ignore[arg-type]
    assert difference is not None
    assert (difference.index, difference.fields) == (0, fields)
    assert expected.pass_beat(seen(told, 1, 2)) == (None, None)
