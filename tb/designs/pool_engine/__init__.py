"""The pool engine: which windows leave, what is in them, which of them count, and when."""

from tb.designs.pool_engine.bench import BENCH

__all__ = ["BENCH"]
