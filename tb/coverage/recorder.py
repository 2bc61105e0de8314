"""Groups as cover points of cocotb-coverage, and what was sampled of them as its XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cocotb_coverage.coverage import CoverCross, CoverPoint, coverage_db, coverage_section

from tb.bench.names import unknown
from tb.coverage.cover import Cover, CoverageError
from tb.coverage.model import Group, Point, Sample, Values
from tb.results import FUNCTIONAL

Seen = Mapping[str, tuple[str, ...]]
"""Names of bins by point."""


class Recorder(Cover):
    """Counts samples for all tests of this process, whichever of them made the object.

    Args:
        design: what stands in front of the groups' names.
        groups: what is counted.

    Raises:
        CoverageError: a group is not declared well.
    """

    counts = True

    def __init__(self, design: str, groups: Sequence[Group]) -> None:
        self._groups = {group.name: group for group in groups}
        if len(self._groups) < len(groups):
            raise CoverageError(f"{design}: two groups have one name.")
        self._samplers = {group.name: _sampler(design, group) for group in groups}

    def sample(self, group: str, **seen: str | Iterable[str]) -> None:
        """See `Cover.sample`."""
        self._count(group, seen)

    def case(self, case: Any, before: Any, values: Values) -> None:
        """See `Cover.case`."""
        for name, group in self._groups.items():
            if group.of_case is not None:
                for sample in group.of_case(case, before, values):
                    self._count(name, sample)

    def write(self, folder: Path) -> None:
        """See `Cover.write`."""
        if not coverage_db:
            return
        draft = folder / f"{FUNCTIONAL}.part"
        coverage_db.export_to_xml(str(draft))
        draft.replace(folder / FUNCTIONAL)

    def _count(self, group: str, sample: Sample) -> None:
        if group not in self._groups:
            raise CoverageError(f"{unknown(f'cover group {group}', self._groups, group)}.")
        self._samplers[group](_checked(self._groups[group], sample))


def _sampler(design: str, group: Group) -> Callable[[Seen], None]:
    """A function that counts one sample in all points and crosses of a group."""
    full = f"{design}.{group.name}"
    _check(full, group)
    points = [
        CoverPoint(
            f"{full}.{point.name}",
            xf=lambda seen, name=point.name: seen.get(name, ()),
            rel=lambda seen, bin_: bin_ in seen,
            bins=list(point.bins),
            inj=False,
        )
        for point in group.points
    ]
    # Behind the points in the decorators' order: a cross asks them what they have just counted.
    crosses = [
        CoverCross(
            f"{full}.{cross.name}",
            items=[f"{full}.{name}" for name in cross.points],
            ign_bins=list(cross.never),
        )
        for cross in group.crosses
    ]

    @coverage_section(*points, *crosses)
    def count(seen: Seen) -> None:
        pass

    return count


def _checked(group: Group, sample: Sample) -> Seen:
    points = {point.name: point for point in group.points}
    seen: dict[str, tuple[str, ...]] = {}
    for name, bins in sample.items():
        if name not in points:
            raise CoverageError(f"{unknown(f'cover point {group.name}.{name}', points, name)}.")
        seen[name] = (bins,) if isinstance(bins, str) else tuple(bins)
        _check_bins(group, points[name], seen[name])
    return seen


def _check_bins(group: Group, point: Point, bins: Sequence[str]) -> None:
    for bin_ in bins:
        if bin_ not in point.bins:
            what = unknown(f"bin {bin_} of {group.name}.{point.name}", point.bins, str(bin_))
            raise CoverageError(f"{what}.")


def _check(full: str, group: Group) -> None:
    """Names make a tree of XML elements, so each is an identifier, and there once."""
    names = [point.name for point in group.points] + [cross.name for cross in group.crosses]
    if not group.points or len(set(names)) < len(names):
        raise CoverageError(f"{full} needs points, each with a name of its own.")
    for name in (group.name, *names):
        if not name.isidentifier():
            raise CoverageError(f"{full}: {name!r} is no identifier.")
    for point in group.points:
        if not point.bins or len(set(point.bins)) < len(point.bins):
            raise CoverageError(f"{full}.{point.name} needs bins, each with a name of its own.")
    bins = {point.name: point.bins for point in group.points}
    for cross in group.crosses:
        if len(cross.points) < 2 or not set(cross.points) <= set(bins):
            raise CoverageError(f"{full}.{cross.name} crosses at least two points of its group.")
        for never in cross.never:
            pairs = zip(never, cross.points, strict=False)
            if len(never) != len(cross.points) or any(b not in bins[p] for b, p in pairs):
                raise CoverageError(f"{full}.{cross.name}: {never} is none of its combinations.")
