"""Files beside recorded waveforms, by which viewers show what the bench knows of the design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.files import put
from sim.waves.gtkwave import FILTERS, filter_file, filter_name, save_file
from sim.waves.layout import layout
from sim.waves.recorded import Recorded
from sim.waves.surfer import MAPPINGS, command_file, mapping_file
from tb.bench.bench import Bench
from tb.transport.waves import waves_file, window_file


def recorded_in(folder: Path, bench: Bench) -> Iterator[Recorded]:
    """The waveforms in a simulation's folder, those around the first fault first.

    A file that is not whole, as a crash leaves it, is passed over.
    """
    top = bench.top_module
    for name in (window_file(top), waves_file(top)):
        try:
            yield Recorded.read(folder / name, top)
        except OSError:
            continue


def write_viewers(
    folder: Path, bench: Bench, values: Mapping[str, int], fault_ns: float | None
) -> dict[str, str]:
    """Write what viewers need beside each file of waveforms in a simulation's folder.

    Args:
        folder: of the simulation.
        bench: of its design.
        values: parameters of the design.
        fault_ns: simulated time of the first fault, in nanoseconds; None without one.

    Returns:
        The commands that show the best file, by the viewer's name, to be typed in the folder; none
        where no waveforms were recorded.

    Raises:
        OSError: a file cannot be written.
    """
    commands: dict[str, str] = {}
    for waves in recorded_in(folder, bench):
        groups = layout(bench, values, waves)
        fault = None if fault_ns is None else waves.time(fault_ns)
        period = waves.period(bench.clock) if bench.clock else 0
        name, stem = waves.path.name, waves.path.stem
        put(folder / f"{stem}.gtkw", save_file(waves.top, name, groups, fault, period))
        put(folder / f"{stem}.sucl", command_file(waves.top, groups, fault))
        for shown in (shown for group in groups for shown in group.signals if shown.names):
            put_below(folder, FILTERS, filter_name(shown), filter_file(shown.names, shown.bits))
            put_below(folder, MAPPINGS, filter_name(shown), mapping_file(shown))
        if not commands:
            commands["GTKWave"] = f"gtkwave {name} {stem}.gtkw"
            commands["Surfer"] = f"surfer {name} --command-file {stem}.sucl"
    return commands


def put_below(folder: Path, below: str, name: str, text: str) -> None:
    """Write a file into a folder below `folder`."""
    (folder / below).mkdir(parents=True, exist_ok=True)
    put(folder / below / f"{name}.txt", text)
