"""About how many clocks a packet takes among others, in closed form."""

from __future__ import annotations

from golden.kraken.format.tiling import Tiling
from golden.kraken.timing.pace import leaving_beats
from golden.kraken.timing.pipeline import Latency


def estimate(tiling: Tiling, hold: bool = False) -> int:
    """Clocks from the end of the packet before to the end of this one's steps.

    Each iteration takes what bounds it: computing with the gathering of loads, the output or the
    weight port. What a single column waits for is left out.

    Args:
        tiling: the packet's.
        hold: whether the packet sends no sums.
    """
    shape, gather = tiling.shape, tiling.beats_per_load
    blocks = shape.n * tiling.l
    taps = [len(range(s, shape.kh, shape.sh)) for s in range(tiling.phases)]
    computing = blocks * shape.w * tiling.ci * sum(max(count, gather) for count in taps)
    weights = tiling.tile_rows * tiling.beats_per_weight_row

    def clocks(iteration: int) -> int:
        sums = 0 if hold else blocks * shape.w_o * tiling.column_beats(iteration)
        return max(computing, sums, weights)

    header = tiling.params.pixel_header_beats + Latency().check + gather - 1
    return header + (tiling.t - 1) * clocks(0) + clocks(tiling.t - 1)


def last_beats(tiling: Tiling) -> int:
    """Sum beats that leave with the last input column of a packet."""
    return leaving_beats(tiling, tiling.t - 1)[-1]
