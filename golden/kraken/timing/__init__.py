"""When things happen: clocks and waits of packets, and what a sum waits for."""
