"""What is wrong with a bench or with what a run asks of it; each message says how to mend it."""


class BenchError(Exception):
    """A bench cannot be found, read or used."""


class ParameterError(BenchError):
    """A design cannot be built with these parameters."""


class OptionError(BenchError):
    """An option of a run is unknown or has no legal value."""
