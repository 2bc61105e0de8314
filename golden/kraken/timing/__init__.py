"""The engine's clocks: the pipeline as a recurrence, and what a layer costs."""
