"""Layers that software computes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden.kraken.accelerator.step import Array, Step, Work
from golden.streams.frame import Bytes


@dataclass(frozen=True, eq=False, kw_only=True)
class HostStep(Step):
    """One layer on the host.

    Attributes:
        reason: why; the operator where no stage has it.
    """

    reason: str = ""

    @property
    def where(self) -> str:
        """See `Step.where`."""
        return f"host: {self.reason}"

    def run_on(self, *arrays: Array) -> Work:
        """See `Step.run_on`."""
        results = self.golden(*arrays)
        tensors = dict(zip(self.outputs, results, strict=True))
        shape = "x".join(map(str, results[0].shape))
        return HostWork(step=self, tensors=tensors, text=shape)


@dataclass(frozen=True, eq=False, kw_only=True)
class HostWork(Work):
    """What the host computes is there already."""

    def collect(self, seen: Sequence[Bytes]) -> tuple[Array, ...]:
        """See `Work.collect`."""
        self.decoded(seen)
        return self.expected
