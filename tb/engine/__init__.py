"""What the benches know of the convolution engine: its jobs, shapes, faults and clock bounds."""
