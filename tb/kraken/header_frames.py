"""What passes the front of a stream for packets with a header, and in how many clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Header
from golden.kraken.format.header import header_beats
from golden.kraken.format.params import HEADER_BITS
from golden.streams.frame import DATA, Bytes, Frame, numbers
from tb.kraken.header_ports import WORK
from tb.kraken.words import LAYER, START_MASK, bits, layer_word

CHECK = 2
"""Clocks between the last beat of a header and the first of the body."""


@dataclass(frozen=True)
class Sent:
    """A packet to send: its header, and how many beats of body follow."""

    header: Header
    beats: int


def beat_frame(
    rng: np.random.Generator,
    name: str,
    sent: Sent,
    width: int,
    last_at: Sequence[int] | None = None,
) -> Frame:
    """The beats of a packet on the input.

    Bits behind the header and all of the body are drawn, for the block must not look at them; so
    is ``tlast`` of the body, unless `last_at` says where it is.

    Args:
        rng: draws them.
        name: of the frame.
        sent: the packet.
        width: bits of ``tdata``.
        last_at: beats that are marked as last.
    """
    head = any_tail(rng, header_beats(sent.header, width), width)
    body = np.packbits(_random(rng, (sent.beats, width)), axis=1, bitorder="little")
    if last_at is None:
        last_at = [len(head) + int(i) for i in np.flatnonzero(rng.random(sent.beats) < 0.5)]
    return Frame(name, body={DATA: body}, header={DATA: head}, last_at=tuple(last_at))


def any_tail(rng: np.random.Generator, head: Bytes, width: int) -> Bytes:
    """A header's beats with drawn bits behind its end, where nobody may look."""
    unused = _random(rng, (1, width))
    unused[0, : (HEADER_BITS - 1) % width + 1] = 0
    head = head.copy()
    head[-1:] |= np.packbits(unused, axis=1, bitorder="little")
    return head


def outputs(
    name: str, sent: Sent, array: ArrayParams, of_weights: bool, head: int = 0
) -> dict[str, Frame]:
    """What a sound packet brings about on the ports behind the reader.

    Args:
        name: what the frames' names begin with.
        sent: the packet.
        array: what the header is checked for.
        of_weights: whether the stream is that of the weights.
        head: beats of the header, where they too pass the port behind which ``active`` is looked
            at; else 0.
    """
    word = layer_word(sent.header, array)
    layer = numbers([word], LAYER.width)
    last = np.arange(sent.beats) == sent.beats - 1
    body = {"layer": np.repeat(layer, sent.beats, axis=0), "body_done": bits(last)}
    if of_weights:
        body["packet_done"] = bits(last)
    # Weights are done with their last beat, pixels only later.
    active = np.append(np.ones(head, np.bool_), ~last | (not of_weights))
    frames = {
        "start": Frame(
            f"{name}/start", {"layer": layer}, care={"layer": numbers([START_MASK], LAYER.width)}
        ),
        "layer": Frame(f"{name}/layer", {"layer": layer}),
        "active": Frame(f"{name}/active", {"active": bits(active)}),
        "body": Frame(f"{name}/body", body),
    }
    if not of_weights:
        done = Frame(f"{name}/done", {"layer": layer})
        frames["end"] = Frame(f"{name}/end", {"layer": layer})
        frames["done"] = done_frame(done, active=True)
        frames["idle"] = Frame(f"{name}/idle", {"active": bits(np.array([False]))})
    return frames


def done_frame(frame: Frame, active: bool) -> Frame:
    """The end of a packet of pixels, with what ``active`` shows in that clock."""
    return replace(frame, body={**frame.body, "active": bits(np.array([active]))})


@dataclass(frozen=True)
class Moments:
    """Clocks of a packet in a reader whose neighbours never pause, its first beat being in clock 0.

    Attributes:
        head: beats of the header.
        beats: beats of the body.
        of_weights: whether the stream is that of the weights.
    """

    head: int
    beats: int
    of_weights: bool

    @property
    def start(self) -> int:
        """The header is found to be legal."""
        return self.head + CHECK - 1

    @property
    def body(self) -> list[int]:
        """The beats of the body; the bench waits a clock before it says that it is the last."""
        moments = [self.head + CHECK + i for i in range(self.beats)]
        moments[-1] += 1
        return moments

    @property
    def passing(self) -> list[int]:
        """All beats."""
        return [*range(self.head), *self.body]

    @property
    def done(self) -> int:
        """The packet is done."""
        return self.body[-1] + (0 if self.of_weights else WORK)

    @property
    def outputs(self) -> dict[str, list[int]]:
        """By port of `outputs`, what each of its beats follows from."""
        begins, ends = [self.start], [self.body[-1]]
        found = {"start": begins, "layer": begins, "active": self.body, "body": self.body}
        return found if self.of_weights else {**found, "end": ends, "done": ends, "idle": ends}


def moments(sent: Sent, width: int, of_weights: bool) -> Moments:
    """The clocks of a packet that comes in beats of `width` bits."""
    return Moments(-(-HEADER_BITS // width), sent.beats, of_weights)


def packet_clocks(sent: Sequence[Sent], width: int, of_weights: bool) -> int:
    """Clocks from the first beat of the first packet to the clock behind the last one.

    Args:
        sent: the packets.
        width: bits of ``tdata``.
        of_weights: whether the stream is that of the weights.
    """
    return sum(moments(packet, width, of_weights).done + 1 for packet in sent)


def _random(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.uint8]:
    return rng.integers(0, 2, shape, np.uint8)
