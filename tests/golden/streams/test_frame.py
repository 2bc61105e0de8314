"""Frames: which beat is what, and buffers that do not fit together."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from golden.streams.frame import DATA, KEEP, Bytes, Frame, FrameError, numbers


def ramp(start: int, beats: int, size: int = 2) -> Bytes:
    return np.arange(start, start + beats * size, dtype=np.uint8).reshape(beats, size)


FRAME = Frame(
    "job",
    body={DATA: ramp(10, 3), KEEP: ramp(100, 3, 1)},
    header={DATA: ramp(0, 2), KEEP: ramp(50, 2, 1)},
    repeat=3,
    care={DATA: np.full((3, 2), 0x0F, np.uint8)},
)


def test_beats_in_order() -> None:
    assert (FRAME.header_beats, FRAME.body_beats, FRAME.beats, len(FRAME)) == (2, 3, 11, 11)
    assert [FRAME.row(beat) for beat in range(11)] == [None, None, *[0, 1, 2] * 3]
    for field in (DATA, KEEP):
        whole = FRAME.whole(field)
        np.testing.assert_array_equal(whole, np.concatenate([run[field] for run in FRAME.runs()]))
        for beat in range(11):
            assert FRAME.bytes_of(field, beat) == whole[beat].tobytes()
            assert FRAME.value(field, beat) == int.from_bytes(whole[beat].tobytes(), "little")
    for beat in (-1, 11):
        with pytest.raises(IndexError, match="of a packet of 11"):
            FRAME.row(beat)


def test_repeats_share_their_memory() -> None:
    first, *others = list(FRAME.runs())[1:]
    assert all(other[DATA] is first[DATA] for other in others)


def test_what_counts() -> None:
    assert FRAME.counts(DATA, 0) is None
    assert FRAME.counts(DATA, 2) == 0x0F0F
    assert FRAME.counts(KEEP, 2) is None


def test_last_beats() -> None:
    assert FRAME.lasts == {10}
    assert dataclasses.replace(FRAME, last_at=(3, 5)).lasts == {3, 5}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"body": {DATA: np.zeros((3, 2), np.int8)}}, r"data of the body is int8 \[3, 2\]"),
        ({"header": {DATA: np.zeros(2, np.uint8)}}, r"data of the header is uint8 \[2\]"),
        ({"body": {DATA: ramp(0, 3), KEEP: ramp(0, 2, 1)}}, "differ in beats: data 3, keep 2"),
        ({"header": {DATA: ramp(0, 2)}}, "header and body differ in the bytes"),
        ({"care": {DATA: ramp(0, 2)}}, "what counts of data"),
        ({"care": {"user": ramp(0, 3)}}, "what counts of user"),
        ({"header": {}, "body": {}, "care": {}}, "at least one beat"),
    ],
    ids=str,
)
def test_buffers_that_do_not_fit(change: dict[str, dict[str, Bytes]], sentence: str) -> None:
    with pytest.raises(FrameError, match=f"^job: .*{sentence}"):
        dataclasses.replace(FRAME, **change)  # type: ignore[arg-type]


def test_a_field_from_numbers() -> None:
    assert numbers([1, 0x1FF, 0], 9).tolist() == [[1, 0], [255, 1], [0, 0]]
    with pytest.raises(OverflowError):
        numbers([1 << 16], 9)
