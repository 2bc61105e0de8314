"""The front of each stage's configuration: header, body, and when it may be taken over."""

from tb.designs.config_reader.bench import BENCH

__all__ = ["BENCH"]
