"""The line that each finished case leaves behind."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tb.results import CASES


@dataclass(frozen=True)
class CaseResult:
    """What came of one case.

    Attributes:
        test: name of the test.
        case: what was run.
        detail: more about it, such as a shape.
        profile: stimulus profile.
        beats: beats of outputs that were compared.
        values: words in them that carry something.
        clocks: measured, from the first beat of an input to the last beat of an output.
        verdict: `tb.results.PASSED` or `FAILED`; all checks of the case are behind it.
        seed: the regression's seed.
        figures: what the design's bench tells besides.
        passage: hash of when each packet began and ended to pass its port, counted in clocks from
            the begin of the case, on any simulator; 0 where no packet passed.
    """

    test: str
    case: str
    detail: str
    profile: str
    beats: int
    values: int
    clocks: int
    verdict: str
    seed: int
    figures: Mapping[str, Any] = field(default_factory=dict)
    passage: int = 0

    def append_to(self, folder: Path) -> None:
        """Add this line to `tb.results.CASES` in `folder`."""
        with (folder / CASES).open("a", encoding="utf-8") as file:
            file.write(json.dumps(dataclasses.asdict(self)) + "\n")
