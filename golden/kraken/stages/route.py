"""The way of a pass through the accelerator, and the beats of its output port."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden.streams.frame import DATA, Bytes, Frame, numbers
from golden.streams.words import beat_bytes, pack_words

WIDE, NARROW = 32, 8
"""Bits of raw sums and of all other words that leave."""

DEST = "dest"
"""Field of a beat of configuration that says whose it is."""

DEST_WIDTH = 3

DESTS = {"pass": 0, "requantizer": 1, "activation": 2, "adder": 3, "pool": 4}
"""Whose a packet of configuration is, as ``tdest`` says it."""

CONFIG_ORDER = ("pass", "activation", "adder", "pool", "requantizer")
"""In which order the packets of a pass go over the one port: the longest is the last, since it may
wait for tiles that are still in use."""


@dataclass(frozen=True)
class PassConfig:
    """What a pass is told to the switches.

    Attributes:
        tensor: words come from `s_axis_tensor` and not from the engine.
        raw: the engine's sums leave as they are.
    """

    tensor: bool = False
    raw: bool = False

    def __post_init__(self) -> None:
        if self.tensor and self.raw:
            raise ValueError("a pass of a tensor has no raw sums")

    def frame(self, name: str, config_width: int) -> Frame:
        """The packet of configuration: one beat of `config_width` bits."""
        return Frame(name, {DATA: numbers([self.tensor | self.raw << 1], config_width)})


def to(dest: str, frame: Frame) -> Frame:
    """A packet of configuration with the one of `DESTS` that it goes to."""
    told = numbers([DESTS[dest]], DEST_WIDTH)
    header = {**frame.header, DEST: np.repeat(told, frame.header_beats, axis=0)}
    return Frame(
        frame.name,
        {**frame.body, DEST: np.repeat(told, frame.body_beats, axis=0)},
        header if frame.header_beats else {},
        frame.repeat,
        frame.last_at,
    )


@dataclass(frozen=True, eq=False)
class Parts:
    """Beats of the output port.

    Attributes:
        data: uint8 [beats, bytes].
        user: bool [beats, bytes], the byte belongs to a word that counts.
        keep: bool [beats, bytes], it belongs to a word at all.
    """

    data: Bytes
    user: npt.NDArray[np.bool_]
    keep: npt.NDArray[np.bool_]


def parts_of(lanes: int, out_bytes: int, wide: bool) -> int:
    """Beats of the port that a beat of words takes."""
    return -(-beat_bytes(lanes, WIDE if wide else NARROW) // out_bytes)


def narrow_parts(
    words: npt.NDArray[np.integer], marks: npt.NDArray[np.bool_], width: int, out_bytes: int
) -> Parts:
    """What leaves for beats of words.

    Args:
        words: integers [beats, lanes].
        marks: bool [beats, lanes], whether a word counts.
        width: `WIDE` or `NARROW`, bits of a word.
        out_bytes: bytes of a beat of the port.

    Returns:
        Every beat of words as `parts_of` beats, the lowest bytes first; 0 behind its last byte.
    """
    beats, lanes = words.shape
    parts = parts_of(lanes, out_bytes, width == WIDE)
    size = lanes * width // 8
    room = (beats, parts * out_bytes)
    data, user = np.zeros(room, np.uint8), np.zeros(room, np.bool_)
    data[:, :size] = pack_words(words, width)
    user[:, :size] = np.repeat(marks, width // 8, axis=1)
    keep = np.broadcast_to(np.arange(room[1]) < size, room)
    return Parts(
        data.reshape(-1, out_bytes), user.reshape(-1, out_bytes), keep.reshape(-1, out_bytes)
    )
