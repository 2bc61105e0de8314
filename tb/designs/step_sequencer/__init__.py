"""The bench of `step_sequencer`."""

from tb.designs.step_sequencer.bench import BENCH

__all__ = ["BENCH"]
