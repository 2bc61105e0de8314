"""Which layers names stand for, and the paper's formulas for them."""

from __future__ import annotations

import pytest

from golden import load_model
from golden.errors import InputError
from golden.kraken import ArrayParams, ConvShape
from golden.kraken.lowering.lower import COMPUTED
from golden.networks import paper, seeded
from golden.networks.architectures import ARCHITECTURES
from golden.networks.workload import of_network, tasks

PARAMS = ArrayParams()


def test_names_of_layers_are_those_of_the_model(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("models")
    for network in ("mobilenet_v2", "yolov2_small"):
        model = load_model(seeded.make(network, folder, size=32))
        layers = [layer.name for layer in model.layers if layer.op in COMPUTED]
        assert [task.layer for task in of_network(network)] == layers


def test_networks_and_layers_come_in_the_networks_order() -> None:
    found = tasks(["vgg16/fully_connected_19", "vgg16/conv_2d_0", "alexnet"])
    names = [task.name for task in found]
    assert names[:2] == ["alexnet/conv_2d_0", "alexnet/conv_2d_2"]
    assert names[-2:] == ["vgg16/conv_2d_0", "vgg16/fully_connected_19"]
    assert len(names) == 5 + 3 + 2
    assert found[-1].shape == ConvShape.dense(paper.FRAMES, 25088, 4096)
    assert found[-1].dense
    assert [task.title for task in found[-2:]] == ["conv1_1", "fc1"]


def test_no_layer_comes_twice() -> None:
    assert tasks(["alexnet", "alexnet/conv_2d_0", "alexnet"]) == tasks(["alexnet"])


def test_distinct_layers_have_distinct_shapes() -> None:
    every, few = tasks(paper.NETWORKS), tasks(paper.NETWORKS, distinct=True)
    assert len(every) == 8 + 16 + 54
    shapes = [(task.shape, task.dense) for task in few]
    assert len(set(shapes)) == len(shapes)
    assert {(task.shape, task.dense) for task in every} == set(shapes)
    # One that is asked for by its name runs, whatever its shape.
    assert len(tasks(["vgg16/conv_2d_7", "vgg16/conv_2d_8"], distinct=True)) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vgg19", r"no network is called 'vgg19' \(did you mean vgg16\?\); there are alexnet, vgg"),
        ("vgg16/conv_2d_2", "vgg16 has no convolution or dense layer 'conv_2d_2'.*conv_2d_0, "),
        ("vgg16/", "vgg16 has no convolution or dense layer ''"),
        ("", "no network is called ''"),
    ],
)
def test_what_does_not_exist_is_a_sentence(name: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        tasks([name])


@pytest.mark.parametrize("network", ARCHITECTURES)
def test_blocks_of_rows_are_the_whole(network: str) -> None:
    for task in of_network(network):
        if task.dense:
            part = task.quick(PARAMS)
            assert (part.h, part.ci) == (task.shape.h, task.shape.ci)
            assert part.co <= PARAMS.cols
            continue
        blocks = -(-task.shape.h_o // PARAMS.rows)
        parts = [task.quick(PARAMS, block) for block in range(blocks)]
        assert sum(part.h_o for part in parts) == task.shape.h_o
        assert sum(part.macs_valid for part in parts) == task.shape.macs_valid


@pytest.mark.parametrize(
    ("network", "clocks"), [("alexnet", 617_472), ("vgg16", 1_299_968), ("resnet50", 22_528)]
)
def test_the_papers_dense_layers(network: str, clocks: int) -> None:
    dense = [task.shape for task in of_network(network) if task.dense]
    assert sum(paper.clocks(shape, PARAMS) for shape in dense) == clocks


def test_the_papers_words() -> None:
    """By hand: T 2, L 8, nine rows a load, 32 channels an iteration."""
    shape = ConvShape(1, 56, 56, 64, 64, 3, 3, 1, 1, 1, 1, 1, 1)
    pixels, weights, sums = 2 * 8 * 56 * 64 * (7 + 2), 2 * 96 * 3 * 64, 2 * 8 * 56 * 32 * 7
    assert paper.words(shape, PARAMS) == pixels + weights + sums
