"""What the history keeps of a regression."""

from __future__ import annotations

from collections import Counter

from sim.coverage.model import METRICS, Coverage
from sim.regress.model import Regression, Summary


def summary_of(regression: Regression) -> Summary:
    """What later regressions show of this one."""
    return Summary(
        name=regression.name,
        commit=regression.commit,
        started=regression.started,
        seconds=regression.seconds,
        passed=regression.passed,
        jobs=dict(Counter(job.state for job in regression.jobs)),
        percent=percentages(regression.coverage),
        signatures=tuple(group.signature for group in regression.groups),
    )


def percentages(coverage: Coverage | None) -> dict[str, float]:
    """Coverage by metric, of the metrics that were counted."""
    if coverage is None:
        return {}
    scores = {metric: coverage.score(metric) for metric in METRICS}
    return {metric: score.percent for metric, score in scores.items() if score.total}
