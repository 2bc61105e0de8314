from __future__ import annotations

from tb.bench.names import listed, unknown


def test_names_are_listed_as_in_a_sentence() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"


def test_the_name_that_was_meant_is_named() -> None:
    assert unknown("SED", ["SIM", "SEED"]) == "SED is unknown (did you mean SEED?)"
    assert unknown("seed", ["SEED"]) == "seed is unknown (did you mean SEED?)"
    assert unknown("X=SED", ["SEED"], "SED") == "X=SED is unknown (did you mean SEED?)"
    assert unknown("XYZZY", ["SIM", "SEED"]) == "XYZZY is unknown"
