"""Coverage of many runs: collected, merged, held against the goals, exported."""
