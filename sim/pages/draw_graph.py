"""A network's layers in columns, with what each reads, and what computes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from xml.etree.ElementTree import Element

from markupsafe import Markup

from sim.pages.svg import drawing, element, titled

WIDTH, HEIGHT, GAP = 216, 36, 14
"""Pixels of a layer's box, and between two boxes of a column."""
LANE = 44
"""Pixels between columns, where lines pass that skip layers."""
MOST_COLUMNS, FEWEST_ROWS = 4, 6
LETTERS = 31
"""Letters that a box takes in a line."""


@dataclass(frozen=True)
class Layer:
    """A layer as it is drawn.

    Attributes:
        name: unique within the network.
        op: its operator.
        shape: of its output.
        reads: names of the layers whose outputs it reads.
        where: ``engine``, ``stage``, ``host`` or ``not run``.
        text: what computes it, in words.
        failed: whether something of it was wrong.
    """

    name: str
    op: str
    shape: tuple[int, ...]
    reads: tuple[str, ...]
    where: str
    text: str
    failed: bool = False

    def describe(self) -> str:
        """All of it in words."""
        shape = " x ".join(map(str, self.shape))
        reads = f", reads {', '.join(self.reads)}" if self.reads else ""
        failed = ", failed" if self.failed else ""
        return f"{self.name}: {self.op}, {shape}, {self.text}{reads}{failed}"


def draw_graph(name: str, title: str, layers: Sequence[Layer]) -> Markup:
    """The layers from top to bottom, column by column.

    Args:
        name: unique on the page.
        title: what it shows.
        layers: in the order of execution.
    """
    rows = max(FEWEST_ROWS, ceil(len(layers) / MOST_COLUMNS))
    place = {layer.name: divmod(i, rows) for i, layer in enumerate(layers)}
    lines = [
        _line(place[read], place[layer.name], rows)
        for layer in layers
        for read in layer.reads
        if read in place
    ]
    boxes = [part for layer in layers for part in _box(layer, *place[layer.name])]
    columns = ceil(len(layers) / rows)
    size = (columns * (WIDTH + LANE), min(rows, len(layers)) * (HEIGHT + GAP) + GAP)
    told = " ".join(f"{layer.describe()}." for layer in layers)
    return drawing(name, size, title, told, *lines, *boxes)


def _corner(column: int, row: int) -> tuple[float, float]:
    return LANE / 2 + column * (WIDTH + LANE), GAP / 2 + row * (HEIGHT + GAP)


def _line(source: tuple[int, int], target: tuple[int, int], rows: int) -> Element:
    """From the box that is read to the one that reads it."""
    (x0, y0), (x1, y1) = _corner(*source), _corner(*target)
    if source[0] == target[0] and target[1] == source[1] + 1:
        middle = x0 + WIDTH / 2
        path = f"M{middle:g} {y0 + HEIGHT:g}V{y1:g}"
    elif source[0] == target[0]:
        side = x0 + WIDTH
        bend = side + min(8 + 3 * (target[1] - source[1]), LANE / 2 - 2)
        start, end = y0 + HEIGHT * 0.7, y1 + HEIGHT * 0.3
        path = f"M{side:g} {start:g}C{bend:g} {start:g} {bend:g} {end:g} {side:g} {end:g}"
    else:
        start, end = y0 + HEIGHT / 2, y1 + HEIGHT / 2
        side, bend = x0 + WIDTH, x1 - LANE / 2
        path = f"M{side:g} {start:g}C{bend + 14:g} {start:g} {bend - 14:g} {end:g} {x1:g} {end:g}"
    return element("path", d=path, class_="edge")


def _box(layer: Layer, column: int, row: int) -> list[Element]:
    x, y = _corner(column, row)
    kind = layer.where.replace(" ", "-") + (" failed" if layer.failed else "")
    box = element("rect", x=x, y=y, width=WIDTH, height=HEIGHT, rx=4, class_=f"box {kind}")
    tab = element("rect", x=x, y=y, width=5, height=HEIGHT, rx=2, class_=f"tab {kind}")
    sign = "\N{BALLOT X} " if layer.failed else ""
    return [
        titled(box, layer.describe()),
        tab,
        element("text", text=_cut(sign + layer.name), x=x + 12, y=y + 15, class_="name"),
        element("text", text=_cut(layer.text), x=x + 12, y=y + 29, class_="tick"),
    ]


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else text[: LETTERS - 1] + "\N{HORIZONTAL ELLIPSIS}"
