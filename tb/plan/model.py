"""A test plan as data, in OpenTitan's terms: testpoints with stages, tests and cover points."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tb.spec import LARGEST_SEED, Simulator

Stage = Literal["V1", "V2", "V3"]
"""V1: it runs; V2: every feature is tested; V3: the coverage goals are met, long runs are clean."""
SIMULATORS: tuple[Simulator, ...] = ("verilator", "icarus")
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")]


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Testpoint(_Plain):
    """One feature, and what proves that it works.

    Attributes:
        name: unique in the plan.
        desc: what is shown, and how.
        stage: when it has to be.
        tests: tests of the design's bench; at least one.
        cover: functional cover groups (``group``) or points (``group.point``) of the design that
            must be hit for it.
        proofs: properties that are proven for all inputs, ``module.property``.
    """

    __test__ = False  # not a test of ours, whatever its name

    name: Name
    desc: Annotated[str, Field(min_length=1)]
    stage: Stage
    tests: Annotated[tuple[Name, ...], Field(min_length=1)]
    cover: tuple[Name, ...] = ()
    proofs: tuple[Name, ...] = ()


class KeptSeed(_Plain):
    """A seed that is run each time.

    Attributes:
        seed: of the run.
        why: the cover bin that it hits, or the bug that it found.
    """

    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)]
    why: Annotated[str, Field(min_length=1)]


class PlannedRun(_Plain):
    """Tests that share a simulation, and what it is run with.

    Attributes:
        name: unique in the plan.
        tests: at least one.
        parameters: elaboration parameters by their names in the RTL; the others have their
            defaults.
        options: texts of the design's own options by their words.
        simulators: what it is run on.
        reseed: fresh seeds at most, where more would repeat the same; None for as many as asked
            for.
        seeds: seeds that are run each time, besides.
        limit_seconds: wall time after which a run is ended.
    """

    name: Name
    tests: Annotated[tuple[Name, ...], Field(min_length=1)]
    parameters: dict[str, int] = {}
    options: dict[str, str] = {}
    simulators: Annotated[tuple[Simulator, ...], Field(min_length=1)] = SIMULATORS
    reseed: Annotated[int, Field(ge=1)] | None = None
    seeds: tuple[KeptSeed, ...] = ()
    limit_seconds: Annotated[float, Field(gt=0)] = 600.0


class Testplan(_Plain):
    """The plan of one design.

    Attributes:
        name: the design, as its bench calls it.
        testpoints: at least one.
        runs: at least one.
    """

    __test__ = False

    name: Name
    testpoints: Annotated[tuple[Testpoint, ...], Field(min_length=1)]
    runs: Annotated[tuple[PlannedRun, ...], Field(min_length=1)]
