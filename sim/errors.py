"""What can go wrong before there is a verdict; each message says how to mend it."""


class SimError(Exception):
    """The job could not be done; the command line prints the message and exits with `exit_code`."""

    exit_code = 2


class UsageError(SimError):
    """A name or number on the command line is not legal; the message lists what is."""


class ToolError(SimError):
    """A tool that the job needs is missing, too old or does not work."""


class BuildError(SimError):
    """The design does not compile; the message holds the compiler's own words.

    That is a verdict on the design like a failing test, hence the other exit code.
    """

    exit_code = 1
