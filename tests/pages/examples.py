"""Regressions as plain data, as large as asked for, from a seed.

They look like real ones but say nothing of the product: each verdict is drawn.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from sim.regress.model import (
    Annotation,
    Attempt,
    FailureGroup,
    Job,
    JobResult,
    Regression,
    State,
    Summary,
    TestpointState,
    TestState,
)
from sim.regress.summary import summary_of
from sim.results import RunResult, TestOutcome
from tb.plan.model import Stage
from tb.spec import RunSpec, Simulator
from tests.pages.example_coverage import all_hit, drawn

START = 1_796_000_000.0
DAY = 86_400.0
STAGES: tuple[Stage, ...] = get_args(Stage)
SIMULATORS: tuple[Simulator, ...] = get_args(Simulator)
RUNS = ("narrow", "wide", "held_back", "reset_often", "long_packets")
TESTS = ("main", "faults", "reset", "throughput", "handshake")
REPORT = """beat 1,284 of the output differs, clock 40,112
  place     row 3, column 17, channel 42
  expected  -3
  actual    -4
  cause     the requantiser rounded a tie away from zero
""" + "\n".join(f"  beat {1280 + k}  expected {k % 7}  actual {k % 7}" for k in range(6))


@dataclass(frozen=True)
class Size:
    """How much of each there is."""

    designs: int = 4
    runs: int = 3
    seeds: int = 2
    testpoints: int = 20
    bins: int = 240
    code: int = 400
    bad: float = 0.06


TINY = Size(designs=2, runs=2, testpoints=6, bins=60, code=100, bad=0.4)
SMALL = Size()
LARGE = Size(designs=30, runs=5, seeds=4, testpoints=250, bins=2500, code=2500)
"""1,200 jobs."""


def regression(
    size: Size = SMALL, seed: int = 1, before: Sequence[Summary] = (), **changes: object
) -> Regression:
    """One in which something of everything went wrong.

    Args:
        size: how large.
        seed: of all that is drawn.
        before: the regressions whose failures are known.
        **changes: fields that are told rather than made.
    """
    draw = random.Random(seed)
    designs = [f"design_{count:02d}" for count in range(size.designs)]
    jobs = [
        _job(draw, design, run, simulator, count, size.bad)
        for design in designs
        for run in RUNS[: size.runs]
        for simulator in SIMULATORS
        for count in range(size.seeds)
    ]
    values: dict[str, object] = {
        "name": f"20261128-0{seed % 10}1500-regress",
        "seed": 4711,
        "replay": "make regress SEEDS=4 SEED=4711 SIM=both",
        "commit": "f84cdc3fb719 (dirty)",
        "started": START + seed * DAY,
        "seconds": 1_204.4 + 60 * draw.random(),
        "machine": {"host": "runner-3", "processor": "x86-64", "cores": "8", "memory": "32 GB"},
        "tools": {"verilator": "5.048", "iverilog": "11.0", "cocotb": "2.1.0"},
        "scheduler": "local",
        "workers": 8,
        "jobs": tuple(jobs),
        "groups": _groups(jobs, {text for old in before for text in old.signatures}),
        "annotation": _annotation(draw, designs, size),
        "coverage": drawn(draw, designs, size.bins, size.code, runs=size.seeds * 12),
        "events": ("worker-2 on runner-3 died and was replaced; 1 job was given to others.",),
    }
    return Regression.model_validate({**values, **changes})


def clean(**changes: object) -> Regression:
    """One in which nothing went wrong."""
    made = regression(Size(bad=0.0))
    assert made.coverage is not None
    update = {
        "coverage": all_hit(made.coverage),
        "annotation": Annotation(testpoints=tuple(map(_passed, made.annotation.testpoints))),
        "events": (),
        "commit": "f84cdc3fb719",
    }
    return made.model_copy(update={**update, **changes})


def _passed(testpoint: TestpointState) -> TestpointState:
    tests = tuple(test.model_copy(update={"passed": 8, "total": 8}) for test in testpoint.tests)
    cover = dict.fromkeys(testpoint.cover, 100.0)
    update = {"state": "passed", "why": "", "tests": tests, "cover": cover}
    return testpoint.model_copy(update=update)


def history(count: int) -> list[Summary]:
    """The regressions before, of which half passed."""
    some = Size(bad=0.1)
    made = [summary_of(clean() if k % 2 else regression(some, seed=k)) for k in range(count)]
    return [
        summary.model_copy(
            update={"name": f"earlier-{k:02d}", "started": START - (count - k) * DAY}
        )
        for k, summary in enumerate(made)
    ]


def _job(
    draw: random.Random, design: str, run: str, simulator: Simulator, count: int, bad: float
) -> JobResult:
    seed = draw.randrange(2**32)
    spec = RunSpec(toplevel=design, simulator=simulator, seed=seed, tests=TESTS[:3])
    kept = "hits handshake.stalls: between packets" if count == 0 else ""
    job = Job(
        key=f"{design}/{run}/{simulator}/{seed}", design=design, run=run, spec=spec, kept=kept
    )
    state: State = "passed"
    if draw.random() < bad:
        state = draw.choice(("failed", "failed", "lost", "not run"))
    if state == "not run":
        return JobResult(job=job, state=state, why="The regression was ended first.")
    started = START + draw.random() * 1000
    took = draw.lognormvariate(1.5, 1.2)
    tries = [
        Attempt(worker="worker-2", host="runner-3", started=started, seconds=took, ended="finished")
    ]
    if state == "lost" or draw.random() < bad / 4:
        tries.insert(0, tries[0].model_copy(update={"ended": "The worker was killed by signal 9."}))
    if state == "lost":
        return JobResult(
            job=job, state=state, why="Its worker died each time.", attempts=tuple(tries[:1] * 3)
        )
    clocks = draw.randrange(500, 400_000)
    return JobResult(
        job=job,
        state=state,
        why="" if state == "passed" else f"main failed: {REPORT}",
        result=_result(spec, state),
        folder="" if state == "passed" else f"artefacts/{job.key}",
        attempts=tuple(tries),
        clocks=clocks,
        beats=clocks // 3,
    )


def _result(spec: RunSpec, state: State) -> RunResult:
    tests = tuple(TestOutcome(name=name, verdict=state, seconds=1.0) for name in spec.tests)
    return RunResult(
        spec=spec, parameters={}, folder=Path("run"), tests=tests, replay=spec.replay()
    )


def _groups(jobs: list[JobResult], known: set[str]) -> tuple[FailureGroup, ...]:
    by_signature: dict[str, list[JobResult]] = {}
    for result in jobs:
        if result.state in ("failed", "lost"):
            lost = "no verdict: its worker died each time"
            rule = "value at port out: requantised value, a tie rounded away from zero"
            signature = f"{result.job.design}: {lost if result.state == 'lost' else rule}"
            by_signature.setdefault(signature, []).append(result)
    groups = []
    for signature, own in by_signature.items():
        shortest = min(own, key=lambda result: result.clocks)
        page = f"{shortest.folder}/report.html" if shortest.folder else ""
        groups.append(
            FailureGroup(
                signature=signature,
                keys=tuple(result.job.key for result in own),
                shortest=shortest.job.key,
                test="main",
                replay=shortest.job.spec.replay("main"),
                report=REPORT if shortest.folder else "",
                page=page,
                new=signature not in known,
            )
        )
    return tuple(sorted(groups, key=lambda group: -len(group.keys)))


def _annotation(draw: random.Random, designs: list[str], size: Size) -> Annotation:
    points = []
    for count in range(size.testpoints):
        runs = size.runs * size.seeds * 2
        state: State = draw.choices(("passed", "failed", "not run"), (8, 2, 1))[0]
        passed = {"passed": runs, "failed": runs - 2, "not run": 0}.get(state, 0)
        whole = 0 if state == "not run" else runs
        points.append(
            TestpointState(
                design=designs[count % len(designs)],
                name=f"feature_{count:03d}",
                desc="Every kind of gap and stall on each port alone and on both: parts wait "
                "unchanged, and none is lost or repeated.",
                stage=STAGES[count % 3],
                state=state,
                tests=(
                    TestState(name="main", passed=passed, total=whole),
                    TestState(name="handshake", passed=whole, total=whole),
                ),
                cover={"ports": 100.0 if state == "passed" else 87.5} if count % 2 else {},
                why={"failed": "main failed in 2 runs.", "not run": "main did not run."}.get(
                    state, ""
                ),
            )
        )
    return Annotation(
        testpoints=tuple(points),
        unplanned_tests=(f"{designs[0]}.scratch",),
        unplanned_cover=(f"{designs[-1]}.extra",),
        unhit=(f"{designs[0]}.ports.point_0: bin 3",),
    )
