"""What is counted of headers that are read."""

from __future__ import annotations

from tb.designs.header_reader.parameters import array_for
from tb.kraken.coverage import fronts
from tb.kraken.coverage.headers import header_group

GROUPS = (header_group(lambda case: case.headers, array_for), *fronts.GROUPS)
