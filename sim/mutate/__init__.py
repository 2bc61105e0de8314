"""Small faults put into the design by a machine, to measure whether the benches see them."""
