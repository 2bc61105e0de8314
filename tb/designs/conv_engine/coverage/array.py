"""Coverage of the arrays that the engine is built as; each run is of one."""

from __future__ import annotations

from golden.kraken import ArrayParams
from tb.kraken.array import array_of
from tb.kraken.coverage.features import Feature, group_of, number
from tb.kraken.coverage.kinds import against

WORDS = ("narrower", "as usual", "wider")
PORT = ("one word", "some words", "all words")


def _port(words: int, most: int) -> str:
    """Words of a beat against those that the largest row of them has."""
    return "all words" if words == most else "one word" if words == 1 else "some words"


FEATURES: tuple[Feature[ArrayParams], ...] = (
    number("rows", "R", lambda a: a.rows, 3),
    number("cores", "C", lambda a: a.cols, 2),
    number("out_channels", "M, channels of a beat of sums", lambda a: a.out_channels, 3),
    number("buses", "U, sets of pixels at once", lambda a: a.pixel_buses, 4),
    Feature(
        "pixel_port",
        "words of a pixel beat against the largest set",
        PORT,
        lambda a: _port(a.pixel_port, a.set_words),
    ),
    Feature(
        "weight_port",
        "words of a weight beat against C",
        PORT,
        lambda a: _port(a.weight_port, a.cols),
    ),
    number("pixel_header", "beats of a header of pixels", lambda a: a.pixel_header_beats, 3),
    number("weight_header", "beats of a header of weights", lambda a: a.weight_header_beats, 3),
    Feature("pixel", "bits of a pixel against 8", WORDS, lambda a: against(a.x_width, 8, WORDS)),
    Feature("weight", "bits of a weight against 8", WORDS, lambda a: against(a.k_width, 8, WORDS)),
    Feature("sum", "bits of a sum against 32", WORDS, lambda a: against(a.y_width, 32, WORDS)),
)

ARRAY = group_of(
    "array",
    "parameters of the array",
    FEATURES,
    lambda case, before, values: (array_of(values),),
)
