"""What ``make prove`` is told: its words, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.errors import UsageError
from sim.filelist import read_file_list
from sim.options import existing, given, read_positive
from sim.places import RTL
from sim.prove.prove import Task
from sim.prove.settings import proven_modules, read_settings
from sim.prove.words import JOBS, WORDS
from tb.bench import BenchError
from tb.bench.options import read_flag, read_number, split_names
from tb.spec import command_line

LIST = RTL / "kraken_top.f"
"""Sources of all modules."""


@dataclass(frozen=True)
class ProveJob:
    """What is asked for.

    Attributes:
        modules: names, in order.
        quick: sets that are marked so alone.
        planted: the planted bugs are looked for instead.
        jobs: how many proofs at a time.
        seconds: limit of each question; None for the settings' own.
        rtl: folder that holds other versions of source files; None for the project's own.
        words: the words that repeat it.
    """

    modules: tuple[str, ...]
    quick: bool
    planted: bool
    jobs: int
    seconds: float | None
    rtl: Path | None
    words: Mapping[str, str]

    @property
    def command(self) -> str:
        """What repeats it."""
        return command_line(self.words, goal="prove")

    def tasks(self, folder: Path) -> tuple[Task, ...]:
        """Every elaboration to prove, each with a folder of its own below `folder`.

        Raises:
            UsageError: a module has no settings, or none that are legal.
        """
        sources = sources_from(self.rtl)
        tasks = []
        for module in self.modules:
            settings = read_settings(module)
            for number, chosen in enumerate(settings.sets):
                if self.quick and not chosen.quick:
                    continue
                if self.seconds is not None:
                    chosen = chosen.model_copy(update={"seconds": self.seconds})
                place = folder / f"{module}-{number}"
                tasks.append(Task(module, settings, chosen, sources, place))
        return tuple(tasks)


def sources_from(rtl: Path | None) -> tuple[Path, ...]:
    """Sources of all designs, those that a folder has from there."""
    listed = read_file_list(LIST).sources
    if rtl is None:
        return listed
    return tuple(rtl / path.name if (rtl / path.name).is_file() else path for path in listed)


def read_job(variables: Mapping[str, str]) -> ProveJob:
    """The proofs that words describe.

    Raises:
        UsageError: a word is unknown or its value is not legal.
    """
    try:
        told = given(variables, WORDS)
        modules = split_names(told["MODULES"]) if "MODULES" in told else proven_modules()
        for module in modules:
            read_settings(module)
        return ProveJob(
            modules=tuple(dict.fromkeys(modules)),
            quick=read_flag("QUICK", told.get("QUICK", "0")),
            planted=read_flag("PLANTED", told.get("PLANTED", "0")),
            jobs=read_number("JOBS", told.get("JOBS", str(JOBS)), 1),
            seconds=read_positive("TIME", told["TIME"]) if "TIME" in told else None,
            rtl=existing(told, "RTL") if "RTL" in told else None,
            words=told,
        )
    except BenchError as fault:
        raise UsageError(str(fault)) from fault
