"""Figures as words for the pages: thousands separated, shares never rounded up to whole."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

THIN = 1e-9
"""What a floating-point share may lie below the tenth that it stands for."""


def number(value: float | None, decimals: int = 0) -> str:
    """A number with thousands separators; nothing for None."""
    return "" if value is None else f"{value:,.{decimals}f}"


def percent(value: float | None) -> str:
    """A percentage to a tenth, rounded down: what is not whole never reads 100.0 %."""
    return "" if value is None else f"{math.floor(value * 10 + THIN) / 10:.1f} %"


def seconds(value: float | None) -> str:
    """A wall time: ``0.42 s``, ``12.3 s``, ``3 min 07 s``, ``2 h 05 min``."""
    if value is None:
        return ""
    if value < 59.95:
        return f"{value:.2f} s" if value < 9.995 else f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(round(value / 60), 60)
    return f"{number(hours)} h {minutes:02d} min"


def plural(count: int, what: str, many: str = "") -> str:
    """``1 job``, ``1,000 jobs``; `many` where the plural is not made by an s."""
    return f"{number(count)} {what if count == 1 else many or f'{what}s'}"


def moment(value: float) -> str:
    """Seconds since 1970 as a date and time: ``2026-11-30 08:15 UTC``."""
    return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M} UTC"


def iso(value: float) -> str:
    """Seconds since 1970 as a program reads them."""
    return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")


FILTERS: Mapping[str, Callable[..., str]] = {
    "number": number,
    "percent": percent,
    "seconds": seconds,
    "plural": plural,
    "moment": moment,
    "iso": iso,
    "address": quote,
}
"""By their names in templates."""
