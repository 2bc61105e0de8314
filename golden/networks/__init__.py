"""Networks that ship with the package, or are made by it."""
