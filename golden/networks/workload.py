"""Which layers of which networks with seeded weights are to run on the engine."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from golden.errors import InputError
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.networks.architectures import ARCHITECTURES, nodes
from golden.networks.paper import FRAMES

BETWEEN = "/"
"""Between a network and one of its layers."""


@dataclass(frozen=True)
class Task:
    """One layer.

    Attributes:
        network: in `ARCHITECTURES`.
        layer: its name in the model.
        title: its name in the network's paper.
        shape: a convolution of one image, or a dense layer of `FRAMES` rows.
        dense: whether it is fully connected.
    """

    network: str
    layer: str
    title: str
    shape: ConvShape
    dense: bool

    @property
    def name(self) -> str:
        """What `tasks` takes for it."""
        return f"{self.network}{BETWEEN}{self.layer}"

    def quick(self, params: ArrayParams, block: int = 0) -> ConvShape:
        """One block of output rows, and of a dense layer's columns those of one iteration.

        Args:
            params: the array.
            block: which block of rows.
        """
        if self.dense:
            return ConvShape.dense(self.shape.h, self.shape.ci, min(self.shape.co, params.cols))
        first = block * params.rows
        return self.shape.of_rows(range(first, min(first + params.rows, self.shape.h_o)))


def of_network(network: str) -> list[Task]:
    """All convolutions and dense layers of a network, in its order."""
    found = []
    for index, node in enumerate(nodes(network)):
        shape, dense = node.convolution, node.op == "FULLY_CONNECTED"
        if dense:
            shape = ConvShape.dense(FRAMES, node.inputs[0].shape[-1], node.shape[-1])
        if shape is not None:
            name = f"{node.op.lower()}_{index}"
            found.append(Task(network, name, node.name, shape, dense))
    return found


def tasks(names: Sequence[str], *, distinct: bool = False) -> list[Task]:
    """The layers that some names stand for, in the networks' order.

    Args:
        names: of networks, or of their layers as `vgg16/conv_2d_0`; no layer comes twice.
        distinct: of layers of the same shape in the networks named, only the first.

    Raises:
        InputError: there is no such network or layer.
    """
    found: dict[str, Task] = {}
    shapes: set[tuple[ConvShape, bool]] = set()
    for name in names:
        network, _, layer = name.partition(BETWEEN)
        if network not in ARCHITECTURES:
            raise InputError(f"no network is called '{network}'{_instead(network, ARCHITECTURES)}")
        known = {task.layer: task for task in of_network(network)}
        if BETWEEN in name and layer not in known:
            raise InputError(
                f"{network} has no convolution or dense layer '{layer}'{_instead(layer, known)}"
            )
        for task in [known[layer]] if BETWEEN in name else known.values():
            kind = task.shape, task.dense
            if BETWEEN in name or not (distinct and kind in shapes):
                found.setdefault(task.name, task)
                shapes.add(kind)
    ordered = [task for network in ARCHITECTURES for task in of_network(network)]
    return [task for task in ordered if task.name in found]


def _instead(name: str, known: Iterable[str]) -> str:
    """What may have been meant, and what there is."""
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    meant = f" (did you mean {close[0]}?)" if close else ""
    return f"{meant}; there are {', '.join(known)}"
