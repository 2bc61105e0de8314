"""What a table tells of a case beyond beats, values and clocks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    PERCENT = "percent"
    TEXT = "text"


@dataclass(frozen=True)
class Column:
    """One column of the table of cases.

    Attributes:
        figure: key in the figures of a case.
        title: above the column.
        format: how the figure is written.
        total: whether a sum over all cases makes sense.
        only_passed: leave it out where the case was cut short.
        beside: what every case counts and this figure foretells, so that pictures show both.
    """

    figure: str
    title: str
    format: Format = Format.COUNT
    total: bool = False
    only_passed: bool = False
    beside: str = ""
