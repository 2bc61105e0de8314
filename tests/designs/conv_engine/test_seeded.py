"""Layers of networks with seeded weights, as the bench gets them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from golden import load_model
from golden.kraken import ArrayParams
from golden.networks import seeded
from golden.networks.paper import FRAMES
from golden.networks.shipped import load_images
from golden.networks.workload import tasks
from tb.designs.conv_engine.seeded import works

ARRAY = ArrayParams()


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeded.make("mobilenet_v2", tmp_path_factory.mktemp("models"))


@pytest.fixture(autouse=True)
def found(network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tb.designs.conv_engine.seeded.find", lambda _name: network)


def test_layers_get_what_the_network_computes(network: Path) -> None:
    model = load_model(network)
    images, _ = load_images(network)
    tensors = model.trace(images)
    names = ["conv_2d_0", "depthwise_conv_2d_4", "conv_2d_6", "fully_connected_63"]
    chosen = tasks([f"mobilenet_v2/{name}" for name in names])
    seen = list(works(chosen, ARRAY, seed=3))
    assert [work.case.name for work in seen] == [task.name for task in chosen]
    layers = {layer.name: layer for layer in model.layers}
    for work, name in zip(seen, names, strict=True):
        layer = layers[name]
        frames = FRAMES if name.startswith("fully") else 1
        due = layer.accumulate(tensors[layer.inputs[0]][:frames])  # type: ignore[attr-defined]
        assert np.array_equal(work.sums, due)
        assert work.told["dense"] == (frames == FRAMES)


def test_one_photograph_goes_through_by_the_sums_alone(network: Path) -> None:
    """Without dense layers what a layer gives is made of its sums: the same as it computes."""
    model = load_model(network)
    images, _ = load_images(network)
    tensors = model.trace(images[:1])
    chosen = [task for task in tasks(["mobilenet_v2"]) if not task.dense]
    layers = {layer.name: layer for layer in model.layers}
    for work, task in zip(works(chosen, ARRAY, seed=3), chosen, strict=True):
        layer = layers[task.layer]
        result = work.layer.requantise(work.sums)
        assert np.array_equal(result, tensors[layer.outputs[0]])


def test_quick_takes_a_block_of_each(network: Path) -> None:
    """The sums of a block are those rows of the whole layer's."""
    model = load_model(network)
    images, _ = load_images(network)
    tensors = model.trace(images[:1])
    chosen = tasks(["mobilenet_v2"], distinct=True)
    layers = {layer.name: layer for layer in model.layers}
    blocks = set()
    for work, task in zip(works(chosen, ARRAY, seed=5, quick=True), chosen, strict=True):
        layer = layers[task.layer]
        whole = layer.accumulate(tensors[layer.inputs[0]])  # type: ignore[attr-defined]
        if task.dense:
            assert work.sums.shape == (FRAMES, ARRAY.cols)
            assert np.array_equal(work.sums[0], whole[0, : ARRAY.cols])
            assert len(np.unique(work.sums, axis=0)) == FRAMES
            continue
        rows = range(0, task.shape.h_o, ARRAY.rows)
        same = [
            first // ARRAY.rows
            for first in rows
            if np.array_equal(whole[:, first : first + ARRAY.rows], work.sums)
        ]
        assert same, task.name
        blocks.update(same)
        assert sum(packet.shape.macs_valid for packet in work.plan.packets) == work.case.macs
    # Top, bottom and middle, as the seed will have it.
    assert len(blocks) > 4


def test_it_ends_with_the_last_layer(network: Path) -> None:
    chosen = tasks(["mobilenet_v2/conv_2d_0"])
    assert len(list(works(chosen, ARRAY, seed=1))) == 1
