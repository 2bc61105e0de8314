"""What a mutant says of itself."""

from __future__ import annotations

import hashlib

import pytest
from pydantic import ValidationError

from sim.mutate.model import SHOWN, Mutant, Numbered


def mutant(after: str = "a - b", before: str = "a + b") -> Mutant:
    return Mutant.of("source", "core", ("core.sv", 45, 7), "arithmetic", (before, after), (99, 5))


def test_it_is_told_in_one_line() -> None:
    assert mutant().description == "core.sv:45 arithmetic: 'a + b' -> 'a - b'"
    long = mutant(before="a +\n      " + "b" * 100).description
    assert "\n" not in long
    assert f"'{('a + ' + 'b' * 100)[: SHOWN - 3]}...'" in long


def test_a_key_is_the_same_everywhere_and_tells_mutants_apart() -> None:
    told = b'["source", "core", "core.sv", 45, 7, "arithmetic", "a + b", "a - b"]'
    assert mutant().key == hashlib.sha256(told).hexdigest()[:16]
    assert mutant().key != mutant("a * b").key
    assert Mutant.model_validate_json(mutant().model_dump_json()) == mutant()


def test_numbers_begin_with_one() -> None:
    with pytest.raises(ValidationError):
        Numbered(number=0, mutant=mutant())
