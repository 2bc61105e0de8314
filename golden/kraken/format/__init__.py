"""What travels: parameters, shapes, headers, packets, and what each lane of a beat stands for."""
