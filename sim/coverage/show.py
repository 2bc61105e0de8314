"""Coverage as text: what is covered by metric, and each hole by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.coverage.model import METRICS, Coverage, Metric, ModuleCoverage

BY_NAME: tuple[Metric, ...] = ("line", "branch", "expression", "fsm")
"""What is listed piece by piece; toggles are added up by port."""


def show_coverage(coverage: Coverage, console: Console) -> None:
    """Print the holes, the table, and whether the goals are met."""
    for hole in holes(coverage):
        console.print(Text(hole), soft_wrap=True)
    console.print(table(coverage))
    for fault in coverage.faults:
        console.print(Text(fault, style="red"), soft_wrap=True)
    if coverage.passed:
        console.print(Text("COVERED: every goal is met", style="bold green"))
    elif coverage.missed:
        missed = ", ".join(coverage.missed)
        console.print(Text(f"NOT COVERED: below its goal: {missed}", style="bold red"))
    else:
        console.print(Text("NOT COVERED: mend what is said of the coverage", style="bold red"))


def table(coverage: Coverage) -> Table:
    """How much is covered, a row for each metric."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    grid.add_column("metric")
    for name in ("hit", "of", "covered", "goal", "excluded"):
        grid.add_column(name, justify="right")
    for metric in METRICS:
        score = coverage.score(metric)
        goal = f"{coverage.goals[metric]:g} %" if metric in coverage.goals else ""
        # Rounded up, 99.99 % would read as all.
        covered = f"{int(score.percent * 100) / 100:.2f} %"
        figures = (f"{score.hit:,}", f"{score.total:,}", covered, goal, f"{score.excluded:,}")
        grid.add_row(metric, *figures, style="red" if metric in coverage.missed else "")
    return grid


def holes(coverage: Coverage) -> Iterator[str]:
    """A line for each bin and each piece of code that was never hit, and for each quiet port."""
    for point in coverage.points:
        for bin_ in point.bins:
            if not bin_.hits and not bin_.excluded:
                yield f"functional  {point.full_name}: {bin_.name}"
    for metric in BY_NAME:
        for module in coverage.modules:
            for item in module.items:
                if item.metric == metric and not item.hits and not item.excluded:
                    yield f"{metric:<10}  {module.file}:{item.line}: {item.text}"
    for module in coverage.modules:
        yield from _quiet_ports(module)


def _quiet_ports(module: ModuleCoverage) -> Iterator[str]:
    edges: Counter[tuple[int, str]] = Counter()
    quiet: Counter[tuple[int, str]] = Counter()
    for item in module.items:
        if item.metric == "toggle" and not item.excluded:
            port = item.line, item.text.partition("[")[0].partition(":")[0]
            edges[port] += 1
            quiet[port] += not item.hits
    for port, count in quiet.items():
        if count:
            line, name = port
            yield f"toggle      {module.file}:{line}: {name}, {count} of {edges[port]} edges"
