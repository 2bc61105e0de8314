"""After a mismatch: run the failing test again with waveforms, and name the block at fault."""
