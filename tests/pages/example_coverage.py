"""Merged coverage as plain data, as large as asked for."""

from __future__ import annotations

import random

from sim.coverage.model import (
    METRICS,
    Bin,
    CodeItem,
    Coverage,
    Metric,
    ModuleCoverage,
    PointCoverage,
)


def drawn(
    draw: random.Random, designs: list[str], count_bins: int, count_code: int, runs: int
) -> Coverage:
    """So many bins and pieces of code, of which some are not hit and some are excluded."""
    points = []
    each = 20
    for count in range(count_bins // each):
        cross = count % 3 == 2
        bins = tuple(
            Bin(
                name=f"stride {k} x kernel {k + 1}" if cross else f"bin {k}",
                hits=0 if draw.random() < 0.05 else draw.randrange(1, 5000),
                excluded="" if k else "No layer of this kind fits into the array.",
            )
            for k in range(each)
        )
        points.append(
            PointCoverage(
                design=designs[count % len(designs)],
                group="ports" if count % 2 else "layers",
                name=f"point_{count}",
                meaning="where a stall fell",
                cross=cross,
                bins=bins,
            )
        )
    metrics: tuple[Metric, ...] = METRICS[1:]
    modules = []
    for number in range(max(1, count_code // 100)):
        items = tuple(
            CodeItem(
                metric=metrics[k % len(metrics)],
                line=10 + k,
                text=f"(valid_q && !ready_i[{k}])",
                hits=0 if draw.random() < 0.04 else 12,
                excluded="" if draw.random() < 0.95 else "A parameter that nobody sets.",
            )
            for k in range(100)
        )
        modules.append(
            ModuleCoverage(
                module=f"module_{number}", file=f"hw/rtl/module_{number}.sv", items=items
            )
        )
    goals: dict[Metric, float] = {"functional": 100.0, "line": 100.0, "expression": 90.0}
    return Coverage(points=tuple(points), modules=tuple(modules), goals=goals, runs=runs)


def all_hit(coverage: Coverage) -> Coverage:
    """The same, but for holes."""
    points = [
        point.model_copy(
            update={"bins": tuple(bin_.model_copy(update={"hits": 3}) for bin_ in point.bins)}
        )
        for point in coverage.points
    ]
    modules = [
        module.model_copy(
            update={"items": tuple(item.model_copy(update={"hits": 3}) for item in module.items)}
        )
        for module in coverage.modules
    ]
    return coverage.model_copy(update={"points": tuple(points), "modules": tuple(modules)})
