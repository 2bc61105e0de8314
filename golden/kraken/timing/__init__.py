"""When things happen: clocks, waits and costs of packets, and what a sum waits for."""
