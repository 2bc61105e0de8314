"""What travels: parameters, shapes, order of beats, headers, packets, and places of lanes."""
