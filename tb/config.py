"""What one simulator process is told: the file named by ``TB_CONFIG``, read and written here."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from golden.kraken.format.params import ArrayParams

CONFIG_VARIABLE = "TB_CONFIG"
"""Environment variable that holds the path of the JSON file."""


class ConfigError(Exception):
    """The run's configuration is missing or malformed; the message says how to mend it."""


@dataclass(frozen=True)
class RunConfig:
    """One simulator process: the design, the stimulus, and where results go.

    Attributes:
        simulator: ``verilator`` or ``icarus``.
        toplevel: name of the design's top module, a key of `tb.bindings.BINDINGS`.
        array: elaboration parameters that the design was built with.
        seed: the regression's seed; every random choice of the run comes from it.
        out_dir: existing folder that receives ``layers.jsonl`` and ``mismatches.jsonl``.
        model: ``.tflite`` file for the network test.
        inputs: ``.npy`` file of int8 images [N, H, W, C] for the network test.
        layers: names or indices of the layers to run; empty means all.
        profiles: stimulus profiles (`tb.axis.profiles`) that replace each test's own choice.
        random_layers: how many layers the random tests draw.
        max_mismatches: the run stops at this many faults.
        transport: implementation below the scoreboard, a key of `tb.transport.registry.TRANSPORTS`.
        waves: whether the simulator records waveforms.
        replay: command that repeats a test, with ``{test}`` in the place of its name.
        commit: state of the source tree, for the reports.
        tools: version of each tool, for the reports.
    """

    simulator: str
    toplevel: str
    array: ArrayParams
    seed: int
    out_dir: Path
    model: Path | None = None
    inputs: Path | None = None
    layers: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    random_layers: int = 20
    max_mismatches: int = 1
    transport: str = "python"
    waves: bool = False
    replay: str = ""
    commit: str = ""
    tools: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.max_mismatches < 1:
            raise ConfigError(f"max_mismatches is {self.max_mismatches}: give 1 or more.")
        if self.random_layers < 1:
            raise ConfigError(f"random_layers is {self.random_layers}: give 1 or more.")

    def to_json(self) -> str:
        """This configuration as JSON text that `from_json` reads back."""
        return json.dumps(dataclasses.asdict(self), indent=2, default=str) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises:
            ConfigError: the text is no JSON object, or a field is unknown or missing.
        """
        try:
            raw: dict[str, Any] = json.loads(text)
            values = dict(raw)
            values["array"] = ArrayParams(**values["array"])
            for name in ("out_dir", "model", "inputs"):
                if values.get(name) is not None:
                    values[name] = Path(values[name])
            for name in ("layers", "profiles"):
                if name in values:
                    values[name] = tuple(values[name])
            return cls(**values)
        except (ValueError, KeyError, TypeError) as fault:
            raise ConfigError(f"The run configuration cannot be read: {fault}.") from fault

    @classmethod
    def from_environment(cls) -> Self:
        """Read the file that the environment names.

        Raises:
            ConfigError: the variable is not set, or the file cannot be read.
        """
        name = os.environ.get(CONFIG_VARIABLE)
        if not name:
            raise ConfigError(
                f"{CONFIG_VARIABLE} is not set: start the bench through `python -m sim`, "
                "which writes the configuration and names it there."
            )
        try:
            text = Path(name).read_text(encoding="utf-8")
        except OSError as fault:
            raise ConfigError(
                f"{CONFIG_VARIABLE} names {name}, which cannot be read: {fault.strerror}."
            ) from fault
        return cls.from_json(text)
