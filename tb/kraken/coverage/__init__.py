"""Functional coverage that the benches of the engine and of the stages behind it share."""
