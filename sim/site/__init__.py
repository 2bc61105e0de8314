"""The documentation's site: outputs printed again, pages gathered, links checked."""
