"""One layer of a chosen shape on random tensors: what the engine is timed with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Self

from golden.kraken import ArrayParams, Packet, Plan
from golden.kraken.format.axes import SUM
from golden.streams.frame import DATA, Frame
from tb.bench import OptionError
from tb.bench.options import read_number
from tb.designs.conv_engine.cases import Sending
from tb.kraken.spec import LayerSpec
from tb.seed import generator

TEST = "benchmark"
"""The test of the engine's bench that runs one."""
SHAPE, WRONG = "SHAPE", "WRONG"
"""Its options."""
FIGURES = ("K", "S", "C_i", "C_o", "height", "width")


@dataclass(frozen=True)
class Workload:
    """A convolution with padding that keeps the image's size, but for the stride.

    Attributes:
        kernel, stride: K and S, both ways.
        ci, co: channels of input and output.
        height, width: of the image.
    """

    kernel: int
    stride: int
    ci: int
    co: int
    height: int
    width: int

    @classmethod
    def read(cls, text: str, word: str = SHAPE) -> Self:
        """One from its figures with commas between, as `str` gives them.

        Raises:
            OptionError: it is none.
        """
        parts = text.split(",")
        if len(parts) != len(FIGURES):
            raise OptionError(
                f"{word}={text} has {len(parts)} numbers; give {len(FIGURES)}: {','.join(FIGURES)}."
            )
        return cls(*(read_number(word, part, 1) for part in parts))

    def __str__(self) -> str:
        return ",".join(map(str, astuple(self)))

    def plan(self, seed: int, array: ArrayParams) -> Plan:
        """Its packets; the same seed gives the same tensors wherever it is asked."""
        kernel, stride = (self.kernel,) * 2, (self.stride,) * 2
        spec = LayerSpec(
            f"layer {self}", self.height, self.width, self.ci, self.co, kernel, stride, pad="SAME"
        )
        return spec.plan(generator(seed, TEST, spec.name), array)[2]


def sendings(packets: Sequence[Packet], wrong: int | None = None) -> list[Sending]:
    """Packets as they pass the ports.

    Args:
        packets: in order.
        wrong: beat of sums, counted over all packets, whose lowest bit is expected the other way
            round, so that a bench must find the sound engine at fault; None for none.

    Raises:
        OptionError: there is no such beat.
    """
    sent, before = [], 0
    for packet in packets:
        sending = Sending.of(packet)
        sums = sending.frames.get(SUM)
        if sums is not None:
            if wrong is not None and 0 <= wrong - before < sums.beats:
                sending = replace(
                    sending, frames={**sending.frames, SUM: _flipped(sums, wrong - before)}
                )
            before += sums.beats
        sent.append(sending)
    if wrong is not None and wrong >= before:
        raise OptionError(f"{WRONG}={wrong} is no beat of the layer, which has {before} of sums.")
    return sent


def _flipped(frame: Frame, beat: int) -> Frame:
    data = frame.body[DATA].copy()
    data[frame.row(beat), 0] ^= 1
    return replace(frame, body={**frame.body, DATA: data})
