"""From things to samples: bins, words, crosses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tb.coverage.model import Cross
from tb.kraken.coverage.features import Feature, chosen, crossing, group_of, number, samples

SIZE: Feature[Any] = number("size", "how large", lambda thing: thing["size"], 3)
SIGN: Feature[Any] = Feature(
    "sign",
    "of a word",
    ("negative", "zero", "positive"),
    lambda thing: {
        "negative": thing["words"] < 0,
        "zero": thing["words"] == 0,
        "positive": thing["words"] > 0,
    },
)
ODD: Feature[Any] = Feature(
    "odd", "words above 1", ("no", "yes"), lambda thing: _odd(np.asarray(thing["words"]))
)
HERE: Feature[Any] = Feature("here", "at times", ("yes",), lambda thing: thing.get("here"))
FEATURES = (SIZE, SIGN, ODD, HERE)


def _odd(words: Any) -> dict[str, Any]:
    """Words of at most 1 are in no bin."""
    return {"yes": (words > 1) & (words % 2 == 1), "no": (words > 1) & (words % 2 == 0)}


def thing(*words: int, size: int = 1, **more: str) -> dict[str, Any]:
    return {"words": np.array(words), "size": size, **more}


@pytest.mark.parametrize(
    ("size", "bin_"), [(1, "1"), (2, "2"), (3, "3 and more"), (9, "3 and more")]
)
def test_a_number_has_a_bin_of_its_own_up_to_the_most(size: int, bin_: str) -> None:
    assert SIZE.bins == ("1", "2", "3 and more")
    assert SIZE.of(thing(size=size)) == bin_


def test_a_number_may_begin_elsewhere() -> None:
    shifts: Feature[int] = number("shifts", "", lambda n: n, 2, 0)
    assert [shifts.of(n) for n in range(3)] == ["0", "1", "2 and more"]


def test_a_thing_without_words_is_one_sample() -> None:
    found = list(samples((SIZE, HERE), (), thing(size=2, here="yes")))
    assert found == [{"size": "2", "here": "yes"}]


def test_a_point_may_be_left_out() -> None:
    assert list(samples((SIZE, HERE), (), thing())) == [{"size": "1"}]


def test_words_tell_the_bins_that_there_are() -> None:
    assert list(samples((SIGN,), (), thing(3, 0, 5))) == [{"sign": ("zero", "positive")}]


def test_crossed_words_give_the_combinations_that_there_are_and_no_others() -> None:
    cross = crossing(FEATURES, "both", ("sign", "odd"), "")
    found = list(samples((SIGN, ODD), (cross,), thing(-3, 4, 4, 0)))
    assert {"sign": "positive", "odd": "no"} in found
    assert sum(len(sample) == 2 for sample in found) == 1
    assert {"sign": ("negative", "zero", "positive")} in found
    assert {"odd": ("no",)} in found


def test_a_word_is_crossed_with_what_holds_for_the_whole_thing() -> None:
    cross = crossing(FEATURES, "both", ("size", "sign"), "")
    found = [s for s in samples((SIZE, SIGN), (cross,), thing(1, -1, size=2)) if len(s) == 2]
    assert found == [{"size": "2", "sign": "negative"}, {"size": "2", "sign": "positive"}]


def test_a_cross_without_one_of_its_points_is_not_counted() -> None:
    cross = crossing(FEATURES, "both", ("here", "sign"), "")
    assert all(len(sample) < 2 for sample in samples((SIGN, HERE), (cross,), thing(1)))


def test_no_words_give_no_bins() -> None:
    cross = crossing(FEATURES, "both", ("sign", "odd"), "")
    found = list(samples((SIGN, ODD), (cross,), thing()))
    assert found == [{"sign": ()}, {"odd": ()}]


def test_a_cross_says_which_combinations_cannot_be() -> None:
    cross = crossing(
        FEATURES, "both", ("sign", "odd"), "why", lambda sign, odd: sign == "zero" and odd == "yes"
    )
    assert cross == Cross("both", ("sign", "odd"), "why", (("zero", "yes"),))


def test_points_and_crosses_are_chosen_by_name() -> None:
    crosses = (crossing(FEATURES, "both", ("size", "sign"), ""),)
    assert chosen(FEATURES, crosses, ("sign", "size")) == ((SIZE, SIGN), ())
    assert chosen(FEATURES, crosses, ("sign", "both")) == ((SIGN,), crosses)


def test_a_group_samples_each_thing_of_a_case() -> None:
    group = group_of("g", "", (SIZE,), lambda case, before, values: [thing(size=n) for n in case])
    assert group.of_case is not None
    assert list(group.of_case((1, 5), None, {})) == [{"size": "1"}, {"size": "3 and more"}]
