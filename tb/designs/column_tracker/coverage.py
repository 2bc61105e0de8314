"""What is counted of the packets that are followed."""

from __future__ import annotations

from tb.designs.column_tracker.cases import ARRAY
from tb.kraken.coverage.courses import course_groups

GROUPS = course_groups(lambda values: ARRAY, without=("sharing",))
