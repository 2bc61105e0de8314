"""Faults of models and inputs. Each message says what is wrong, where, and how to mend it."""

from __future__ import annotations


class GoldenError(Exception):
    """Base of everything this package raises on purpose."""


class ModelError(GoldenError):
    """A model cannot be used; the message is one clear sentence."""


class CorruptModelError(ModelError):
    """The file is no TFLite flatbuffer, is truncated, or contradicts itself."""


class UnsupportedModelError(ModelError):
    """The model is sound but uses an operator, type or option that is not done here."""


class InputError(GoldenError):
    """An input array has the wrong type or shape for the model."""


class AccumulatorOverflowError(GoldenError):
    """A sum left the 32-bit accumulator that the reference kernel and the engine have."""
