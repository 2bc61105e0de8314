"""Plans held against jobs and coverage: each lack shows, and what is whole stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.coverage.model import Bin, Coverage, PointCoverage
from sim.regress.annotate import annotate, outcome
from sim.regress.model import Annotation, Job, JobResult, State, TestpointState
from sim.results import RunResult, TestOutcome
from tb.plan.load import load_plan
from tb.plan.model import Testplan
from tb.results import FAILED, PASSED
from tb.spec import RunSpec
from tests.plan.pages import bench_in


@dataclass(frozen=True)
class Pages:
    """A bench in a folder of its own, and its plan."""

    bench: Path

    @property
    def plan(self) -> Testplan:
        return load_plan("relu", self.bench)

    def job(self, run: str, simulator: str, state: State = "passed", seed: int = 1) -> JobResult:
        """What came of a job; a failed one has run nothing."""
        planned = next(planned for planned in self.plan.runs if planned.name == run)
        spec = RunSpec.of(
            toplevel="relu",
            bench=self.bench,
            simulator=simulator,
            tests=planned.tests,
            parameters=planned.parameters,
            seed=seed,
        )
        key = f"relu.{run}.{simulator}.{seed}"
        job = Job(key=key, design="relu", run=run, spec=spec)
        return JobResult(job=job, state=state)

    def failed(self, run: str, simulator: str, fault: str = "", **verdicts: str) -> JobResult:
        """A job that has run these tests, with their verdicts."""
        lost = self.job(run, simulator, "failed")
        tests = [TestOutcome(name=n, verdict=v, seconds=1.0) for n, v in verdicts.items()]
        result = RunResult(spec=lost.job.spec, parameters={}, folder=Path(), tests=tuple(tests))
        return lost.model_copy(update={"result": result.model_copy(update={"fault": fault})})

    def all(self, *others: JobResult) -> list[JobResult]:
        """Each planned job once, passed; `others` take the place of theirs."""
        usual = [
            self.job("usual", "verilator"),
            self.job("usual", "icarus"),
            self.job("deep", "verilator"),
        ]
        keys = {other.job.key for other in others}
        return [*(job for job in usual if job.job.key not in keys), *others]

    def annotated(self, jobs: Sequence[JobResult], *points: PointCoverage) -> Annotation:
        return annotate([self.plan], jobs, Coverage(points=points))


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(bench_in(tmp_path))


def point(name: str, hits: int, excluded: str = "", design: str = "relu") -> PointCoverage:
    """One of two bins is hit once; the other one as often as told."""
    bins = (Bin(name="least", hits=1), Bin(name="greatest", hits=hits, excluded=excluded))
    return PointCoverage(design=design, group="ends", name=name, bins=bins)


WHOLE = (point("word", 3), point("place", 1))


def states(annotation: Annotation) -> dict[str, TestpointState]:
    return {state.name: state for state in annotation.testpoints}


def test_what_is_whole_stands(pages: Pages) -> None:
    found = pages.annotated(pages.all(), *WHOLE)
    words, depth = found.testpoints
    assert (words.design, words.name, words.stage, words.state) == ("relu", "words", "V1", "passed")
    assert words.desc == "Each word comes out."
    assert [(test.name, test.passed, test.total) for test in words.tests] == [
        ("sound", 2, 2),
        ("reset", 2, 2),
    ]
    assert (depth.state, depth.cover, depth.why) == ("passed", {"ends": 100.0}, "")
    assert (found.unplanned_tests, found.unplanned_cover, found.unhit) == ((), (), ())


def test_a_failed_test_shows_and_the_others_of_its_run_count(pages: Pages) -> None:
    bad = pages.failed("usual", "icarus", sound=PASSED, reset=FAILED)
    words = states(pages.annotated(pages.all(bad), *WHOLE))["words"]
    assert words.state == "failed"
    assert words.why == "reset failed in 1 of 2 runs"
    assert [(test.passed, test.total) for test in words.tests] == [(2, 2), (1, 2)]


def test_no_test_of_a_run_that_is_at_fault_has_passed(pages: Pages) -> None:
    bad = pages.failed("usual", "icarus", "An assertion failed.", sound=PASSED, reset=PASSED)
    words = states(pages.annotated(pages.all(bad), *WHOLE))["words"]
    assert [(test.passed, test.total) for test in words.tests] == [(1, 2), (1, 2)]
    assert words.why == "sound failed in 1 of 2 runs; reset failed in 1 of 2 runs"


def test_a_test_that_a_failed_run_never_came_to_has_failed(pages: Pages) -> None:
    assert outcome(pages.failed("usual", "icarus", sound=PASSED), "reset") == "failed"
    assert outcome(pages.failed("usual", "icarus", sound=PASSED), "sound") == "passed"
    assert outcome(pages.job("usual", "icarus", "failed"), "sound") == "failed"


def test_a_lost_job_shows_and_is_no_pass(pages: Pages) -> None:
    found = pages.annotated(pages.all(pages.job("deep", "verilator", "lost")), *WHOLE)
    depth = states(found)["depth"]
    assert (depth.state, depth.why) == ("lost", "full has no verdict in 1 of 1 runs")
    assert [(test.passed, test.total) for test in depth.tests] == [(0, 1)]
    assert states(found)["words"].state == "passed"


def test_a_planned_run_that_did_not_run_shows(pages: Pages) -> None:
    jobs = [job for job in pages.all() if job.job.spec.simulator == "verilator"]
    words = states(pages.annotated(jobs, *WHOLE))["words"]
    assert words.state == "not run"
    assert words.why == "sound has not run: usual on icarus; reset has not run: usual on icarus"
    told = [*jobs, pages.job("usual", "icarus", "not run")]
    assert states(pages.annotated(told, *WHOLE))["words"] == words


def test_a_failure_weighs_more_than_what_did_not_run(pages: Pages) -> None:
    jobs = [pages.failed("usual", "icarus", sound=FAILED, reset=PASSED)]
    words = states(pages.annotated(jobs, *WHOLE))["words"]
    assert words.state == "failed"
    assert "sound failed in 1 of 1 runs; sound has not run: usual on verilator" in words.why


def test_jobs_of_another_design_do_not_count(pages: Pages) -> None:
    own = pages.all()
    job = own[0].job.model_copy(update={"design": "other"})
    other = own[0].model_copy(update={"job": job, "state": "failed"})
    assert pages.annotated([*own, other], *WHOLE) == pages.annotated(own, *WHOLE)


def test_a_bin_that_nobody_hit_shows_at_the_testpoint_and_by_name(pages: Pages) -> None:
    found = pages.annotated(pages.all(), point("word", 0), point("place", 2))
    depth = states(found)["depth"]
    assert (depth.state, depth.cover) == ("failed", {"ends": 75.0})
    assert depth.why == "ends: 3 of 4 bins were hit"
    assert found.unhit == ("relu.ends.word: greatest",)
    assert states(found)["words"].state == "passed"


def test_an_excluded_bin_need_not_be_hit(pages: Pages) -> None:
    found = pages.annotated(pages.all(), point("word", 0, "no such layer"), point("place", 2))
    assert states(found)["depth"].cover == {"ends": 100.0}
    assert states(found)["depth"].state == "passed"
    assert found.unhit == ()


def test_a_point_of_a_group_can_be_asked_for_alone(pages: Pages) -> None:
    text = (pages.bench.parent / "testplan.hjson").read_text(encoding="utf-8")
    bench_in(pages.bench.parent, text.replace('["ends"]', '["ends.place"]'))
    found = pages.annotated(pages.all(), point("word", 0), point("place", 2))
    assert states(found)["depth"].state == "passed"
    assert found.unhit == ("relu.ends.word: greatest",)
    assert found.unplanned_cover == ()


def test_cover_of_another_design_does_not_count(pages: Pages) -> None:
    found = pages.annotated(pages.all(), point("word", 0, design="other"))
    depth = states(found)["depth"]
    assert (depth.state, depth.cover) == ("not run", {"ends": 0.0})
    assert depth.why == "ends was not counted"
    assert found.unhit == ()


def test_without_coverage_what_needs_it_does_not_stand(pages: Pages) -> None:
    found = annotate([pages.plan], pages.all(), None)
    assert (found.unhit, states(found)["words"].state) == ((), "passed")
    depth = states(found)["depth"]
    assert (depth.state, depth.cover, depth.why) == ("not run", {}, "no coverage was taken")


def test_what_no_testpoint_names_shows(pages: Pages) -> None:
    text = (pages.bench.parent / "testplan.hjson").read_text(encoding="utf-8")
    less = text.replace('      cover: ["ends"]\n', "").replace(
        '["sound", "reset"]\n    }', '["sound"]\n    }'
    )
    assert len(less) < len(text) - 25
    bench_in(pages.bench.parent, less)
    found = pages.annotated(pages.all(), *WHOLE)
    assert found.unplanned_tests == ("relu.reset",)
    assert found.unplanned_cover == ("relu.ends",)
