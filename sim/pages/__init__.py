"""Pages that a run and a regression leave: one file each, that needs no server and no network."""
