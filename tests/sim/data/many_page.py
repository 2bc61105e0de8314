"""The register slice as variants that end in every way: some by its source, some by this page."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

from tb.bench import OptionError
from tests.sim.data.slice_page import BENCH as PLAIN
from tests.sim.data.slice_page import SliceTest

SIGNALS, EATS, DETACHES, REFUSES, EXITS, DIES_ONCE, DIES, SLEEPS = range(20, 28)
"""Numbers of the variants that the bench itself makes special."""
ONCE = Path("../died")
"""In the folder of all."""


class Obeys(SliceTest):
    """Does what the number says when all beats were right."""

    test = "obeys"

    async def end(self) -> None:
        number = int(Path("mutant").read_text(encoding="ascii"))
        if number == SIGNALS:
            os.kill(os.getpid(), signal.SIGSEGV)
        elif number == EATS:
            eaten = [bytearray(1 << 28) for _ in range(1 << 10)]
            raise AssertionError(f"{len(eaten)} pieces were there")
        elif number == DETACHES:
            # One ends with its parent, the other has left it.
            for _ in range(2):
                subprocess.Popen(["sleep", "600"], start_new_session=True)
            subprocess.run(["sh", "-c", "sleep 600 &"], check=True)
        elif number == REFUSES:
            raise OptionError("The variant cannot be told that.")
        elif number == EXITS:
            print("about to leave", flush=True)
            os._exit(3)
        elif number == DIES or (number == DIES_ONCE and not ONCE.exists()):
            ONCE.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        elif number == SLEEPS:
            print("about to sleep", flush=True)
            signal.pause()


BENCH = replace(PLAIN, tests=(Obeys,), main_job=("obeys", "sound"))
