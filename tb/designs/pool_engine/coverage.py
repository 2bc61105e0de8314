"""What is counted of passes of the pool engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tb.bench import Values
from tb.kraken.coverage.scaling import Scaled, scaling_group
from tb.kraken.coverage.windows import Strips, scaled_of, strips_group, window_group


def _strips(case: Any, before: Any, values: Values) -> Iterator[Strips]:
    for work in case.works:
        yield Strips(work.config, len(work.words), values["Depth"], values["OpenWindows"])


def _scaled(case: Any, before: Any, values: Values) -> Iterator[Scaled]:
    return (scaled_of(work, values["AccWidth"]) for work in case.works if work.config.works)


GROUPS = (
    strips_group(_strips),
    window_group(lambda case: case.works),
    scaling_group(_scaled),
)
