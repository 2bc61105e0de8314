"""Builds the simulators' models, runs the benches on them and reports what they found."""
