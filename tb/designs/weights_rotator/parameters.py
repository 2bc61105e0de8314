"""The parameters of `weights_rotator`, and the engine that such a rotator belongs to."""

from __future__ import annotations

from golden.kraken import ArrayParams
from tb.bench import Parameter, ParameterError, Values

LEAST_WORD, MOST_WORD, MOST_CORES = 2, 16, 1024
"""Bits of a weight, and cores, that the engine may have."""

PARAMETERS = (
    Parameter("RowWidth", 768, 2, 16384, "bits of a row", usual={"icarus": 192}),
    Parameter("Depth", 2048, 2, 65535, "rows of one buffer", usual={"icarus": 256}),
)


def word_of(row_width: int) -> int:
    """Bits of a weight in rows of that width: 8 where that divides it, else the most that do.

    It is 0 where no engine has such rows.
    """
    words = (8, *range(MOST_WORD, LEAST_WORD - 1, -1))
    fits = (w for w in words if row_width % w == 0 and row_width // w <= MOST_CORES)
    return next(fits, 0)


def array_for(values: Values) -> ArrayParams:
    """An engine with such a rotator; few rows, so that tiles are replayed often."""
    word = word_of(values["RowWidth"])
    cols = values["RowWidth"] // word
    return ArrayParams(
        rows=2, cols=cols, k_width=word, weight_depth=values["Depth"], out_channels=1
    )


def derive(values: dict[str, int]) -> dict[str, int]:
    """The parameters as they are.

    Raises:
        ParameterError: no engine has such a rotator.
    """
    width = values["RowWidth"]
    if not word_of(width):
        raise ParameterError(
            f"RowWidth is {width}, but a row is 1 to {MOST_CORES} words of {LEAST_WORD} to "
            f"{MOST_WORD} bits"
        )
    return values
