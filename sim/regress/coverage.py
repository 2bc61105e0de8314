"""Coverage of a regression's runs: read by workers, kept by the client, merged in the end."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.coverage.model import Coverage

if TYPE_CHECKING:
    from sim.coverage.data import RunCoverage

PARTS = "parts"
"""Folder for what single runs covered, in the regression's folder."""
EXPORTS = "coverage"
"""Folder for the merged coverage in formats of other tools, in the regression's folder."""


def read_part(folder: Path, design: str) -> RunCoverage:
    """What a run covered.

    Raises:
        SimError: it has left nothing that can be read.
    """
    from sim.coverage.collect import read_run

    return read_run(folder, design)


class Parts:
    """What single runs covered, on the disk until all is merged: a killed client loses nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / PARTS

    def save(self, key: str, part: RunCoverage) -> None:
        """Keep what the run of a job covered."""
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{key}.pickle"
        new = path.with_suffix(".part")
        new.write_bytes(pickle.dumps(part, protocol=pickle.HIGHEST_PROTOCOL))
        new.replace(path)

    def read(self, keys: Sequence[str]) -> Iterator[RunCoverage]:
        """What these jobs covered, one after the other."""
        for key in keys:
            path = self.folder / f"{key}.pickle"
            if path.is_file():
                yield pickle.loads(path.read_bytes())


def conclude(folder: Path, keys: Sequence[str], designs: Sequence[str]) -> Coverage:
    """Merge what all jobs covered, hold it against the goals, and export it.

    Args:
        folder: of the regression.
        keys: of its jobs.
        designs: whose cover points there are.

    Raises:
        SimError: something in it cannot be.
    """
    from sim.coverage.collect import export, judged, merge

    merged = merge(Parts(folder).read(keys))
    found = judged(merged, designs)
    export(merged, found, folder / EXPORTS)
    return found
