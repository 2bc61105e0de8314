"""About how many clocks packets take one after another, in closed form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from golden.kraken.format.tiling import Tiling
from golden.kraken.timing.pace import captures
from golden.kraken.timing.pipeline import Latency


def estimate(tilings: Sequence[Tiling], holds: bool = False) -> int:
    """Clocks from the first header to the last sum, but for constants of the pipeline.

    An iteration takes as long as its columns, or as the weights of the next one take to come in
    meanwhile; those of the very first are waited for.

    Args:
        tilings: those of the packets.
        holds: whether all packets but the last one hold their sums.
    """
    weights = [tiling.tile_rows * tiling.beats_per_weight_row for tiling in tilings]
    first, last = tilings[0], tilings[-1]
    clocks = _header(first)
    clocks += max(weights[0] - min(first.shape.sw, first.shape.w) * _column(first), 0)
    for tiling, own, (following, next_weights) in zip(
        tilings, weights, [*zip(tilings[1:], weights[1:], strict=True), (None, 0)], strict=True
    ):
        hold = holds and tiling is not last
        clocks += (tiling.t - 1) * max(_iteration(tiling, 0, hold), own)
        clocks += max(_last_iteration(tiling, following, hold), next_weights)
    return clocks


def _header(tiling: Tiling) -> int:
    """Clocks from the last step of the packet before to the first one."""
    return tiling.params.pixel_header_beats + Latency().check + tiling.beats_per_load - 1


def _column(tiling: Tiling) -> int:
    """Clocks of an input column: its steps, with the gathering of their loads."""
    shape, gather = tiling.shape, tiling.beats_per_load
    taps = [len(range(s, shape.kh, shape.sh)) for s in range(tiling.phases)]
    return tiling.ci * sum(max(count, gather) for count in taps)


def _iteration(tiling: Tiling, iteration: int, hold: bool) -> int:
    """Clocks of an iteration's columns: from a capture to the next one their own, or its beats."""
    beats = 0 if hold else tiling.column_beats(iteration)
    column = _column(tiling)
    block = sum(
        count * max(gap * column, columns * beats)
        for (gap, columns), count in Counter(captures(tiling.shape)).items()
    )
    return tiling.shape.n * tiling.l * block


def _last_iteration(tiling: Tiling, following: Tiling | None, hold: bool) -> int:
    """The same for the last one, with what comes between it and the packet that follows.

    The last sums leave while the header of that packet is checked. Where none follows they are
    waited for.
    """
    clocks = _iteration(tiling, tiling.t - 1, hold)
    gap, columns = captures(tiling.shape)[-1]
    steps, beats = gap * _column(tiling), 0 if hold else columns * tiling.column_beats(tiling.t - 1)
    after = steps + beats if following is None else max(steps + _header(following), beats)
    return clocks - max(steps, beats) + after
