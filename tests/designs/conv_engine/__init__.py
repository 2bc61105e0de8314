"""The engine itself, on both simulators."""
