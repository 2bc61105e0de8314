"""The register slice: everything that goes in comes out, in order, one clock later."""

from tb.designs.axis_skid.bench import BENCH

__all__ = ["BENCH"]
