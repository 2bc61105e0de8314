"""What is counted of passes whose windows are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tb.bench import Values
from tb.kraken.coverage.windows import Strips, strips_group


def _strips(case: Any, before: Any, values: Values) -> Iterator[Strips]:
    for config, beats in case.works:
        yield Strips(config, beats, values["Depth"], values["OpenWindows"])


GROUPS = (strips_group(_strips, rows=False),)
