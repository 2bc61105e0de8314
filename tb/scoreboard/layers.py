"""The line that each finished layer leaves behind."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from tb.results import LAYERS


@dataclass(frozen=True)
class LayerResult:
    """What came of one layer.

    Attributes:
        test: name of the cocotb test.
        layer, op, shape: what was computed.
        profile: stimulus profile.
        packets: engine packets that it took.
        beats: output beats compared.
        lanes: values compared, lanes that carry something.
        clocks: measured, from the first accepted pixel beat to the last sum beat.
        predicted: the clock model's figure; None where the bench held ports back.
        q: clocks of computing.
        efficiency: valid products over those that the array could do in Q clocks.
        utilisation: the same over the measured clocks.
        bound: what the clock model says holds the layer back.
        verdict: `tb.results.PASSED` or `FAILED`.
        seed: the regression's seed.
    """

    test: str
    layer: str
    op: str
    shape: str
    profile: str
    packets: int
    beats: int
    lanes: int
    clocks: int
    predicted: int | None
    q: int
    efficiency: float
    utilisation: float
    bound: str
    verdict: str
    seed: int

    def append_to(self, folder: Path) -> None:
        """Add this line to `tb.results.LAYERS` in `folder`."""
        with (folder / LAYERS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(dataclasses.asdict(self)) + "\n")
