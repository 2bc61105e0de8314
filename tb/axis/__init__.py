"""AXI-Stream, one beat a clock: ports, drivers, the passive monitor, and patterns of stalls."""
