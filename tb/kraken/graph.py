"""A network's layers, what each reads and what computes it, as a run leaves them for its page."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from golden.model import Model
from tb.results import GRAPH


class Where(StrEnum):
    """What computes a layer."""

    ENGINE = "engine"
    STAGE = "stage"
    """A stage behind the engine."""
    HOST = "host"
    NOWHERE = "not run"


@dataclass(frozen=True)
class Place:
    """Where a layer is computed.

    Attributes:
        where: what computes it.
        text: that in more words.
        case: the case whose verdict is the layer's; empty where none is.
    """

    where: Where
    text: str
    case: str = ""


NOT_RUN = Place(Where.NOWHERE, "not run")


@dataclass(frozen=True)
class GraphLayer:
    """A layer.

    Attributes:
        name: unique within the network.
        op: TFLite's name of the operator.
        shape: of its first output.
        reads: names of the layers whose outputs it reads; the network's inputs are not among them.
        place: where it is computed.
    """

    name: str
    op: str
    shape: tuple[int, ...]
    reads: tuple[str, ...]
    place: Place


def network_graph(model: Model, places: Mapping[str, Place]) -> list[GraphLayer]:
    """The layers in the order of execution.

    Args:
        model: the network.
        places: by name of a layer, where it is computed; a layer that is not in it does not run.
    """
    writer = {name: layer.name for layer in model.layers for name in layer.outputs}
    found = []
    for layer in model.layers:
        place = places.get(layer.name, NOT_RUN)
        reads = tuple(dict.fromkeys(writer[name] for name in layer.inputs if name in writer))
        shape = tuple(int(size) for size in model.tensors[layer.outputs[0]].shape)
        found.append(GraphLayer(layer.name, layer.op, shape, reads, place))
    return found


def write_graph(folder: Path, network: str, model: Model, places: Mapping[str, Place]) -> None:
    """Write `tb.results.GRAPH` into a run's folder, see `network_graph`."""
    layers = [dataclasses.asdict(layer) for layer in network_graph(model, places)]
    text = json.dumps({"network": network, "layers": layers}, indent=1)
    (folder / GRAPH).write_text(text + "\n", encoding="utf-8")
