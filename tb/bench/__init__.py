"""What a design says of itself: ports, parameters, golden function, stimulus, tests.

A user's page imports all that it needs from here.
"""

from tb.bench.bench import Bench, Values
from tb.bench.case import Arrays, Case, Title, to_frame
from tb.bench.columns import Column, Format
from tb.bench.draw import random_words
from tb.bench.errors import BenchError, OptionError, ParameterError
from tb.bench.options import Option, count_option, file_option, flag_option, names_option
from tb.bench.packed import Packed
from tb.bench.parameters import Parameter
from tb.bench.parts import Due, Dues, IllegalInputError, Part, Same, Signals
from tb.bench.ports import (
    SINK,
    SOURCE,
    Field,
    Kind,
    Port,
    Role,
    data,
    handshake,
    level_input,
    level_output,
    stream,
    strobe,
)
from tb.bench.signals import Flag, Inner, Reset

__all__ = [
    "SINK",
    "SOURCE",
    "Arrays",
    "Bench",
    "BenchError",
    "Case",
    "Column",
    "Due",
    "Dues",
    "Field",
    "Flag",
    "Format",
    "IllegalInputError",
    "Inner",
    "Kind",
    "Option",
    "OptionError",
    "Packed",
    "Parameter",
    "ParameterError",
    "Part",
    "Port",
    "Reset",
    "Role",
    "Same",
    "Signals",
    "Title",
    "Values",
    "count_option",
    "data",
    "file_option",
    "flag_option",
    "handshake",
    "level_input",
    "level_output",
    "names_option",
    "random_words",
    "stream",
    "strobe",
    "to_frame",
]
