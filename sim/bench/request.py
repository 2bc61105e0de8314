"""What ``make bench`` is told: its words, checked before anything is built."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.bench.job import Way
from sim.bench.page import check_page
from sim.bench.plot import KINDS
from sim.bench.stock import Stock, check
from sim.bench.ways import all_ways
from sim.chosen import Chosen, choose
from sim.errors import ToolError, UsageError
from sim.options import read_spec
from sim.report import counted
from tb.bench import BenchError
from tb.bench.find import find_bench
from tb.bench.names import listed, unknown
from tb.bench.options import read_number, split_names
from tb.designs.conv_engine.workload import Workload
from tb.spec import absolute

DESIGN = "conv_engine"
SIMULATOR = "verilator"
FIGURES = ("K", "S", "C_i", "C_o")
LAYERS = ("3,1,64,64", "1,1,256,256")
SIZES = (14, 28, 56, 112)
"""Beats grow four-fold from each to the next."""
REPEATS = 3

WORDS = {
    "WAY": "ways to run the layers, with commas between (default: all)",
    "LAYER": f"{','.join(FIGURES)} of one layer (default: {' and '.join(LAYERS)})",
    "SIZES": f"heights and widths of images (default: {','.join(map(str, SIZES))})",
    "SEED": "of the tensors",
    "REPEATS": f"how often a short run is repeated; the quickest counts (default {REPEATS})",
    "WRONG": "beat of sums in which a wrong bit is expected: all that compares must find it",
    "JSON": "file that receives all figures",
    "PLOT": "file that receives a drawing of them, .svg, .png or .pdf by its name",
    "PAGE": "Markdown page whose figures are brought up to date, a drawing and JSON beside it",
}
"""What it takes beside the engine's parameters."""


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be measured.

    Attributes:
        ways: in order.
        layers: K,S,C_i,C_o of each.
        sizes: heights and widths of the images.
        all_sizes: whether slow ways get long layers too, since sizes were asked for.
        seed: of the tensors.
        repeats: of short runs.
        wrong: beat in which a wrong bit is expected, None for none.
        chosen: the engine.
        json, plot, page: files to write, None for none.
        told: the words that shape the runs, to repeat one of them.
    """

    ways: tuple[Way, ...]
    layers: tuple[str, ...]
    sizes: tuple[int, ...]
    all_sizes: bool
    seed: int
    repeats: int
    wrong: int | None
    chosen: Chosen
    json: Path | None
    plot: Path | None
    page: Path | None
    told: Mapping[str, str]

    def work(self, layer: str, size: int) -> Workload:
        """A layer on an image of a size."""
        return Workload.read(f"{layer},{size},{size}")


def read_request(variables: Mapping[str, str]) -> Request:
    """The measurement that these words describe.

    Raises:
        UsageError: a name is unknown, or a value is not legal.
        ToolError: a package is missing that a word needs.
    """
    told = {name: text for name, text in variables.items() if text != ""}
    try:
        return _read(told)
    except BenchError as fault:
        raise UsageError(str(fault)) from fault


def _read(told: Mapping[str, str]) -> Request:
    parameters = [parameter.word for parameter in find_bench(DESIGN).parameters]
    known = [*WORDS, *parameters]
    for name in told:
        if name not in known:
            raise UsageError(f"{unknown(name, known)}; there are {listed(known)}.")
    ours = {name: told[name] for name in told if name in (*parameters, "SEED")}
    spec = read_spec({**ours, "SIM": SIMULATOR, "TOPLEVEL": DESIGN})
    sizes = [read_number("SIZES", text, 1) for text in split_names(told.get("SIZES", ""))]
    request = Request(
        ways=_ways(told.get("WAY", "")),
        layers=(_layer(told["LAYER"]),) if "LAYER" in told else LAYERS,
        sizes=tuple(sorted(set(sizes))) or SIZES,
        all_sizes=bool(sizes),
        seed=spec.seed,
        repeats=read_number("REPEATS", told.get("REPEATS", str(REPEATS)), 1),
        wrong=read_number("WRONG", told["WRONG"], 0) if "WRONG" in told else None,
        chosen=choose(spec),
        json=_file(told, "JSON"),
        plot=_file(told, "PLOT"),
        page=_file(told, "PAGE"),
        told={**ours, "SEED": str(spec.seed)} if "SEED" in ours else ours,
    )
    if any(isinstance(way, Stock) for way in request.ways):
        check(request.chosen.values)
    if request.plot is not None and request.plot.suffix not in KINDS:
        raise UsageError(f"PLOT={told['PLOT']} must end in {listed(KINDS, 'or')}.")
    if request.page is not None:
        check_page(request.page)
    if (request.plot or request.page) and importlib.util.find_spec("matplotlib") is None:
        raise ToolError("matplotlib is missing, which draws: type 'make setup', or leave PLOT out.")
    return request


def _layer(text: str) -> str:
    parts = split_names(text)
    if len(parts) != len(FIGURES):
        raise UsageError(
            f"LAYER={text} has {counted(len(parts), 'number')}; "
            f"give {len(FIGURES)}: {','.join(FIGURES)}."
        )
    return ",".join(str(read_number("LAYER", part, 1)) for part in parts)


def _ways(text: str) -> tuple[Way, ...]:
    known = all_ways()
    names = split_names(text) or tuple(known)
    for name in names:
        if name not in known:
            raise UsageError(f"{unknown(f'WAY={name}', known, name)}; there are {listed(known)}.")
    return tuple(way for name, way in known.items() if name in names)


def _file(told: Mapping[str, str], word: str) -> Path | None:
    if word not in told:
        return None
    path = absolute(Path(told[word]))
    if not path.parent.is_dir():
        raise UsageError(f"{word}={told[word]} lies in a folder that does not exist.")
    return path
