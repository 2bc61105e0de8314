"""A bench of the register slice whose tests do to a farm what must not harm it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from sim.supervisor import parents
from tb.bench import Bench, Parameter, count_option, file_option
from tests.sim.data import slice_page
from tests.sim.data.slice_page import SliceTest, golden, ports, stimulus

WORKER_ABOVE = 2
"""The worker has started the supervisor, which has started this process."""


def kill_worker() -> None:
    """End the worker that this simulation belongs to, as a kernel without memory would."""
    above, process = parents(), os.getpid()
    for _ in range(WORKER_ABOVE):
        process = above[process]
    os.kill(process, signal.SIGKILL)
    time.sleep(60)  # until the supervisor ends this process, too


class Works(SliceTest):
    """It passes; the words come from the seed."""

    test = "works"

    async def body(self) -> None:
        words = [int(word) for word in self.rng.integers(0, 1 << 16, 20)]
        await self.send(words, words)
        time.sleep(self.options["LINGER"] / 1000)


class Differs(SliceTest):
    """A word that the slice cannot send, the later the larger the seed."""

    test = "differs"

    async def body(self) -> None:
        words = list(range(self.run.spec.seed % 10 + 1))
        await self.send(words, [*words[:-1], words[-1] + 1])


class Crashes(SliceTest):
    """The simulator is killed."""

    test = "crashes"

    async def end(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Hangs(SliceTest):
    """Nothing goes on."""

    test = "hangs"

    async def end(self) -> None:
        time.sleep(600)


class Poisons(SliceTest):
    """It kills each worker that it meets."""

    test = "poisons"

    async def end(self) -> None:
        kill_worker()


class KillsOnce(SliceTest):
    """It kills its worker the first time: a file in the folder MARKS tells of it."""

    test = "kills_once"

    async def end(self) -> None:
        mark = Path(str(self.options["MARKS"])) / f"killed-{self.run.spec.seed}"
        if not mark.exists():
            mark.touch()
            kill_worker()


class Fills(SliceTest):
    """It writes until the disk is full."""

    test = "fills"

    async def end(self) -> None:
        with (self.run.folder / "much").open("wb") as file:
            for _ in range(1024):
                file.write(bytes(1 << 20))


BENCH = Bench(
    toplevel="slice",
    meaning="register slice that adds a number",
    sources=Path(slice_page.__file__).parent / "slice.f",
    ports=ports,
    stimulus=stimulus,
    golden=golden,
    parameters=(
        Parameter("Width", 16, 8, 64, "bits of a word"),
        Parameter("Add", 0, -8, 255, "what is added to each"),
    ),
    tests=(Works, Differs, Crashes, Hangs, Poisons, KillsOnce, Fills),
    options=(
        count_option("LINGER", "milliseconds that the test 'works' waits in the end", 1),
        file_option("MARKS", "folder for what the test 'kills_once' has done"),
    ),
)
