"""``make soak``: random arrays and layers until the time is over."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from sim.pages.words import seconds
from sim.places import BUILD
from sim.soak.job import read_job
from sim.soak.show import show, show_case
from sim.soak.soak import soak

SOAKS = BUILD / "soak"
"""A folder for each soak."""


def run_soak(variables: Mapping[str, str], console: Console) -> int:
    """Soak as the words describe, showing each case; returns the exit code.

    Raises:
        SimError: it cannot be done.
    """
    job = read_job(variables)
    ways = ", ".join(map(str, job.ways))
    what = f"for {seconds(job.seconds)}" if job.only is None else "one case"
    console.print(f"soak {what}, seed {job.seed}: {ways}", highlight=False, markup=False)
    result = soak(job, new_folder(SOAKS), lambda found: show_case(found, console))
    show(result, console)
    return result.exit_code


def new_folder(place: Path) -> Path:
    """An empty folder of its own, named by the time."""
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=time.strftime("%Y%m%d-%H%M%S-"), dir=place))
    folder.chmod(0o755)
    return folder
