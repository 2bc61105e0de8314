"""How fast the engine is co-simulated, beside other ways to do the same work: ``make bench``."""
