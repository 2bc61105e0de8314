"""Proofs that test plans name: each is a property, and a wrong name is a gap."""

from __future__ import annotations

import pytest

from sim.plans import gaps_of
from sim.prove.names import property_names
from tb.bench.find import design_names, find_bench
from tb.plan.gaps import unknown_proofs
from tb.plan.load import load_plan
from tb.plan.model import Testplan


@pytest.mark.parametrize("design", design_names())
def test_every_proof_is_a_property(design: str) -> None:
    assert unknown_proofs(load_plan(design), property_names()) == ()


def test_names_of_properties_are_those_of_the_sources() -> None:
    names = property_names()
    assert "header_reader.lowest_wins" in names
    assert "weights_rotator.reads_written" in names
    assert not any(name.startswith("properties.") for name in names)


def test_a_proof_that_is_none_is_a_gap() -> None:
    plan = load_plan("header_reader")
    first = plan.testpoints[0].model_copy(update={"proofs": ("header_reader.highest_wins",)})
    changed: Testplan = plan.model_copy(update={"testpoints": (first, *plan.testpoints[1:])})
    assert list(gaps_of(changed, find_bench("header_reader"))) == [
        "header_reader: proof header_reader.highest_wins is no property; correct its name, or "
        "write it in hw/properties/header_reader.sv."
    ]
