"""What came of a co-simulated network, from one simulation or several."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, computed_field

from sim.results import Row, RunResult
from tb.results import NETWORK, PASSED
from tb.stimulus.profiles import NO_KIND

COSIM_JSON = "cosim.json"
TAPS = ("sum", "requantized", "activated", "added", "pooled", "out")
"""Where beats are compared, in the order in which they pass."""
PORTS = ("pixel", "weight", "config", "tensor", "operand", "out")
"""Where words go in and out."""


class Answer(BaseModel):
    """What a classifier says of one sample.

    Attributes:
        image: number of the sample.
        ours: the simulation's class.
        tflite: TFLite's.
        label: the class that is known to be right, if one is.
    """

    model_config = ConfigDict(frozen=True)

    image: int
    ours: int
    tflite: int
    label: int | str | None = None


class CosimResult(BaseModel):
    """Everything a co-simulated network came to.

    Attributes:
        model: the network as the caller called it.
        run: all simulations as one: steps in the network's order, what failed, the replay command.
        jobs: folders of the simulations.
        waves: the recorded waveforms, below them.
        clock_mhz: clock that frames a second are told for.
        whole: every layer ran.
        images: samples that went through.
        truth: whose tensors the simulation's are held against.
        outputs: the network's outputs: name, number of values, whether they are equal.
        answers: classes, where an output is a vector of scores.
        classes: what the scores stand for; empty where that is not known.
        proved: channels whose parameters are proved to be TFLite's arithmetic.
    """

    model_config = ConfigDict(frozen=True)

    model: str
    run: RunResult
    jobs: tuple[Path, ...]
    waves: tuple[Path, ...] = ()
    clock_mhz: float
    whole: bool = True
    images: int = 0
    truth: str = ""
    outputs: tuple[Row, ...] = ()
    answers: tuple[Answer, ...] = ()
    classes: tuple[str, ...] = ()
    proved: int = 0

    @property
    def folder(self) -> Path:
        """Holds the result files, and a folder for each simulation."""
        return self.run.folder

    @computed_field  # type: ignore[prop-decorator]
    @property
    def verdict(self) -> str:
        """``passed`` or ``failed``."""
        return self.run.verdict

    @computed_field  # type: ignore[prop-decorator]
    @property
    def exit_code(self) -> int:
        """0, 1 when something differs, 2 when it could not do what it was told."""
        return self.run.exit_code

    @property
    def finished(self) -> tuple[Row, ...]:
        """Steps that passed; the figures of another tell of work that was never done."""
        return tuple(row for row in self.run.cases if row.get("verdict") == PASSED)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def clocks(self) -> int:
        """Measured in all steps."""
        return sum(int(row.get("clocks") or 0) for row in self.run.cases)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def predicted(self) -> int | None:
        """By the clock model; None where a step has no prediction or was cut short."""
        told = [figure(row, "predicted") for row in self.run.cases if row.get("clocks")]
        told += [None] if len(self.finished) < len(self.run.cases) else []
        return None if not told or None in told else sum(told)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def beats(self) -> dict[str, int]:
        """Compared at each tap in the steps that passed."""
        return _sums((figure(row, "taps") or {} for row in self.finished), TAPS)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def words(self) -> dict[str, int]:
        """Moved at each port in the steps that passed."""
        return _sums((figure(row, "words") or {} for row in self.finished), PORTS)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def macs(self) -> int:
        """Products of the layers on the array, padding aside, in the steps that passed."""
        return sum(figure(row, "macs") or 0 for row in self.finished)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def utilisation(self) -> float | None:
        """Share of processing elements at work over all clocks; None unless every step passed."""
        if len(self.finished) < len(self.run.cases):
            return None
        elements = self.run.parameters.get("Rows", 0) * self.run.parameters.get("Cols", 0)
        return self.macs / (self.clocks * elements) if elements and self.clocks else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def frames_per_second(self) -> float | None:
        """Of the accelerator at the clock told; None unless the whole network passed freely."""
        held = any(row.get("profile") != NO_KIND for row in self.run.cases)
        if held or not (self.whole and self.run.passed and self.images and self.clocks):
            return None
        return self.images * self.clock_mhz * 1e6 / self.clocks

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read ``cosim.json``."""
        return cls.model_validate_json((folder / COSIM_JSON).read_text(encoding="utf-8"))


def figure(row: Row, name: str) -> Any:
    """What the line of a step tells besides, None where it does not."""
    return row.get("figures", {}).get(name)


def _sums(found: Iterable[Mapping[str, int]], order: Sequence[str]) -> dict[str, int]:
    sums: dict[str, int] = dict.fromkeys(order, 0)
    for counts in found:
        for name, count in counts.items():
            sums[name] = sums.get(name, 0) + count
    return {name: count for name, count in sums.items() if count}


def network_facts(runs: Sequence[RunResult]) -> dict[str, Any]:
    """What the simulations' `NETWORK` files tell; a simulation that failed may have none.

    Outputs stand in the network's order, and the first one of scores says the classes.
    """
    found: dict[str, Any] = {"outputs": [], "answers": [], "proved": 0}
    outputs: dict[str, Row] = {}
    answers: list[tuple[int, list[Row]]] = []
    for run in runs:
        try:
            told = json.loads((run.folder / NETWORK).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        for output in told.get("outputs", ()):
            outputs.setdefault(output.get("name"), output)
        if told.get("answers"):
            answers.append((told.get("answers_of") or 0, list(told["answers"])))
        found["proved"] += told.get("proved", 0)
        found["images"] = told.get("images", 0)
        found["truth"] = told.get("truth", "")
    found["outputs"] = sorted(outputs.values(), key=lambda output: output.get("index", 0))
    if answers:
        found["answers"] = min(answers, key=lambda each: each[0])[1]
    return found
