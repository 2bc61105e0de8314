"""One module of cocotb tests for each top level."""
