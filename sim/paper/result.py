"""What came of the paper's networks, with the paper's own figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, computed_field

from golden.kraken import ArrayParams
from golden.networks import paper
from golden.networks.workload import Task, of_network
from sim.cosim.result import figure
from sim.results import Row, RunResult
from tb.results import FAILED, PASSED
from tb.stimulus.profiles import NO_KIND

PAPER_JSON = "paper.json"
CONVOLUTIONS, DENSE = "convolutions", "dense"
PORTS = {"pixel": "x_width", "weight": "k_width", "sum": "y_width"}
"""Where words go in and out, and which parameter of the array says how wide they are."""
OPERATIONS = 2
"""Of a product: it is added too."""


class Published(BaseModel):
    """What the paper has for the same layers.

    Attributes:
        clocks: as published for the usual array, else by its formula.
        words: by its formulas.
        efficiency: share of processing elements at work, as published for the usual array, else by
            its formula. Products with padding do not count.
        frames_per_second: at the same clock.
        operations_per_word: by its formulas.
    """

    model_config = ConfigDict(frozen=True)

    clocks: int
    words: int
    efficiency: float
    frames_per_second: float
    operations_per_word: float


class Part(BaseModel):
    """The convolutions of a network, or its dense layers.

    Attributes:
        network: its name.
        kind: `CONVOLUTIONS` or `DENSE`.
        frames: images that go through at once.
        layers: that ran.
        whole: all layers of the kind ran, with all their rows.
        verdict: ``passed`` if each of them did.
        beats: compared.
        clocks: measured.
        predicted: by the clock model; None where a layer has no prediction.
        macs: products, those with padding not counted.
        efficiency: share of processing elements at work.
        frames_per_second: at the clock told; None where not all ran or a port was held back.
        words: moved, by port.
        bytes: moved.
        operations_per_word: multiplications and additions for each word moved.
        published: the paper's figures; None where not all ran.
    """

    model_config = ConfigDict(frozen=True)

    network: str
    kind: str
    frames: int
    layers: int
    whole: bool
    verdict: str
    beats: int
    clocks: int
    predicted: int | None
    macs: int
    efficiency: float | None
    frames_per_second: float | None
    words: dict[str, int]
    bytes: int
    operations_per_word: float | None
    published: Published | None


class PaperResult(BaseModel):
    """Everything that the paper's networks came to.

    Attributes:
        run: all simulations as one: layers in the networks' order, what failed, the replay command.
        jobs: folders of the simulations.
        waves: the recorded waveforms, below them.
        networks: the networks.
        quick: one block of each distinct layer only.
        missing: layers that were to run and have no line.
        clock_mhz: clock that frames a second are told for.
        seconds: from the first word told to the last line compared.
        parts: what each network came to.
    """

    model_config = ConfigDict(frozen=True)

    run: RunResult
    jobs: tuple[Path, ...]
    waves: tuple[Path, ...] = ()
    networks: tuple[str, ...]
    quick: bool
    missing: tuple[str, ...]
    clock_mhz: float
    seconds: float
    parts: tuple[Part, ...]

    @property
    def folder(self) -> Path:
        """Holds the result files, and a folder for each simulation."""
        return self.run.folder

    @computed_field  # type: ignore[prop-decorator]
    @property
    def verdict(self) -> str:
        """``passed`` or ``failed``."""
        return FAILED if self.missing else self.run.verdict

    @computed_field  # type: ignore[prop-decorator]
    @property
    def exit_code(self) -> int:
        """0, 1 when something differs, 2 when it could not do what it was told."""
        return self.run.exit_code or int(bool(self.missing))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read ``paper.json``."""
        return cls.model_validate_json((folder / PAPER_JSON).read_text(encoding="utf-8"))


