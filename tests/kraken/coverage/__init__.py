"""What the coverage of the engine and its stages counts."""
