"""What is counted of the packets that are followed."""

from __future__ import annotations

from tb.designs.core_map.cases import array_for
from tb.kraken.coverage.courses import course_groups

GROUPS = course_groups(array_for)