def parts_of(
    rows: Sequence[Row], tasks: Sequence[Task], array: ArrayParams, quick: bool, clock_mhz: float
) -> list[Part]:
    """The convolutions and the dense layers of each network.

    Args:
        rows: lines of the layers that ran.
        tasks: the layers that were to run.
        array: what they ran on.
        quick: they had one block each only.
        clock_mhz: clock that frames a second are told for.
    """
    found = []
    for network in dict.fromkeys(task.network for task in tasks):
        for dense in (False, True):
            wanted = [task for task in tasks if (task.network, task.dense) == (network, dense)]
            names = {task.name for task in wanted}
            own = [row for row in rows if row.get("case") in names]
            every = [task for task in of_network(network) if task.dense == dense]
            if wanted:
                whole = not quick and wanted == every
                found.append(_part(own, wanted, array, whole, clock_mhz))
    return found


def _part(
    rows: Sequence[Row], tasks: Sequence[Task], array: ArrayParams, whole: bool, clock_mhz: float
) -> Part:
    network, dense = tasks[0].network, tasks[0].dense
    frames = tasks[0].shape.h if dense else tasks[0].shape.n
    passed = {row.get("case") for row in rows if row.get("verdict") == PASSED}
    good = passed == {task.name for task in tasks} and len(rows) == len(passed)
    # A layer that was cut short has figures of work that was never done.
    done = [row for row in rows if row.get("verdict") == PASSED]
    clocks = sum(int(row["clocks"]) for row in done)
    told = [figure(row, "predicted") for row in done]
    macs = sum(figure(row, "macs") or 0 for row in done)
    words = {port: sum((figure(row, "words") or {}).get(port, 0) for row in done) for port in PORTS}
    free = all(row.get("profile") == NO_KIND for row in rows)
    rate = frames * clock_mhz * 1e6
    moved = sum(words.values())
    return Part(
        network=network,
        kind=DENSE if dense else CONVOLUTIONS,
        frames=frames,
        layers=len(rows),
        whole=whole,
        verdict=PASSED if good else FAILED,
        beats=sum(int(row.get("beats") or 0) for row in rows),
        clocks=clocks,
        predicted=None if None in told else sum(told),
        macs=macs,
        efficiency=macs / (clocks * array.rows * array.cols) if clocks else None,
        frames_per_second=rate / clocks if clocks and whole and good and free else None,
        words=words,
        bytes=sum(count * getattr(array, PORTS[port]) for port, count in words.items()) // 8,
        operations_per_word=OPERATIONS * macs / moved if moved else None,
        published=_published(tasks, array, rate) if whole else None,
    )


def _published(tasks: Sequence[Task], array: ArrayParams, rate: float) -> Published | None:
    """The paper's figures for the layers; of networks that it lacks there are none."""
    network, dense = tasks[0].network, tasks[0].dense
    if network not in paper.NETWORKS:
        return None
    usual = (array.rows, array.cols) == (ArrayParams().rows, ArrayParams().cols)
    told = usual and not dense
    clocks = sum(paper.clocks(task.shape, array) for task in tasks)
    clocks = paper.CLOCKS.get(network, clocks) if told else clocks
    words = sum(paper.words(task.shape, array) for task in tasks)
    macs = sum(task.shape.macs_valid for task in tasks)
    share = macs / (clocks * array.rows * array.cols)
    return Published(
        clocks=clocks,
        words=words,
        efficiency=paper.EFFICIENCY.get(network, share) if told else share,
        frames_per_second=rate / clocks,
        operations_per_word=OPERATIONS * macs / words,
    )


def facts_of(result: PaperResult) -> dict[str, Any]:
    """Properties of the JUnit file beside those of every run."""
    facts: dict[str, Any] = {"quick": int(result.quick), "seconds": f"{result.seconds:.1f}"}
    for part in result.parts:
        names = ("clocks", "predicted", "macs", "efficiency", "frames_per_second", "bytes")
        for name in names:
            value = getattr(part, name)
            if value is not None:
                facts[f"{part.network}.{part.kind}.{name}"] = value
    return facts
