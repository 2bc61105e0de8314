"""Tests of what `hw` says in words."""
