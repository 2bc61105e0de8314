"""A small plot of one figure over the regressions, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from markupsafe import Markup

WIDTH, HEIGHT = 300, 84
LEFT, RIGHT, TOP, BOTTOM = 46, 6, 10, 10
"""Room for the labels, and for points at the edges."""
RADIUS = 2.5


@dataclass(frozen=True)
class Point:
    """One value.

    Attributes:
        value: the figure.
        label: what a pointer over it reads.
        bad: it speaks against the regression.
    """

    value: float
    label: str
    bad: bool = False


@dataclass(frozen=True)
class Axis:
    """The upright axis.

    Attributes:
        low, high: values at the lower and upper edge.
        labels: what is written at these two.
        mark: a value that is marked with a line; None for none.
    """

    low: float
    high: float
    labels: tuple[str, str]
    mark: float | None = None

    def y(self, value: float) -> str:
        """Where a value is drawn."""
        share = (value - self.low) / (self.high - self.low)
        return f"{HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM):.1f}"


def plot(points: Sequence[Point | None], axis: Axis) -> Markup:
    """The drawing. A screen reader passes it over: the numbers stand in a table.

    Args:
        points: oldest first; None where there is no value, which leaves a gap.
        axis: the upright axis.
    """
    size = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "aria-hidden": "true"}
    root = ElementTree.Element("svg", {"class": "plot", **size})
    for value, label in zip((axis.low, axis.high), axis.labels, strict=True):
        _line(root, "edge", axis.y(value))
        place = {"x": str(LEFT - 6), "y": axis.y(value), "text-anchor": "end", "dy": "0.35em"}
        ElementTree.SubElement(root, "text", place).text = label
    if axis.mark is not None:
        _line(root, "mark", axis.y(axis.mark))
    for part in _unbroken(points):
        places = [(_x(count, len(points)), axis.y(point.value)) for count, point in part]
        corners = " ".join(f"{x},{y}" for x, y in places)
        ElementTree.SubElement(root, "polyline", {"points": corners})
        for (x, y), (_, point) in zip(places, part, strict=True):
            dot = {"cx": x, "cy": y, "r": str(RADIUS), **({"class": "bad"} if point.bad else {})}
            title = ElementTree.SubElement(ElementTree.SubElement(root, "circle", dot), "title")
            title.text = point.label
    # Serialised by a library that escapes what the labels hold.
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _line(root: ElementTree.Element, kind: str, y: str) -> None:
    ends = {"x1": str(LEFT), "x2": str(WIDTH - RIGHT), "y1": y, "y2": y}
    ElementTree.SubElement(root, "line", {"class": kind, **ends})


def _x(place: int, count: int) -> str:
    share = place / (count - 1) if count > 1 else 0.5
    return f"{LEFT + RADIUS + share * (WIDTH - LEFT - RIGHT - 2 * RADIUS):.1f}"


def _unbroken(points: Sequence[Point | None]) -> list[list[tuple[int, Point]]]:
    """The values with their places, cut where one is missing."""
    parts: list[list[tuple[int, Point]]] = [[]]
    for place, point in enumerate(points):
        if point is None:
            parts.append([])
        else:
            parts[-1].append((place, point))
    return [part for part in parts if part]
