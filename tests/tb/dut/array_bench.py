"""The bench of `array_tap`: words in unpacked arrays, element 0 in the lowest bits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tb.bench import SINK, SOURCE, Arrays, Bench, Values, data, handshake
from tests.tb.dut.armed import ArmedTest, arm_port

BEATS, TRIGGER, WORDS, SWAPPED = 20, 5, 3, 77


def stimulus(rng: np.random.Generator, values: Values) -> Iterator[Arrays]:
    """Random words; the middle one of one beat is what the bug looks for."""
    words = rng.integers(-128, 128, (BEATS, WORDS))
    words[words[:, 1] == SWAPPED, 1] = 0
    words[TRIGGER] = -3, SWAPPED, 9
    yield {"d": words}


def golden(inputs: Mapping[str, NDArray[np.int64]], values: Values) -> Arrays:
    """What goes in comes out."""
    return {"q": inputs["d"]}


class Swapped(ArmedTest):
    """Words that have changed places are named by lane."""

    test = "swapped"
    bug = 1

    async def body(self) -> None:
        """See the class."""
        await self.send()

    def check_phase(self) -> None:
        """Look at the report."""
        report = self.only_report()
        assert (report.kind, report.port, report.beat, report.lane) == ("mismatch", "q", TRIGGER, 0)
        assert report.cause == "swapped lanes"
        lanes = [(lane.expected, lane.actual) for lane in report.lanes]
        assert lanes == [(-3, 9), (SWAPPED, SWAPPED), (9, -3)]


BENCH = Bench(
    toplevel="array_tap",
    meaning="register stage whose words are unpacked arrays",
    sources=[Path(__file__).parent / "array_tap.sv"],
    ports=(
        handshake("d", SOURCE, "d_valid", "d_take", data("d", word=8)),
        handshake("q", SINK, "q_valid", "q_take", data("q", word=8)),
        arm_port("arm"),
    ),
    stimulus=stimulus,
    golden=golden,
    tests=(Swapped,),
    quiet=4,
)
