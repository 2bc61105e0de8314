"""The beats of one packet on one port, without copies of parts that are sent several times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Fields = Mapping[str, Bytes]

DATA, KEEP, USER, LAST = "data", "keep", "user", "last"
"""Fields of an AXI-Stream beat: ``tdata`` and so on. `LAST` is no buffer: `Frame.lasts` says it."""


class FrameError(ValueError):
    """The buffers of a packet do not fit together or do not fit the port."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One packet: a header, then a body that is sent `repeat` times.

    A field is what one signal carries: uint8 [beats, bytes], byte b of a beat is bits 8*b .. 8*b+7
    of the signal, and bits above the signal's width are 0.

    Attributes:
        name: what the packet is, for messages.
        body: beats of the body by field.
        header: beats in front of it by the same fields; empty without a header.
        repeat: how often the body is sent.
        last_at: indices of the beats that the port marks as last; None marks the last one, as it
            should be. A port without such a mark ignores it.
        care: by field, the bits of the body that count, in the body's shape; a field that is not in
            it counts whole, as every field of the header does.

    Raises:
        FrameError: buffers of different lengths or types, or no beat at all.
    """

    name: str
    body: Fields
    header: Fields = field(default_factory=dict)
    repeat: int = 1
    last_at: tuple[int, ...] | None = None
    care: Fields = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part, buffers in (("body", self.body), ("header", self.header), ("care", self.care)):
            for name, buffer in buffers.items():
                if buffer.ndim != 2 or buffer.dtype != np.uint8:
                    raise FrameError(
                        f"{self.name}: {name} of the {part} is {buffer.dtype} "
                        f"{list(buffer.shape)}; a packet needs uint8 [beats, bytes]."
                    )
            if len({len(buffer) for buffer in buffers.values()}) > 1:
                sizes = ", ".join(f"{name} {len(buffer)}" for name, buffer in buffers.items())
                raise FrameError(f"{self.name}: fields of the {part} differ in beats: {sizes}.")
        if self.header and {k: v.shape[1] for k, v in self.header.items()} != {
            k: v.shape[1] for k, v in self.body.items()
        }:
            raise FrameError(f"{self.name}: header and body differ in the bytes of a beat.")
        for name, mask in self.care.items():
            if name not in self.body or mask.shape != self.body[name].shape:
                raise FrameError(f"{self.name}: what counts of {name} has not the body's shape.")
        if self.beats == 0:
            raise FrameError(f"{self.name}: a packet needs at least one beat.")

    @property
    def header_beats(self) -> int:
        """Beats in front of the body."""
        return max(map(len, self.header.values()), default=0)

    @property
    def body_beats(self) -> int:
        """Beats of the body, sent once."""
        return max(map(len, self.body.values()), default=0)

    @property
    def beats(self) -> int:
        """Beats of the whole packet."""
        return self.header_beats + self.repeat * self.body_beats

    def __len__(self) -> int:
        return self.beats

    @cached_property
    def lasts(self) -> frozenset[int]:
        """Indices of the beats that are marked as last."""
        return frozenset((self.beats - 1,) if self.last_at is None else self.last_at)

    def row(self, index: int) -> int | None:
        """Row of `body` that beat `index` is, None in the header.

        Raises:
            IndexError: there is no such beat.
        """
        if not 0 <= index < self.beats:
            raise IndexError(f"beat {index} of a packet of {self.beats}")
        inner = index - self.header_beats
        return None if inner < 0 else inner % self.body_beats

    def bytes_of(self, name: str, index: int) -> bytes:
        """Field `name` of beat `index`, least significant byte first."""
        if name == LAST:
            return b"\1" if index in self.lasts else b"\0"
        row = self.row(index)
        return (self.header[name][index] if row is None else self.body[name][row]).tobytes()

    def value(self, name: str, index: int) -> int:
        """Field `name` of beat `index` as an unsigned number."""
        return int.from_bytes(self.bytes_of(name, index), "little")

    def counts(self, name: str, index: int) -> int | None:
        """Bits of field `name` of beat `index` that count; None for all."""
        row = self.row(index)
        if row is None or name not in self.care:
            return None
        return int.from_bytes(self.care[name][row].tobytes(), "little")

    def runs(self) -> Iterator[Fields]:
        """The packet piece by piece, nothing copied."""
        yield from chain([self.header] if self.header else [], [self.body] * self.repeat)

    def whole(self, name: str) -> Bytes:
        """Field `name` of all beats, uint8 [beats, bytes]; costs `repeat` copies of the body."""
        parts = [fields[name] for fields in self.runs()]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def numbers(values: Iterable[int], width: int) -> Bytes:
    """A field from one unsigned number a beat.

    Args:
        values: a number of at most `width` bits for each beat.
        width: bits of the signal.

    Returns:
        uint8 [beats, ceil(width / 8)].
    """
    size = -(-width // 8)
    return np.frombuffer(
        b"".join(value.to_bytes(size, "little") for value in values), np.uint8
    ).reshape(-1, size)
