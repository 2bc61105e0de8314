"""What a group counts of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from tb.coverage.model import Group


def bins_of(
    group: Group, works: Sequence[Any], values: Mapping[str, int] | None = None
) -> dict[str, set[str]]:
    """All bins by point of a case that was made from `works`."""
    assert group.of_case is not None
    found: dict[str, set[str]] = {}
    for sample in group.of_case(SimpleNamespace(works=works), None, values or {}):
        for point, bins in sample.items():
            found.setdefault(point, set()).update((bins,) if isinstance(bins, str) else bins)
    return found
