"""Parts of the page of a campaign of mutants."""
