"""What passes the ports of the header reader for a run of packets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Header
from golden.kraken.format.header import header_beats
from golden.kraken.format.params import HEADER_BITS
from golden.streams.frame import DATA, Bytes, Frame, numbers
from tb.designs.conv_engine.words import HEADER_MASK, LAYER, layer_word


@dataclass(frozen=True)
class Sent:
    """A packet to send: its header, and how many beats of body follow."""

    header: Header
    beats: int


def beat_frame(
    rng: np.random.Generator, name: str, sent: Sent, bits: int, last_at: Sequence[int] | None = None
) -> Frame:
    """The beats of a packet on the input.

    Bits behind the header and all of the body are drawn, for the block must not look at them; so
    is ``tlast`` of the body, unless `last_at` says where it is.

    Args:
        rng: draws them.
        name: of the frame.
        sent: the packet.
        bits: width of ``tdata``.
        last_at: beats that are marked as last.
    """
    head = any_tail(rng, header_beats(sent.header, bits), bits)
    body = np.packbits(_random(rng, (sent.beats, bits)), axis=1, bitorder="little")
    if last_at is None:
        last_at = [len(head) + int(i) for i in np.flatnonzero(rng.random(sent.beats) < 0.5)]
    closed = np.zeros((sent.beats, 1), np.uint8)
    return Frame(
        name,
        body={DATA: body, "stop": closed},
        header={DATA: head, "stop": np.zeros((len(head), 1), np.uint8)},
        last_at=tuple(last_at),
        care={"stop": closed},  # only headers wait
    )


def any_tail(rng: np.random.Generator, head: Bytes, bits: int) -> Bytes:
    """A header's beats with drawn bits behind its end, where nobody may look."""
    unused = _random(rng, (1, bits))
    unused[0, : (HEADER_BITS - 1) % bits + 1] = 0
    head = head.copy()
    head[-1:] |= np.packbits(unused, axis=1, bitorder="little")
    return head


def outputs(name: str, sent: Sent, array: ArrayParams, of_weights: bool) -> dict[str, Frame]:
    """What a sound packet brings about on the ports behind the reader."""
    word = layer_word(sent.header, array)
    layer = numbers([word], LAYER.width)
    ends = np.zeros((sent.beats, 1), np.uint8)
    ends[-1] = 1
    body = {"layer": np.repeat(layer, sent.beats, axis=0), "body_done": ends}
    if of_weights:
        body["packet_done"] = ends
    frames = {
        "start": Frame(
            f"{name}/start", {"layer": layer}, care={"layer": numbers([HEADER_MASK], LAYER.width)}
        ),
        "layer": Frame(f"{name}/layer", {"layer": layer}),
        "body": Frame(f"{name}/body", body),
    }
    if not of_weights:
        frames["end"] = Frame(f"{name}/end", {"layer": layer})
        frames["done"] = Frame(f"{name}/done", {"layer": layer})
    return frames


def _random(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.uint8]:
    return rng.integers(0, 2, shape, np.uint8)
