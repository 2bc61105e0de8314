"""A bench of the register slice as a user would write it, with tests that end in every way."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from cocotb.triggers import Timer

from tb.bench import (
    SINK,
    SOURCE,
    Arrays,
    Bench,
    Case,
    Column,
    OptionError,
    Parameter,
    Port,
    Values,
    count_option,
    file_option,
    stream,
    to_frame,
)
from tb.env.test import BenchTest
from tb.results import CASES
from tb.stimulus.profiles import NO_PROFILE

WORDS = (0, 1, 5, 100)


def ports(values: Values) -> tuple[Port, ...]:
    """The stream on both sides."""
    return tuple(
        stream(name, prefix, role, word=values["Width"], signed=False, last=False)
        for name, prefix, role in (("in", "s_axis", SOURCE), ("out", "m_axis", SINK))
    )


def stimulus(rng: np.random.Generator, values: Values) -> Iterator[Arrays]:
    """Two packets."""
    for beats in (1, 7):
        yield {"in": rng.integers(0, 1 << values["Width"], beats)}


def golden(inputs: Mapping[str, np.ndarray], values: Values) -> Arrays:
    """Every word and what is added to it."""
    return {"out": (inputs["in"] + values["Add"]) % (1 << values["Width"])}


class SliceTest(BenchTest):
    """What all tests share."""

    async def body(self) -> None:
        await self.send(WORDS, WORDS)
        await self.end()

    async def send(self, words: Iterable[int], expected: Iterable[int]) -> None:
        """Send words and compare what comes out."""
        ports = {port.name: port for port in self.ports}
        frames = {
            name: [to_frame(name, ports[name], np.array(list(numbers)))]
            for name, numbers in (("in", words), ("out", expected))
        }
        await self.run_case(Case("words", frames, detail="four"), NO_PROFILE, self.rng)

    async def end(self) -> None:
        """What becomes of the test after all was well."""


class Adds(SliceTest):
    """OFFSET is added to every word."""

    test = "adds"

    async def body(self) -> None:
        await self.send(WORDS, [word + self.options["OFFSET"] for word in WORDS])


class Differs(SliceTest):
    """A word that the slice cannot send."""

    test = "differs"

    async def body(self) -> None:
        await self.send([7], [8])


class Dies(SliceTest):
    """The simulator is gone."""

    test = "dies"

    async def end(self) -> None:
        print("about to die", flush=True)
        os._exit(3)


class Hangs(SliceTest):
    """Nothing goes on."""

    test = "hangs"

    async def end(self) -> None:
        print("about to hang", flush=True)
        time.sleep(600)


class Refuses(SliceTest):
    """It finds out in the simulation that it cannot do what it was told."""

    test = "refuses"

    async def body(self) -> None:
        raise OptionError("OFFSET=1 is odd; give an even one.")


class Garbles(SliceTest):
    """A broken line among the results, for long enough to be read while the run goes on."""

    test = "garbles"

    async def end(self) -> None:
        with (self.run.folder / CASES).open("a", encoding="utf-8") as file:
            file.write("{broken\n")
        for _ in range(4):
            time.sleep(0.1)
            await Timer(10, "ns")


class Tells(SliceTest):
    """Writes down where it works and what it was told."""

    test = "tells"

    async def end(self) -> None:
        drawn = int(self.rng.integers(2**32))
        image = str(self.options["IMAGE"])
        told = {"drawn": drawn, "image": image, "parameters": dict(self.values)}
        (self.run.folder / "told.json").write_text(json.dumps(told), encoding="utf-8")


BENCH = Bench(
    toplevel="slice",
    meaning="register slice that adds a number",
    sources=Path(__file__).parent / "slice.f",
    ports=ports,
    stimulus=stimulus,
    golden=golden,
    parameters=(
        Parameter("Width", 16, 8, 64, "bits of a word"),
        Parameter("Add", 0, -8, 255, "what is added to each"),
    ),
    tests=(Adds, Differs, Dies, Hangs, Refuses, Garbles, Tells),
    main_job=("sound", "reset"),
    options=(
        count_option("OFFSET", "what the test 'adds' expects to be added", 1),
        file_option("IMAGE", "any file"),
    ),
    columns=(Column("predicted", "predicted", total=True),),
)
