"""Coverage of passes: where words come from, which stages they meet, and what follows what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import Pass
from golden.kraken.stages.adder import AdderOp
from golden.kraken.stages.channel import RequantRounding
from golden.kraken.stages.pool import PoolOp
from golden.kraken.stages.route import parts_of
from tb.bench import Values
from tb.designs.kraken_top.ports import params_of
from tb.kraken.coverage.features import Feature, crossing, group_of, number
from tb.kraken.coverage.kinds import few

KINDS = ("held sums", "raw sums", "requantized sums", "words of a tensor")
WORDS = KINDS[2:]
"""Those that go through the stages."""
STAGES = ("activation", "adder", "pool")
NO_STAGE = "none"
ROUNDINGS = tuple(rounding.name for rounding in RequantRounding)
OPS = tuple(op.name for op in AdderOp if op is not AdderOp.PASS)


@dataclass(frozen=True, eq=False)
class Passing:
    """A pass.

    Attributes:
        item: it.
        params: the accelerator.
        before: the one in front of it, or None behind a reset.
        at_once: it follows that without a rest.
    """

    item: Pass
    params: AcceleratorParams
    before: Pass | None = None
    at_once: bool = False


def kind(item: Pass) -> str:
    """What a pass is about, of `KINDS`."""
    if item.packet is None:
        return KINDS[3]
    return KINDS[0] if item.holds else KINDS[1] if item.raw else KINDS[2]


def stages(item: Pass) -> str | None:
    """Stages that do something; None where words do not meet them."""
    if kind(item) not in WORDS:
        return None
    work = (item.activation.works, item.adder.works, item.pool.works)
    named = [name for name, works in zip(STAGES, work, strict=True) if works]
    return " + ".join(named) or NO_STAGE


ALL_STAGES = tuple(
    " + ".join(some) or NO_STAGE for n in range(len(STAGES) + 1) for some in combinations(STAGES, n)
)


def _adds(p: Passing) -> bool:
    return kind(p.item) in WORDS and p.item.adder.works


def _pools(p: Passing) -> bool:
    return kind(p.item) in WORDS and p.item.pool.works


def _parts(p: Passing) -> int:
    return parts_of(p.params.lanes, p.params.out_bytes, p.item.raw)


def _left(p: Passing) -> str | None:
    return None if p.item.holds else few(p.item.out_beats)


FEATURES: tuple[Feature[Passing], ...] = (
    Feature("kind", "what leaves, and where it comes from", KINDS, lambda p: kind(p.item)),
    Feature(
        "before",
        "kind of the pass in front",
        KINDS,
        lambda p: None if p.before is None else kind(p.before),
    ),
    Feature(
        "behind",
        "how soon it follows",
        ("at once", "after a rest"),
        lambda p: None if p.before is None else "at once" if p.at_once else "after a rest",
    ),
    Feature("stages", "that do something", ALL_STAGES, lambda p: stages(p.item)),
    Feature(
        "rounding",
        "of the requantizer",
        ROUNDINGS,
        lambda p: p.item.requantizer.rounding.name if p.item.requantizer else None,
    ),
    Feature("adder", "its operation", OPS, lambda p: p.item.adder.op.name if _adds(p) else None),
    Feature(
        "adder_rounding",
        "of its result",
        ROUNDINGS,
        lambda p: p.item.adder.rounding.name if _adds(p) else None,
    ),
    Feature(
        "pool",
        "its operation",
        tuple(op.name for op in PoolOp),
        lambda p: p.item.pool.op.name if _pools(p) else None,
    ),
    Feature(
        "pool_rounding",
        "of its result",
        ROUNDINGS,
        lambda p: p.item.pool.rounding.name if _pools(p) else None,
    ),
    number("parts", "beats of the port for a beat of words", _parts, 3),
    Feature("beats", "of words that leave", ("one", "more"), _left),
)


CROSSES = (
    crossing(
        FEATURES,
        "kind_by_stages",
        ("kind", "stages"),
        "each way through the stages",
        lambda kind_, stages_: kind_ not in WORDS,
    ),
    crossing(FEATURES, "kind_behind_kind", ("before", "kind"), "switches that turn between passes"),
    crossing(
        FEATURES,
        "kind_by_beats",
        ("kind", "beats"),
        "passes of one beat",
        lambda kind_, beats: kind_ == KINDS[0],
    ),
    crossing(FEATURES, "adder_by_rounding", ("adder", "adder_rounding"), "as it is told"),
    crossing(FEATURES, "pool_by_rounding", ("pool", "pool_rounding"), "as it is told"),
)


def _passes(case: Any, before: Any, values: Values) -> Iterator[Passing]:
    params, passes = params_of(values), case.passes
    earlier = before.passes[-1] if before is not None and before.passes else None
    yield from (Passing(item, params, earlier) for item in passes[:1])
    for first, second in pairwise(passes):
        yield Passing(second, params, first, at_once=True)


PASS = group_of("passing", "passes through the accelerator", FEATURES, _passes, CROSSES)
