"""Signals without a simulator, and the packets that the unit tests use."""

from __future__ import annotations

from typing import Any

import numpy as np

from golden.streams.frame import DATA, KEEP, Frame
from golden.streams.words import pack_marks
from tb.bench import Port, Role, stream
from tb.transport.python.port import Pins


class FakeSignal:
    """A signal with a width; ``value`` is written as a number and read back as bits."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.bits = "0" * width
        self._handle = self

    def __len__(self) -> int:
        return self.width

    def get_signal_val_binstr(self) -> str:
        return self.bits

    @property
    def value(self) -> int:
        return int(self.bits, 2)

    @value.setter
    def value(self, number: int) -> None:
        self.bits = format(number, f"0{self.width}b")


class FakeDesign:
    """Signals by name and width; by default a stream ``s_axis`` of two bytes with two marks."""

    def __init__(self, **widths: int) -> None:
        self._name = "fake"
        stream_widths = {"tvalid": 1, "tready": 1, "tdata": 16, "tkeep": 2, "tlast": 1}
        chosen = widths or {f"s_axis_{name}": width for name, width in stream_widths.items()}
        for name, width in chosen.items():
            setattr(self, name, FakeSignal(width))

    def __getattr__(self, name: str) -> Any:
        # Only asked for what is not there; says to type checkers that signals may be.
        raise AttributeError(name)


def fake_stream(role: Role = Role.SINK) -> Port:
    """The port of the default `FakeDesign`."""
    return stream("s", "s_axis", role, keep=True)


def fake_pins(role: Role = Role.SINK) -> tuple[FakeDesign, Pins]:
    """A design and the pins of its port."""
    design = FakeDesign()
    return design, Pins(design, fake_stream(role))


def frame(beats: int = 6, header: int = 0, name: str = "frame", seed: int = 1) -> Frame:
    """Random beats of two bytes with random marks; all bytes of the header are marked."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 256, (header, 2), np.uint8)
    data = rng.integers(0, 256, (beats - header, 2), np.uint8)
    keep = rng.random((beats - header, 2)) < 0.5
    front = {DATA: first, KEEP: pack_marks(np.ones((header, 2), np.bool_))} if header else {}
    return Frame(name, {DATA: data, KEEP: pack_marks(keep)}, front)
