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


def plot(
    points: Sequence[Point | None],
    low: float,
    high: float,
    low_label: str,
    high_label: str,
    goal: float | None = None,
) -> Markup:
    """The drawing. A screen reader passes it over: the numbers stand in a table.

    Args:
        points: oldest first; None where there is no value, which leaves a gap.
        low, high: values at the lower and upper edge.
        low_label, high_label: what is written there.
        goal: a value that is marked with a line.
    """
    root = ElementTree.Element(
        "svg",
        {"class": "plot", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "aria-hidden": "true"},
    )

    def x(place: int) -> str:
        share = place / (len(points) - 1) if len(points) > 1 else 0.5
        return f"{LEFT + RADIUS + share * (WIDTH - LEFT - RIGHT - 2 * RADIUS):.1f}"

    def y(value: float) -> str:
        share = (value - low) / (high - low) if high > low else 0.5
        return f"{HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM):.1f}"

    def line(kind: str, value: float) -> None:
        ends = {"x1": str(LEFT), "x2": str(WIDTH - RIGHT), "y1": y(value), "y2": y(value)}
        ElementTree.SubElement(root, "line", {"class": kind, **ends})

    for value, label in ((low, low_label), (high, high_label)):
        line("edge", value)
        place = {"x": str(LEFT - 6), "y": y(value), "text-anchor": "end", "dy": "0.35em"}
        ElementTree.SubElement(root, "text", place).text = label
    if goal is not None:
        line("goal", goal)
    for part in _unbroken(points):
        corners = " ".join(f"{x(place)},{y(point.value)}" for place, point in part)
        ElementTree.SubElement(root, "polyline", {"points": corners})
        for place, point in part:
            circle = {"cx": x(place), "cy": y(point.value), "r": str(RADIUS)}
            kind = {"class": "bad"} if point.bad else {}
            dot = ElementTree.SubElement(root, "circle", {**kind, **circle})
            ElementTree.SubElement(dot, "title").text = point.label
    # Serialised by a library that escapes what the labels hold.
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _unbroken(points: Sequence[Point | None]) -> list[list[tuple[int, Point]]]:
    """The values with their places, cut where one is missing."""
    parts: list[list[tuple[int, Point]]] = [[]]
    for place, point in enumerate(points):
        if point is None:
            parts.append([])
        else:
            parts[-1].append((place, point))
    return [part for part in parts if part]
