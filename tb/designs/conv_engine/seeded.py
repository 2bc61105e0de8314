"""Layers of networks with seeded weights, on photographs, one after another."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden import load_model
from golden.kraken import ArrayParams
from golden.model import Model
from golden.networks.named import find
from golden.networks.paper import FRAMES
from golden.networks.shipped import load_images
from golden.networks.workload import Task
from tb.designs.conv_engine.work import LayerWork
from tb.seed import generator

Array = NDArray[np.int8]


def works(
    tasks: Sequence[Task], array: ArrayParams, seed: int, *, quick: bool = False
) -> Generator[LayerWork, None, None]:
    """The layers with what the golden network feeds them: one photograph, or as dense rows seven.

    Args:
        tasks: the layers, network by network.
        array: what they run on.
        seed: of the blocks that are taken, and of the rows that stand for photographs.
        quick: take one block of each only, and draw six of the dense rows.
    """
    for network, group in groupby(tasks, key=lambda task: task.network):
        wanted = {task.layer: task for task in group}
        path = find(network)
        model = load_model(path)
        images, _ = load_images(path)
        frames = FRAMES if not quick and any(task.dense for task in wanted.values()) else 1
        yield from _of_network(model, images[:frames], wanted, array, seed, quick)


def _of_network(
    model: Model,
    images: Array,
    wanted: dict[str, Task],
    array: ArrayParams,
    seed: int,
    quick: bool,
) -> Generator[LayerWork, None, None]:
    left = set(wanted)
    for step in model.steps(images):
        layer: Any = step.layer
        task = wanted.get(layer.name)
        if task is None:
            continue
        x = step.inputs[0] if task.dense else step.inputs[0][:1]
        if quick:
            rng = generator(seed, task.name)
            layer, x = (
                _dense_block(layer, x, task, array, rng)
                if task.dense
                else (_convolution_block(layer, x, task, array, rng))
            )
        told = {"title": task.title, "dense": task.dense}
        work = LayerWork.of(layer, x, task.network, array, told=told)
        # In several networks layers have the same name.
        work = replace(work, case=replace(work.case, name=task.name))
        if len(images) == 1 and not quick:
            # What the layer gives follows from its sums, which are there.
            step.put(layer.requantise(work.sums).reshape(1, *work.sums.shape[1:]))
        yield work
        del work
        left.discard(task.layer)
        if not left:
            return


def _convolution_block(
    layer: Any, x: Array, task: Task, array: ArrayParams, rng: np.random.Generator
) -> tuple[Any, Array]:
    """The layer for one block of output rows, with the rows of its input that they see."""
    shape = task.shape
    block = int(rng.integers(-(-shape.h_o // array.rows)))
    part = task.quick(array, block)
    first = block * array.rows
    seen = shape.rows_seen(range(first, first + part.h_o))
    pads = part.pad_top, part.pad_bottom, part.pad_left, part.pad_right
    return replace(layer, pad=pads), x[:, seen.start : seen.stop]


def _dense_block(
    layer: Any, x: Array, task: Task, array: ArrayParams, rng: np.random.Generator
) -> tuple[Any, Array]:
    """The layer for one iteration of output channels, and rows of the values of one."""
    part = task.quick(array)
    rows = np.repeat(x.reshape(1, -1), part.h, axis=0)
    rows[1:] = rng.permuted(rows[1:], axis=1)
    channels = slice(part.co)
    bias = layer.bias[channels] if layer.bias is not None else None
    scale = layer.requantiser.of_channels(channels)
    return replace(layer, kernel=layer.kernel[:, channels], bias=bias, requantiser=scale), rows
