"""The accelerator in a few lines: the stages' own functions on the packets' own sums.

Nothing here knows of layers' tensors or of how their elements are cut into beats, which is what the
passes' frames are made from: where both agree, the mapping and the configurations are right.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import (
    ACTIVATED,
    ADDED,
    CONFIG,
    OPERAND,
    OUT,
    POOLED,
    REQUANTIZED,
    TENSOR,
    Pass,
)
from golden.kraken.accelerator.step import Array, Step, Work
from golden.kraken.format.axes import SUM
from golden.kraken.stages.route import CONFIG_ORDER, DEST, DESTS
from golden.streams.frame import DATA, KEEP, USER, Bytes, Frame
from golden.streams.words import pack_marks, pack_words, unpack_marks, unpack_words

Words = tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]


def words_at(frame: Frame, lanes: int, width: int) -> Words:
    """Words and marks of a frame; without marks all count."""
    words = unpack_words(frame.whole(DATA), lanes, width)
    if USER not in frame.body:
        return words, np.ones(words.shape, np.bool_)
    return words, unpack_marks(frame.whole(USER), lanes)


def emulate(one: Pass, params: AcceleratorParams) -> Bytes:
    """Compare every beat of a pass with what the stages make of it.

    Returns:
        What leaves: uint8 [beats of the output port, bytes].
    """
    lanes, width = params.lanes, 8
    seen: dict[str, Words] = {}
    packet = one.packet
    if packet is None:
        assert one.requantizer is None
        words, marks = words_at(one.frames[TENSOR][0], lanes, 8)
    else:
        assert packet.sums is not None
        assert TENSOR not in one.frames
        words, marks = seen[SUM] = words_at(packet.sums, lanes, 32)
    assert one.raw == (packet is not None and one.requantizer is None)
    if one.raw:
        width = 32
    else:
        if one.requantizer is not None:
            words, marks = seen[REQUANTIZED] = one.requantizer.apply(words, marks)
        words, marks = one.activation.apply(words, marks)
        if one.activation.works:
            seen[ACTIVATED] = words, marks
        operand = None
        if one.adder.works:
            operand = words_at(one.frames[OPERAND][0], lanes, 8)[0]
        words, marks = one.adder.apply(words, marks, operand)
        if one.adder.works:
            seen[ADDED] = words, marks
        one.pool.check(params.depth)
        words, marks, _ = one.pool.apply(words, marks)
        if one.pool.works:
            seen[POOLED] = words, marks
    for tap in (SUM, REQUANTIZED, ACTIVATED, ADDED, POOLED):
        assert (tap in one.frames) == (tap in seen), f"{one.name}: {tap}"
        if tap in seen:
            due, marked = words_at(one.frames[tap][0], lanes, 32 if tap == SUM else 8)
            assert np.array_equal(due, seen[tap][0]), f"{one.name}: {tap}"
            assert np.array_equal(marked, seen[tap][1]), f"{one.name}: {tap}"
    assert (OPERAND in one.frames) == one.adder.works
    _check_config(one, params)
    assert one.out_beats == len(words)
    return _leaving(one, params, words, marks, width)


def _leaving(one: Pass, params: AcceleratorParams, words: Array, marks: Array, width: int) -> Bytes:
    """The bytes of the output port, one after another."""
    parts = -(-params.lanes * width // 8 // params.out_bytes)
    beats = []
    for row, counts in zip(words, marks, strict=True):
        data = pack_words(row[None], width)[0].tobytes()
        user = [bool(count) for count in counts for _ in range(width // 8)]
        room = parts * params.out_bytes
        keep = [i < len(data) for i in range(room)]
        data, user = data.ljust(room, b"\0"), user + [False] * (room - len(user))
        for i in range(0, room, params.out_bytes):
            part = slice(i, i + params.out_bytes)
            beats.append((data[part], user[part], keep[part]))
    (frame,) = one.frames[OUT]
    assert frame.last_at is None
    data = np.array([list(beat[0]) for beat in beats], np.uint8)
    assert np.array_equal(frame.whole(DATA), data)
    for field, i in ((USER, 1), (KEEP, 2)):
        assert np.array_equal(frame.whole(field), pack_marks(np.array([b[i] for b in beats])))
    return data


def _check_config(one: Pass, params: AcceleratorParams) -> None:
    """The configuration packets are those of the pass, each to its stage, in the right order."""
    stages = CONFIG_ORDER[:1] if one.raw else CONFIG_ORDER[: 5 if one.requantizer else 4]
    frames = one.frames[CONFIG]
    assert len(frames) == len(stages)
    for stage, frame in zip(stages, frames, strict=True):
        assert (frame.whole(DEST) == DESTS[stage]).all()
        if stage == "pass":
            assert frame.value(DATA, 0) == (one.packet is None) + 2 * one.raw
        else:
            due = getattr(one, stage).frame("", params.config_width)
            assert np.array_equal(frame.whole(DATA), due.whole(DATA))


def run_work(work: Work) -> tuple[Array, ...]:
    """The outputs of a step, rebuilt from what its passes send."""
    for one in work.passes:
        if one.holds:
            assert one.out_beats == 0
            assert set(one.frames) == {"pixel", "weight"}
    return work.collect([emulate(one, work.step.params) for one in work.sending])


def run_steps(
    steps: tuple[Step, ...], inputs: dict[str, Array], constants: dict[str, Array]
) -> dict[str, Array]:
    """Every tensor that a step gives, each fed with what the steps before it gave."""
    found = dict(inputs)
    for step in steps:
        work = step.run_on(*(found[n] if n in found else constants[n] for n in step.inputs))
        found.update(zip(step.outputs, run_work(work), strict=True))
    return found
