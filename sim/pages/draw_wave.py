"""A window of signals, clock by clock, in the manner of a timing diagram."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.etree.ElementTree import Element

from markupsafe import Markup

from sim.pages.svg import drawing, element, titled
from sim.pages.window import Trace, Window

CELL, ROW, GAP = 46, 24, 8
"""Pixels of a clock, of a signal, and between ports."""
LEFT, TOP = 248, 26
HIGH, LOW = 5, 18
"""Where a bit that is 1 or 0 is drawn, from the top of its row."""
LETTER = 6.7
"""Pixels of a letter of a value."""


def draw_window(name: str, title: str, window: Window) -> Markup:
    """The signals as each clock's edge finds them; the clock of the fault is marked.

    Args:
        name: unique on the page.
        title: what it shows.
        window: the signals.
    """
    count = len(window.clocks)
    rows: list[Element] = []
    y = TOP
    for port, traces in groupby(window.traces, key=lambda trace: trace.port):
        rows.append(element("text", text=port or "status", x=2, y=y + 15, class_="port"))
        for trace in traces:
            label = "trace main" if trace.main else "trace"
            rows.append(
                element(
                    "text",
                    text=_short(trace.label, 26),
                    x=LEFT - 8,
                    y=y + 15,
                    class_=f"{label} end",
                )
            )
            rows += _bit(trace, y) if trace.width == 1 else _bus(trace, y)
            y += ROW
        y += GAP
    at = LEFT + window.clocks.index(window.fault) * CELL
    marked = element("rect", x=at, y=0, width=CELL, height=y - GAP, class_="fault")
    clocks = [_clock(clock, i, clock == window.fault) for i, clock in enumerate(window.clocks)]
    lines = [
        element(
            "line", x1=LEFT + i * CELL, x2=LEFT + i * CELL, y1=TOP - 4, y2=y - GAP, class_="grid"
        )
        for i in range(count + 1)
    ]
    size = (LEFT + count * CELL + 2, y)
    return drawing(name, size, title, describe(window), marked, *lines, *clocks, *rows)


def describe(window: Window) -> str:
    """What the signals are in the clock of the fault, in words."""
    at = window.clocks.index(window.fault)
    told = ", ".join(f"{_name(trace)} {trace.values[at] or 'not known'}" for trace in window.traces)
    first, last = window.clocks[0], window.clocks[-1]
    return f"Clocks {first:,} to {last:,}; in clock {window.fault:,}: {told}."


def _name(trace: Trace) -> str:
    return f"{trace.port} {trace.label}".strip()


def _short(text: str, most: int) -> str:
    """The end of a name that is too long, which tells more than its beginning."""
    return text if len(text) <= most else f"\N{HORIZONTAL ELLIPSIS}{text[-most + 1 :]}"


def _clock(number: int, index: int, marked: bool) -> Element:
    x = LEFT + (index + 0.5) * CELL
    kind = "tick middle bad" if marked else "tick middle"
    return element("text", text=f"{number:,}", x=x, y=14, class_=kind)


def _bit(trace: Trace, y: float) -> Iterator[Element]:
    """A line that is high or low; a box where the bit is undefined."""
    levels = {"1": y + HIGH, "0": y + LOW}
    path, pen = "", False
    for i, value in enumerate(trace.values):
        x = LEFT + i * CELL
        if value in levels:
            path += f"{'L' if pen else 'M'}{x} {levels[value]}H{x + CELL}"
        elif value:
            yield _box(x, y, 1, "undefined", "x", _name(trace))
        pen = value in levels
    kind = "line main" if trace.main else "line"
    if path:
        yield element("path", d=path, class_=kind)


def _bus(trace: Trace, y: float) -> Iterator[Element]:
    """Boxes with values, each as long as it stays."""
    start = 0
    for value, run in groupby(trace.values):
        length = len(list(run))
        if value:
            kind = "undefined" if value == "x" else "value main" if trace.main else "value"
            yield _box(LEFT + start * CELL, y, length, kind, value, _name(trace))
            room = int((length * CELL - 8) / LETTER)
            shown = _short(value.lstrip("0") or "0", room)
            x = LEFT + (start + length / 2) * CELL
            yield element("text", text=shown, x=x, y=y + 15.5, class_="data middle")
        start += length


def _box(x: float, y: float, clocks: int, kind: str, value: str, name: str) -> Element:
    width = clocks * CELL - 2
    shape = element(
        "rect", x=x + 1, y=y + HIGH - 1, width=width, height=LOW - HIGH + 2, rx=3, class_=kind
    )
    return titled(shape, f"{name}: {value}")
