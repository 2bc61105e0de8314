"""What becomes of a fault: where it is, what may have caused it, and the report that says so."""
