"""What the accelerator or the host does at once: one layer, or several in the same passes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy.typing as npt

from golden.errors import InputError
from golden.kraken.accelerator.beats import words_of
from golden.kraken.accelerator.layout import Layout
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import Pass
from golden.kraken.errors import DecodeError
from golden.layers.base import Layer
from golden.streams.frame import Bytes

Array = npt.NDArray[Any]
Shapes = Mapping[str, tuple[int, ...]]
"""Shapes of tensors by name."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Step(ABC):
    """A step of a network.

    Attributes:
        layers: what it computes, in order; all but the last have one output, which only the next
            reads.
        index: position of the first of them in the network.
        inputs: names of the tensors that it reads, constants included.
        outputs: names of the tensors that it gives.
        shapes: of all tensors that it reads, computes or gives.
        params: the accelerator.
    """

    layers: tuple[Layer, ...]
    index: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    shapes: Shapes = field(repr=False)
    params: AcceleratorParams = field(repr=False)

    @property
    def name(self) -> str:
        """That of its last layer."""
        return self.layers[-1].name

    @property
    @abstractmethod
    def where(self) -> str:
        """What does it, in a few words; and why, where that is the host."""

    @property
    def places(self) -> tuple[str, ...]:
        """What does each of `layers`, in as many words."""
        return (self.where,) * len(self.layers)

    @abstractmethod
    def run_on(self, *arrays: Array) -> Work:
        """The step with arrays for its `inputs`.

        Raises:
            InputError: an array has not the shape that the step was planned for.
        """

    def golden(self, *arrays: Array) -> tuple[Array, ...]:
        """The step's outputs as the golden layers have them, without passes.

        Raises:
            InputError: as `run_on`.
        """
        found = run_layers(self.layers, self.named(arrays))
        return tuple(found[name] for name in self.outputs)

    def named(self, arrays: Sequence[Array]) -> dict[str, Array]:
        """Arrays for the `inputs` by name.

        Raises:
            InputError: one has another shape than that planned for.
        """
        if len(arrays) != len(self.inputs):
            raise InputError(f"'{self.name}' reads {len(self.inputs)} arrays, not {len(arrays)}")
        for name, array in zip(self.inputs, arrays, strict=True):
            if array.shape != self.shapes[name]:
                raise InputError(
                    f"'{self.name}' is planned for '{name}' of shape {list(self.shapes[name])}, "
                    f"not {list(array.shape)}: plan the network for as many samples"
                )
        return dict(zip(self.inputs, arrays, strict=True))


def run_layers(layers: Sequence[Layer], known: Mapping[str, Array]) -> dict[str, Array]:
    """What layers give one after another, by name of the tensor.

    Args:
        layers: in order of execution.
        known: what they read and none of them gives.
    """
    given: dict[str, Array] = {}
    for layer in layers:
        arrays = (given[name] if name in given else known[name] for name in layer.inputs)
        result = layer.forward(*arrays)
        results = result if isinstance(result, tuple) else (result,)
        given.update(zip(layer.outputs, results, strict=True))
    return given


@dataclass(frozen=True, eq=False, kw_only=True)
class Work(ABC):
    """A step with its arrays.

    Attributes:
        step: the step.
        tensors: what each of its layers gives, by name of the tensor, from the golden layers.
        text: shape, for people.
        way: how it is done, in a few words.
        passes: to send one after another; none where the host does it.
        macs: products that do not involve padding.
    """

    step: Step
    tensors: Mapping[str, Array] = field(repr=False)
    text: str
    way: str = ""
    passes: tuple[Pass, ...] = ()
    macs: int = 0

    @property
    def expected(self) -> tuple[Array, ...]:
        """The step's outputs as they must be."""
        return tuple(self.tensors[name] for name in self.step.outputs)

    @property
    def sending(self) -> tuple[Pass, ...]:
        """The passes of which something leaves."""
        return tuple(each for each in self.passes if not each.holds)

    @abstractmethod
    def collect(self, seen: Sequence[Bytes]) -> tuple[Array, ...]:
        """The step's outputs from what came out.

        Args:
            seen: for each of `sending`, uint8 [beats of the output port, bytes].

        Raises:
            DecodeError: the number of passes or of beats is not that.
        """

    def decoded(self, seen: Sequence[Bytes]) -> list[Array]:
        """Words [beats, lanes] of each pass that sends, int64.

        Raises:
            DecodeError: the number of passes or of beats is not that.
        """
        if len(seen) != len(self.sending):
            raise DecodeError(
                f"'{self.step.name}' has {len(self.sending)} passes, but beats of {len(seen)}"
            )
        found = []
        for each, data in zip(self.sending, seen, strict=True):
            due = each.frames["out"][0].beats
            if len(data) != due:
                raise DecodeError(f"'{each.name}' has {due} beats of output, not {len(data)}")
            found.append(words_of(data, self.step.params.lanes, each.raw))
        return found


@dataclass(frozen=True, eq=False, kw_only=True)
class PlacedWork(Work):
    """A step whose one output is put together from words of 8 bits.

    Attributes:
        layouts: for each pass that sends, where what leaves lies in the output.
    """

    layouts: tuple[Layout, ...] = field(default=(), repr=False)

    def collect(self, seen: Sequence[Bytes]) -> tuple[Array, ...]:
        """See `Work.collect`."""
        (due,) = self.expected
        found = due.reshape(-1).copy()
        found[:] = 0
        for layout, words in zip(self.layouts, self.decoded(seen), strict=True):
            layout.put(words.astype(due.dtype), found)
        return (found.reshape(due.shape),)
