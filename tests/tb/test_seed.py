from __future__ import annotations

from tb.seed import generator


def test_generators_depend_on_seed_and_name_alone() -> None:
    draws = {
        (seed, name): generator(seed, name).integers(1 << 60)
        for seed in (1, 2)
        for name in ("a", "b")
    }
    assert len(set(draws.values())) == 4
    assert generator(1, "a").integers(1 << 60) == draws[1, "a"]
