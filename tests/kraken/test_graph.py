"""A network's graph as a run leaves it, and pictures of where sums lie."""

from __future__ import annotations

import json
from pathlib import Path

from golden import load_model
from golden.networks.shipped import DIGITS
from tb.kraken.graph import NOT_RUN, Place, Where, network_graph, write_graph
from tb.kraken.pictures import pictures
from tb.results import GRAPH


def test_a_layer_reads_those_that_give_its_inputs() -> None:
    model = load_model(DIGITS)
    graph = network_graph(model, {})
    assert [layer.name for layer in graph] == [layer.name for layer in model.layers]
    reads = {layer.name: layer.reads for layer in graph}
    assert reads["conv_2d_0"] == ()  # the image, which no layer gives
    assert reads["leaky_relu_1"] == ("conv_2d_0",)
    assert reads["concatenation_12"] == ("space_to_depth_11", "leaky_relu_10")
    assert all(layer.place == NOT_RUN for layer in graph)
    assert {layer.name: layer.shape for layer in graph}["conv_2d_0"] == (1, 28, 28, 16)


def test_the_file_says_where_each_layer_is_computed(tmp_path: Path) -> None:
    model = load_model(DIGITS)
    place = Place(Where.STAGE, "activation", "a step")
    write_graph(tmp_path, "digits", model, {"leaky_relu_1": place})
    told = json.loads((tmp_path / GRAPH).read_text(encoding="utf-8"))
    assert told["network"] == "digits"
    places = {layer["name"]: layer["place"] for layer in told["layers"]}
    assert places["leaky_relu_1"] == {"where": "stage", "text": "activation", "case": "a step"}
    assert places["conv_2d_0"]["where"] == "not run"


def test_pictures_are_of_coordinates_that_are_known() -> None:
    sums = {"image": 1, "h": 5, "w": 4, "channel": 9, "array_row": 3, "core": 12}
    found = [(each.down.coordinate, each.across.coordinate) for each in pictures(sums)]
    assert found == [("h", "w"), ("channel", "h"), ("channel", "w"), ("array_row", "core")]
    assert {side for each in pictures(sums) for side in (each.down.size, each.across.size)} == {
        5,
        4,
        9,
        3,
        12,
    }
    weights = {"kh": 3, "kw": 2, "input_channel": 6, "channel": 9, "core": 12}
    found = [(each.down.called, each.across.called) for each in pictures(weights)]
    assert found == [("kernel row", "kernel column"), ("channel", "core")]
    assert pictures({}) == []
