"""Configuration packets with bodies of any length, and with none, one behind another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from golden.streams.frame import DATA, Bytes, Frame
from tb.bench import Values
from tb.kraken.placed import Locate, PlacedCase

BODIES = ((0,), (1,), (2,), (9,), (4, 5), (0, 0, 0), (3, 0, 1, 1, 0), (5, 2, 0, 7))
"""Beats of the bodies of each case's packets."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Each list of lengths, and a drawn one."""
    for bodies in (*BODIES, tuple(int(n) for n in rng.integers(0, 12, 4))):
        yield _case(rng, values["ConfigWidth"], values["HeaderBits"], bodies)


def _case(
    rng: np.random.Generator, width: int, header_bits: int, bodies: Sequence[int]
) -> PlacedCase:
    """Random bits; what is behind the header in its last beat belongs to nobody."""
    name = f"bodies of {', '.join(map(str, bodies))}"
    frames: dict[str, list[Frame]] = {"config": [], "body": [], "whole": []}
    locate: dict[Frame, Locate] = {}
    header_beats = -(-header_bits // width)
    for i, body in enumerate(bodies):
        beats = _random(rng, header_beats + body, width)
        bits = np.unpackbits(beats, axis=1, bitorder="little")[:header_beats, :width]
        whole = np.packbits(bits.reshape(-1)[None, :header_bits], axis=1, bitorder="little")
        head = {DATA: beats[:header_beats]}
        rest = {DATA: beats[header_beats:]}
        packet = f"{name}/{i}"
        frames["config"].append(Frame(f"{packet}/config", rest, head))
        frames["whole"].append(Frame(f"{packet}/whole", {"header": whole}))
        if body:
            held = np.repeat(whole, body, axis=0)
            frames["body"].append(Frame(f"{packet}/body", {**rest, "header": held}))
        for of_port in frames.values():
            if of_port:
                locate[of_port[-1]] = _packet(i)
    clocks = sum(header_beats + body + 1 for body in bodies)
    return PlacedCase(name, frames, clocks=clocks, locate=locate)


def _packet(index: int) -> Locate:
    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return {"packet": index}

    return locate


def _random(rng: np.random.Generator, beats: int, width: int) -> Bytes:
    octets = rng.integers(0, 256, (beats, -(-width // 8)), np.uint8)
    octets[:, -1] &= (1 << ((width - 1) % 8 + 1)) - 1
    return octets
