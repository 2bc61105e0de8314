"""Sources and netlists that hold the mutants of a batch, made once on each machine."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sim.chosen import choose
from sim.design import Design
from sim.locks import locked
from sim.mutate.model import Numbered
from sim.mutate.places import MUTANTS
from sim.mutate.result import Batch, Netlist
from sim.mutate.schemata import write_schemata
from sim.mutate.yosys import WRITTEN, NetlistBatch, netlist_mutants
from sim.places import RTL
from sim.pruning import outdated
from sim.regress.tree import source_hash

KEPT, KEPT_SECONDS = 100, 86400.0
"""Folders that are kept, and all that are younger than that."""


@dataclass(frozen=True)
class Changed:
    """What is run in the place of the sound design.

    Attributes:
        rtl: folder whose files replace the sources; None for a netlist.
        design: the netlist; None for sources.
    """

    rtl: Path | None = None
    design: Design | None = None


def changed_sources(batch: Batch, folder: Path = MUTANTS) -> Changed:
    """What holds the mutants of a batch, made unless it is there."""
    numbered = [Numbered(number=n, mutant=mutant) for n, mutant in enumerate(batch.mutants, 1)]
    told = f"{source_hash()} {batch.model_dump_json(include={'mutants', 'netlist'})}"
    place = folder / hashlib.sha256(told.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / f".{place.name}.lock"):
        if not place.is_dir():
            part = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=folder))
            try:
                if batch.netlist:
                    made_netlist(batch.netlist, part)
                else:
                    write_schemata(RTL, numbered, part)
                part.chmod(0o755)
                part.rename(place)
            finally:
                shutil.rmtree(part, ignore_errors=True)
    _prune(path for path in folder.iterdir() if path.is_dir() and path != place)
    if batch.netlist is None:
        return Changed(rtl=place)
    sound = choose(batch.netlist.spec).design
    files = (place / WRITTEN,)
    return Changed(design=replace(sound, sources=files, includes=(), parameters={}, defines={}))


def made_netlist(netlist: Netlist, folder: Path) -> NetlistBatch:
    """A netlist with its mutants, in a folder.

    Raises:
        BuildError: Yosys refuses the design.
        UsageError: no mutant can be made.
    """
    design = choose(netlist.spec).design
    return netlist_mutants(design, netlist.count, netlist.seed, folder)


def _prune(places: Iterable[Path]) -> None:
    for path in outdated(places, KEPT, KEPT_SECONDS):
        shutil.rmtree(path, ignore_errors=True)
