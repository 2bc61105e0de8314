"""Signals without a simulator, and the frames that the unit tests use."""

from __future__ import annotations

from typing import Any

import numpy as np

from tb.bindings import PortBinding, Role
from tb.transport.beatwise.port import AxisPort
from tb.transport.frame import Frame


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
    """One AXI-Stream port called ``s_axis`` with two bytes and two marks."""

    def __init__(self) -> None:
        self._name = "fake"
        self.s_axis_tvalid = FakeSignal(1)
        self.s_axis_tready = FakeSignal(1)
        self.s_axis_tdata = FakeSignal(16)
        self.s_axis_tkeep = FakeSignal(2)
        self.s_axis_tlast = FakeSignal(1)


def fake_port(role: Role = Role.SINK) -> tuple[Any, AxisPort]:
    """A design and its port."""
    design = FakeDesign()
    return design, AxisPort(design, PortBinding("s", "s_axis", role))


def frame(beats: int = 6, header: int = 0, name: str = "frame", seed: int = 1) -> Frame:
    """Random beats of two bytes."""
    rng = np.random.default_rng(seed)
    return Frame(
        name,
        rng.integers(0, 256, (header, 2), np.uint8),
        rng.integers(0, 256, (beats - header, 2), np.uint8),
        rng.random((beats - header, 2)) < 0.5,
    )
