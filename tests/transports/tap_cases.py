"""Stimulus of `axis_tap` for the fuzz: packets with all that a packet can have."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.streams.frame import DATA, KEEP, USER, Bytes, Frame, numbers
from tb.bench import Case, Values
from tests.tb.dut.bench import HEADER, LANES

PACKETS = 4
LONGEST = 12


def tap_cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """Packets with headers and bodies sent several times; `last` in odd places."""
    for number in range(PACKETS):
        sent = _sent(rng, f"{number}/in")
        taken = _taken(rng, sent, f"{number}/out")
        levels = rng.integers(0, 256, int(rng.integers(1, 30))).tolist()
        yield Case(
            str(number),
            {
                "in": [sent],
                "out": [taken],
                "note": [_note(sent, taken, f"{number}/note")],
                "kept": [Frame(f"{number}/kept", {"keep": sent.whole(KEEP)})],
                "level": [Frame(f"{number}/level", {"level": numbers(levels, 8)})],
                "now": [_nine(f"{number}/now", [255 - level for level in levels])],
                "next": [_nine(f"{number}/next", [(level + 1) & 0xFF for level in levels])],
            },
        )


def _fields(rng: np.random.Generator, beats: int) -> dict[str, Bytes]:
    data = rng.integers(0, 256, (beats, LANES), np.uint8)
    return {
        DATA: data,
        KEEP: rng.integers(0, 1 << LANES, (beats, 1), np.uint8),
        USER: rng.integers(0, 8, (beats, 1), np.uint8),
        "mark": rng.integers(0, 2, (beats, 1), np.uint8),
        "echo": np.bitwise_xor.reduce(data, axis=1, keepdims=True),
    }


def _sent(rng: np.random.Generator, name: str) -> Frame:
    header = int(rng.integers(0, HEADER))
    body = int(rng.integers(1, LONGEST))
    repeat = int(rng.integers(1, 4))
    lasts = np.flatnonzero(rng.random(header + body * repeat) < 0.1).tolist()
    return Frame(
        name,
        _fields(rng, body),
        _fields(rng, header) if header else {},
        repeat,
        tuple(lasts) if rng.random() < 0.3 else None,
    )


def _taken(rng: np.random.Generator, sent: Frame, name: str) -> Frame:
    """What comes out, with the same header and the body as often, or all beats one by one."""
    whole = rng.random() < 0.5
    body_beats = sent.beats if whole else sent.body_beats
    beside = {
        "tag": rng.integers(0, 16, (sent.header_beats + body_beats, 1), np.uint8),
        "done": (rng.random((sent.header_beats + body_beats, 1)) < 0.3).astype(np.uint8),
    }
    head = 0 if whole else sent.header_beats
    shown = (DATA, KEEP, USER)
    body = {n: sent.whole(n) if whole else sent.body[n] for n in shown}
    header = {n: sent.header[n] for n in shown} if head else {}
    for name_, buffer in beside.items():
        body[name_] = buffer[head : head + body_beats]
        if head:
            header[name_] = buffer[:head]
    care = {USER: np.full_like(body[USER], 7)}
    return Frame(name, body, header, 1 if whole else sent.repeat, tuple(sent.lasts), care)


def _note(sent: Frame, taken: Frame, name: str) -> Frame:
    beside = {"tag": taken.whole("tag"), "done": taken.whole("done"), "mark": sent.whole("mark")}
    return Frame(name, beside)


def _nine(name: str, levels: list[int]) -> Frame:
    """Levels of nine bits, of which the highest is undefined."""
    care = {"level": numbers([0xFF] * len(levels), 9)}
    return Frame(name, {"level": numbers(levels, 9)}, care=care)
