"""A bar of a table's row: how long something took, and how long it should have."""

from __future__ import annotations

from markupsafe import Markup

from sim.pages.svg import drawing, element

WIDTH, HEIGHT = 160, 14
"""Pixels of the longest bar."""


def draw_bar(name: str, what: str, value: int, due: int | None, longest: int) -> Markup:
    """A bar, and a mark where it should end.

    Args:
        name: unique on the page.
        what: whose bar it is.
        value: its length.
        due: the length that was predicted; None where none was.
        longest: the length of the longest bar beside it, at least 1.
    """
    scale = (WIDTH - 2) / max(longest, 1)
    wrong = due is not None and due != value
    long = max(value * scale, 1.0)
    kind = "bar wrong" if wrong else "bar"
    shapes = [element("rect", x=0, y=3, width=long, height=HEIGHT - 6, class_=kind)]
    told = f"{value:,} clocks"
    if due is not None:
        at = 1 + due * scale
        shapes.append(element("line", x1=at, x2=at, y1=0, y2=HEIGHT, class_="due"))
        told += f", {due:,} predicted"
    return drawing(name, (WIDTH, HEIGHT), f"Clocks of {what}", told, *shapes)
