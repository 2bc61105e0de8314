"""What the benches of the engine and of its blocks share."""
