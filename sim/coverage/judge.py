"""Merged counts, held against what is declared, excluded and aimed at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from sim.coverage.data import RunCoverage
from sim.coverage.exclusions import Exclusions, exclude, read_exclusions
from sim.coverage.functional import CROSSED
from sim.coverage.goals import earlier_goals, lowered, read_goals
from sim.coverage.model import Bin, CodeItem, Coverage, Metric, ModuleCoverage, PointCoverage
from tb.bench.find import design_names, find_bench
from tb.coverage.groups import groups_of
from tb.coverage.model import Cross, Group

PointName = tuple[str, str, str]
"""Design, group, point."""


def judged(
    merged: RunCoverage,
    designs: Sequence[str],
    *,
    exclusions: Exclusions | None = None,
    goals: dict[Metric, float] | None = None,
) -> Coverage:
    """Coverage with all that could have been hit.

    Args:
        merged: what was counted.
        designs: what was to be covered; a point that one of the project's declares and that was
            never sampled has no hit.
        exclusions: what need not be hit; None for that of the project's file.
        goals: least percentages by metric; None for those of the project's file. Those of code
            count where code was counted.

    Raises:
        BenchError: a design's coverage cannot be loaded, or a file cannot be read.
    """
    faults = []
    if goals is None:
        goals = read_goals()
        faults = lowered(goals, earlier_goals())
    found = exclude(
        _points(merged, designs),
        _modules(merged),
        read_exclusions() if exclusions is None else exclusions,
        whole=set(designs) >= set(design_names()),
    )
    return Coverage(
        points=found.points,
        modules=found.modules,
        goals={m: goal for m, goal in goals.items() if merged.code or m == "functional"},
        runs=len(merged.sources),
        faults=(*found.faults, *faults),
    )


def _points(merged: RunCoverage, designs: Sequence[str]) -> list[PointCoverage]:
    hits: dict[PointName, dict[str, int]] = defaultdict(dict)
    told: dict[PointName, PointCoverage] = {}
    for design in sorted({*designs} & {*design_names()}):
        for point in declared(design):
            name = (design, point.group, point.name)
            told[name] = point
            hits[name] = {bin_.name: 0 for bin_ in point.bins}
    for key, count in merged.functional.items():
        hits[key.design, key.group, key.point][key.name] = count
    return [
        told.get(
            name, PointCoverage(design=name[0], group=name[1], name=name[2], bins=())
        ).model_copy(update={"bins": tuple(Bin(name=n, hits=h) for n, h in bins.items())})
        for name, bins in hits.items()
    ]


def declared(design: str) -> Iterator[PointCoverage]:
    """All points and crosses of a design, not hit.

    Raises:
        BenchError: there is no such design.
    """
    bench = find_bench(design)
    for group in groups_of(bench, bench.resolve({}, "verilator")):
        for point in group.points:
            yield _point(design, group, point.name, point.meaning, point.bins)
        for cross in group.crosses:
            bins = combinations(group, cross)
            yield _point(design, group, cross.name, cross.meaning, bins, cross=True)


def _point(
    design: str, group: Group, name: str, meaning: str, bins: Sequence[str], *, cross: bool = False
) -> PointCoverage:
    return PointCoverage(
        design=design,
        group=group.name,
        name=name,
        meaning=meaning,
        cross=cross,
        bins=tuple(Bin(name=bin_, hits=0) for bin_ in bins),
    )


def combinations(group: Group, cross: Cross) -> list[str]:
    """The bins of a cross: all combinations but those that cannot be."""
    bins = {point.name: point.bins for point in group.points}
    never = {tuple(names) for names in cross.never}
    every = product(*(bins[name] for name in cross.points))
    return [CROSSED.join(names) for names in every if names not in never]


def _modules(merged: RunCoverage) -> list[ModuleCoverage]:
    items: dict[tuple[str, str], list[CodeItem]] = defaultdict(list)
    for key in sorted(merged.code):
        item = CodeItem(metric=key.metric, line=key.line, text=key.text, hits=merged.code[key])
        items[key.module, key.file].append(item)
    return [
        ModuleCoverage(module=module, file=file, items=tuple(found))
        for (module, file), found in sorted(items.items())
    ]
