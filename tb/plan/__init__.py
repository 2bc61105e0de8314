"""Test plans: what a design must be shown to do, which tests show it, and how they are run."""
