"""Hypothesis profiles: the default is quick and the same every time, `thorough` is neither."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, settings

COMMON: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
settings.register_profile("golden", max_examples=60, derandomize=True, database=None, **COMMON)
settings.register_profile("thorough", max_examples=5000, print_blob=True, **COMMON)
settings.load_profile(os.environ.get("GOLDEN_PROFILE", "golden"))
