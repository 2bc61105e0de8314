"""Mutants of the golden models, which the tests of `golden` must kill."""
