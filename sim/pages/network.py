"""A network's graph from the files that its simulations left."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.pages.draw_graph import Layer
from sim.results import Row, RunResult
from tb.results import GRAPH, PASSED

NOT_RUN = "not run"


def read_network(result: RunResult, reports: Sequence[Row]) -> tuple[str, list[Layer]] | None:
    """Name and layers of the network that a run was about; None where it was about none.

    Several simulations each have run a part of it.

    Args:
        result: the run.
        reports: what failed there.
    """
    folder = result.folder
    graphs = [_read(path) for path in (folder / GRAPH, *sorted(folder.glob(f"job*/{GRAPH}")))]
    found = [graph for graph in graphs if graph]
    if not found:
        return None
    known: dict[str, Row] = {}
    for graph in found:
        for layer in graph["layers"]:
            if layer["name"] not in known or layer["place"]["where"] != NOT_RUN:
                known[layer["name"]] = layer
    wrong = _wrong(result, reports, known.values())
    layers = [_layer(layer, layer["name"] in wrong) for layer in known.values()]
    return found[0]["network"], layers


def _wrong(result: RunResult, reports: Sequence[Row], layers: Iterable[Row]) -> set[str]:
    """Names of the layers that reports tell of; of a case that failed without any, all of its."""
    named = {text for report in reports for text in report["subject"].values()}
    known = {layer["name"]: layer["place"]["case"] for layer in layers}
    told = {known[name] for name in named & known.keys()}
    failed = {str(row.get("case")) for row in result.cases if row.get("verdict") != PASSED}
    return {name for name, case in known.items() if name in named or case in failed - told}


def _layer(told: Row, failed: bool) -> Layer:
    place = told["place"]
    return Layer(
        told["name"],
        told["op"],
        tuple(told["shape"]),
        tuple(told["reads"]),
        place["where"],
        place["text"],
        failed,
    )


def _read(path: Path) -> Row | None:
    """The graph in a file; None where there is none, or a run was ended while it wrote it."""
    try:
        found: Row = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found
