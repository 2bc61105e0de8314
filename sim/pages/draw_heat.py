"""Wrong words over two coordinates: where in a tensor, or in the array, a fault shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from sim.pages.svg import drawing, element, titled

LONGEST = 64
"""Cells along a side; of a longer one each cell stands for several places."""
SIDE = 264
"""Pixels along a side that cells fill, unless there are few of them."""
LARGEST_CELL = 20
LETTERS = 12
LEFT, TOP, BELOW = 30, 18, 30


@dataclass(frozen=True)
class Axis:
    """One side of a heat map.

    Attributes:
        name: what is counted along it.
        size: how many places it has.
        labels: what the places are called; by default their numbers.
    """

    name: str
    size: int
    labels: tuple[str, ...] = ()

    @property
    def step(self) -> int:
        """Places that share a cell."""
        return -(-self.size // LONGEST)

    @property
    def cells(self) -> int:
        """Cells along the side."""
        return -(-self.size // self.step)

    def label(self, place: int) -> str:
        """What a place is called."""
        return self.labels[place] if self.labels else str(place)

    def of_cell(self, cell: int) -> str:
        """The place or places of a cell, in words."""
        first, last = cell * self.step, min((cell + 1) * self.step, self.size) - 1
        told = self.label(first)
        return f"{self.name} {told}" + (f" to {self.label(last)}" if last > first else "")


@dataclass(frozen=True)
class Spot:
    """A word that was compared: where it lies along both sides, and whether it was wrong."""

    down: int
    across: int
    wrong: bool


@dataclass(frozen=True)
class Counted:
    """How many words of a place were wrong, of how many that reports tell."""

    wrong: int
    seen: int


def count(spots: Iterable[Spot], down: Axis, across: Axis) -> dict[tuple[int, int], Counted]:
    """The words by cell; cells that no report tells of are left out."""
    wrong: Counter[tuple[int, int]] = Counter()
    seen: Counter[tuple[int, int]] = Counter()
    for spot in spots:
        cell = (spot.down // down.step, spot.across // across.step)
        seen[cell] += 1
        wrong[cell] += spot.wrong
    return {cell: Counted(wrong[cell], seen[cell]) for cell in seen}


def draw_heat(name: str, title: str, spots: Iterable[Spot], down: Axis, across: Axis) -> Markup:
    """A map of `down` by `across`: the more of a cell's words are wrong, the stronger its colour.

    Args:
        name: unique on the page.
        title: what it shows.
        spots: the words.
        down: from top to bottom.
        across: from left to right.
    """
    cells = count(spots, down, across)
    size = min(SIDE / max(down.cells, across.cells), float(LARGEST_CELL))
    width, height = across.cells * size, down.cells * size
    shapes = [element("rect", x=LEFT, y=TOP, width=width, height=height, class_="ground")]
    gap = 0.5 if size > 4 else 0.0
    for (row, column), found in sorted(cells.items()):
        shape = element(
            "rect",
            x=LEFT + column * size + gap,
            y=TOP + row * size + gap,
            width=size - 2 * gap,
            height=size - 2 * gap,
            class_="hot" if found.wrong else "cold",
            fill_opacity=0.3 + 0.7 * found.wrong / found.seen if found.wrong else 1,
        )
        where = f"{down.of_cell(row)}, {across.of_cell(column)}"
        shapes.append(titled(shape, f"{where}: {found.wrong} of {found.seen} words wrong"))
    for cell in _ends(down.cells, size):
        y = TOP + (cell + 0.5) * size + 3.5
        label = down.label(cell * down.step)
        shapes.append(element("text", text=label, x=LEFT - 5, y=y, class_="tick end"))
    for cell in _ends(across.cells, size / 2):
        x = LEFT + (cell + 0.5) * size
        label = across.label(cell * across.step)
        shapes.append(element("text", text=label, x=x, y=TOP + height + 12, class_="tick middle"))
    ends = (
        (f"{down.name} \N{DOWNWARDS ARROW}", 2, 11),
        (f"{across.name} \N{RIGHTWARDS ARROW}", LEFT, TOP + height + 26),
    )
    shapes += [element("text", text=text, x=x, y=y, class_="axis") for text, x, y in ends]
    total = (max(LEFT + width + 16, 110.0), TOP + height + BELOW)
    return drawing(name, total, title, summary(cells, down, across), *shapes)


def summary(cells: dict[tuple[int, int], Counted], down: Axis, across: Axis) -> str:
    """Where the wrong words lie, in a sentence."""
    wrong = {cell for cell, found in cells.items() if found.wrong}
    words = sum(found.wrong for found in cells.values())
    parts = []
    for axis, index in ((down, 0), (across, 1)):
        hit = sorted({cell[index] for cell in wrong})
        places = (
            axis.of_cell(hit[0]) if len(hit) == 1 else f"{len(hit)} of {axis.cells} {axis.name}s"
        )
        parts.append(places)
    if not wrong:
        return "No word is wrong."
    return f"{words:,} wrong {'word' if words == 1 else 'words'}, in {parts[0]} and {parts[1]}."


def _ends(cells: int, room: float) -> list[int]:
    """Cells that are labelled: all where there is room for that, else the first and last ones.

    Args:
        cells: how many there are.
        room: pixels that a label of a cell has, of which it needs `LETTERS`.
    """
    return list(range(cells)) if room >= LETTERS else sorted({0, cells // 2, cells - 1})
