"""Merged coverage as rows of tables: what is hit is counted, what is not stands by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sim.coverage.model import METRICS, Bin, CodeItem, Coverage, Metric, Score, score

CODE: tuple[Metric, ...] = METRICS[1:]
"""What Verilator counts."""
Item = Bin | CodeItem


@dataclass(frozen=True)
class MetricRow:
    """One metric over everything.

    Attributes:
        metric: which.
        score: how much is covered.
        goal: least percentage; None without one.
        missed: it is below its goal.
    """

    metric: Metric
    score: Score
    goal: float | None
    missed: bool

    @property
    def percent(self) -> float | None:
        """How much is covered; None where there is nothing to cover."""
        return self.score.percent if self.score.total else None


@dataclass(frozen=True)
class Items:
    """Bins of one point, or pieces of code of one module, that belong together.

    Attributes:
        place: the point or the module.
        metric: what is counted.
        note: what the place is, or why these are excluded.
        names: each of them.
        total: out of how many: of holes all that must be hit, of exclusions all there are.
    """

    place: str
    metric: Metric
    note: str
    names: tuple[str, ...]
    total: int


def metrics(coverage: Coverage) -> list[MetricRow]:
    """The metrics that were counted or have a goal."""
    rows = []
    for metric in METRICS:
        counted, goal = coverage.score(metric), coverage.goals.get(metric)
        if counted.total or counted.excluded or goal is not None:
            rows.append(MetricRow(metric, counted, goal, metric in coverage.missed))
    return rows


def designs(coverage: Coverage) -> dict[str, Score]:
    """Functional coverage by design, the least covered first."""
    bins: dict[str, list[Bin]] = defaultdict(list)
    for point in coverage.points:
        bins[point.design].extend(point.bins)
    scores = {design: score(own) for design, own in bins.items()}
    return dict(sorted(scores.items(), key=lambda entry: entry[1].percent))


def modules(coverage: Coverage) -> dict[str, dict[Metric, Score]]:
    """Code coverage by module, of the metrics that it has; those with most holes first."""
    rows = {}
    for module in coverage.modules:
        scores = {metric: module.score(metric) for metric in CODE}
        rows[module.module] = {m: s for m, s in scores.items() if s.total or s.excluded}
    return dict(sorted(rows.items(), key=lambda entry: -_missing(entry[1].values())))


def _missing(scores: Iterable[Score]) -> int:
    return sum(one.total - one.hit for one in scores)


def holes(coverage: Coverage) -> list[Items]:
    """What must be hit and was not, by point and by module and metric."""
    found = []
    for place, metric, note, items in _places(coverage):
        names = tuple(name(item) for item in items if not item.hits and not item.excluded)
        if names:
            found.append(Items(place, metric, note, names, score(items).total))
    return found


def exclusions(coverage: Coverage) -> list[Items]:
    """What need not be hit, by place and reason."""
    found = []
    for place, metric, _, items in _places(coverage):
        reasons: dict[str, list[str]] = defaultdict(list)
        for item in items:
            if item.excluded:
                reasons[item.excluded].append(name(item))
        found += [Items(place, metric, why, tuple(n), len(items)) for why, n in reasons.items()]
    return found


def name(item: Item) -> str:
    """What a reader finds it by."""
    return item.name if isinstance(item, Bin) else f"{item.line}: {item.text}"


def _places(coverage: Coverage) -> Iterator[tuple[str, Metric, str, Sequence[Item]]]:
    """Each point, and each metric of each module: its name, the metric, what it is, its items."""
    for point in coverage.points:
        yield point.full_name, "functional", point.meaning, point.bins
    for module in coverage.modules:
        for metric in CODE:
            items = [item for item in module.items if item.metric == metric]
            yield module.module, metric, module.file, items
