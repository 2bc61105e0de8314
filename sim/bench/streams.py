"""The streams of one layer, made once by the golden model and written as each way wants them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from golden.kraken import predict
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.streams.frame import DATA, KEEP, LAST, USER, Bytes, Frame
from tb.bench import Values
from tb.designs.conv_engine.workload import Workload, sendings
from tb.kraken.array import array_of

FIELDS = {
    PIXEL: (DATA, USER, LAST),
    WEIGHT: (DATA, LAST),
    SUM: (DATA, USER, KEEP, LAST),
}
"""What a beat of each port carries, in the order of its text."""
INPUTS = (PIXEL, WEIGHT)
HEX = np.array([f"{byte:02x}".encode() for byte in range(256)])


@dataclass(frozen=True, eq=False)
class Streams:
    """All beats of a layer.

    Attributes:
        frames: packets by port, in order.
        clocks: what the clock model says that they take.
        seconds: what making them took.
    """

    frames: Mapping[str, Sequence[Frame]]
    clocks: int
    seconds: float

    @classmethod
    def of(cls, work: Workload, seed: int, values: Values, wrong: int | None) -> Streams:
        """The streams of a layer.

        Args:
            work: the layer.
            seed: of its tensors.
            values: the engine's parameters.
            wrong: see `tb.designs.conv_engine.workload.sendings`.

        Raises:
            OptionError: `wrong` is no beat of it.
        """
        begun = time.perf_counter()
        packets = work.plan(seed, array_of(values)).packets
        sent = sendings(packets, wrong)
        frames = {port: [s.frames[port] for s in sent if port in s.frames] for port in FIELDS}
        return cls(frames, predict(packets).clocks, time.perf_counter() - begun)

    def beats(self, port: str) -> int:
        """Beats of a port."""
        return sum(frame.beats for frame in self.frames[port])

    def column(self, port: str, field: str) -> Bytes:
        """A field of all beats of a port: uint8 [beats, bytes]."""
        return np.concatenate([_column(frame, field) for frame in self.frames[port]])

    def write_binary(self, folder: Path) -> None:
        """Write each field of the inputs to ``PORT.FIELD.bin``, beat after beat."""
        for port in INPUTS:
            for field in FIELDS[port]:
                self.column(port, field).tofile(folder / f"{port}.{field}.bin")

    def text(self, port: str) -> bytes:
        """A line for each beat of a port: its fields in hexadecimal with blanks between."""
        columns: list[Bytes] = []
        beats = self.beats(port)
        for field in FIELDS[port]:
            digits = HEX[self.column(port, field)[:, ::-1]].view(np.uint8)
            columns += [digits.reshape(beats, -1), np.full((beats, 1), ord(" "), np.uint8)]
        columns[-1] = np.full((beats, 1), ord("\n"), np.uint8)
        return np.concatenate(columns, axis=1).tobytes()


def _column(frame: Frame, field: str) -> Bytes:
    if field != LAST:
        return frame.whole(field)
    marks = np.zeros((frame.beats, 1), np.uint8)
    marks[list(frame.lasts)] = 1
    return marks
