"""The reports of a run, those of one sort together, as a page shows them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.pages.draw_heat import Axis, Spot
from sim.results import Row, RunResult
from tb.bench.case import Title
from tb.scoreboard.report import Report

MOST_LANES = 48
"""Words of a beat that a table shows."""
JOB = "job"
"""Key of a report of one of several simulations: the folder of its own."""
BLANK = {
    **dataclasses.asdict(Report("", "", "", "", 0, 0.0, "", 0, "")),
    JOB: "",
}
"""What stands where a report says nothing."""


def reports_of(result: RunResult) -> list[Row]:
    """All reports of a run, each with all keys."""
    return [{**BLANK, **row} for row in result.mismatches]


@dataclass(frozen=True)
class Failure:
    """Reports of one sort: same test, same check, same port, same thing that was worked on.

    Attributes:
        reports: as they stand in ``mismatches.jsonl``, the first one first.
    """

    reports: tuple[Row, ...]

    @property
    def first(self) -> Row:
        """The first of them."""
        return self.reports[0]

    @property
    def heading(self) -> str:
        """What failed where, in a few words."""
        first = self.first
        port = f" on {first['port']}" if first["port"] else ""
        subject = first["subject"]
        name = subject.get(first["label"]) or next(iter(subject.values()), "")
        return f"{first['kind'].capitalize()}{port}" + (f" in {name}" if name else "")

    @property
    def folder(self) -> str:
        """That of its simulation, from the run's on, with a slash; empty where both are one."""
        return f"{self.first[JOB]}/" if self.first[JOB] else ""

    @property
    def title(self) -> str:
        """What was worked on."""
        return str(Title(self.first["subject"], self.first["packet"]))

    @property
    def where(self) -> str:
        """The beat, the word and its coordinates."""
        report = self.first
        if report["beat"] is None:
            return ""
        parts = [f"beat {report['beat']:,} of {report['beats']:,}"]
        if report["lane"] is not None:
            parts.append(f"lane {report['lane']}")
        parts += [f"{name.replace('_', ' ')} {value}" for name, value in report["place"].items()]
        return ", ".join(parts)

    @property
    def lanes(self) -> list[Row]:
        """Words of the first bad beat; of many those that are wrong come first."""
        found = list(self.first["lanes"])
        if len(found) > MOST_LANES:
            found = sorted(found, key=lambda lane: not lane["wrong"])[:MOST_LANES]
        return found

    @property
    def hidden_lanes(self) -> int:
        """Words of that beat that are not shown."""
        return len(self.first["lanes"]) - len(self.lanes)

    @property
    def before(self) -> list[Row]:
        """The beats before, as far as their words are those of the bad beat."""
        lanes = len(self.first["lanes"])
        return [beat for beat in self.first["recent"] if len(beat["values"]) == lanes]


@dataclass(frozen=True)
class Map:
    """What a heat map is made of."""

    title: str
    spots: tuple[Spot, ...]
    down: Axis
    across: Axis


def group(reports: Iterable[Row]) -> list[Failure]:
    """The reports of each sort, in the order of the first of each."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for report in reports:
        key = (
            *(report[name] for name in (JOB, "test", "kind", "port", "packet")),
            *report["subject"].items(),
        )
        found.setdefault(key, []).append(report)
    return [Failure(tuple(reports)) for reports in found.values()]


def maps(failure: Failure) -> list[Map]:
    """Where the wrong words lie: over the bench's own pairs of coordinates, and beat by beat."""
    words = [
        (lane["place"], lane["wrong"])
        for report in failure.reports
        for lane in report["lanes"]
        if lane["kept"]
    ]
    if not any(wrong for _, wrong in words):
        return []
    found = []
    for picture in failure.first["pictures"]:
        down, across = picture["down"], picture["across"]
        pair = (down["coordinate"], across["coordinate"])
        spots = tuple(
            Spot(place[pair[0]], place[pair[1]], wrong)
            for place, wrong in words
            if place.keys() >= set(pair)
        )
        title = f"{down['called'].capitalize()}s and {across['called']}s"
        axes = (Axis(side["called"], side["size"]) for side in (down, across))
        found.append(Map(title, spots, *axes))
    by_beat = _by_beat(failure.reports)
    # One lane is in the table.
    return [*found, by_beat] if by_beat.down.size > 1 else found


def _by_beat(reports: Sequence[Row]) -> Map:
    """Words of the bad beats, beat by beat."""
    bad = [report for report in reports if report["lanes"]]
    spots = tuple(
        Spot(lane["lane"], i, lane["wrong"])
        for i, report in enumerate(bad)
        for lane in report["lanes"]
        if lane["kept"]
    )
    lanes = 1 + max(lane["lane"] for report in bad for lane in report["lanes"])
    beats = tuple(f"{report['beat']}" for report in bad)
    return Map("Lanes and bad beats", spots, Axis("lane", lanes), Axis("beat", len(bad), beats))
