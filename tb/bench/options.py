"""Options of a design's tests: ``NAME=value`` words beside those that every run takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tb.bench.errors import OptionError


@dataclass(frozen=True)
class Option:
    """One option.

    Attributes:
        word: its name in commands.
        meaning: for people.
        read: makes a value of the text, and raises `OptionError` where that makes none.
        default: value when it is not given.
        path: whether the text names a file, which a command may give relative to its folder.
    """

    word: str
    meaning: str
    read: Callable[[str], Any]
    default: Any = None
    path: bool = False


def file_option(word: str, meaning: str) -> Option:
    """An option that names an existing file; its value is a `Path` or None."""

    def read(text: str) -> Path:
        path = Path(text).expanduser().resolve()
        if not path.exists():
            raise OptionError(f"{word}={text} does not exist.")
        return path

    return Option(word, meaning, read, path=True)


def names_option(word: str, meaning: str) -> Option:
    """An option that lists names with commas between; its value is a tuple of texts."""
    return Option(word, meaning, split_names, default=())


def count_option(word: str, meaning: str, default: int) -> Option:
    """An option that is a whole number from 1 up."""
    return Option(word, meaning, lambda text: read_number(word, text, 1), default=default)


def flag_option(word: str, meaning: str) -> Option:
    """An option that is 0 or 1; its value is a truth."""
    return Option(word, meaning, lambda text: read_flag(word, text), default=False)


def read_flag(word: str, text: str) -> bool:
    """0 or 1.

    Raises:
        OptionError: it is neither.
    """
    if text not in ("0", "1"):
        raise OptionError(f"{word}={text} is not legal; it can be 0 or 1.")
    return text == "1"


def split_names(text: str) -> tuple[str, ...]:
    """Names with commas between."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def read_number(word: str, text: str, least: int | None) -> int:
    """A whole number from `least` up, or any.

    Raises:
        OptionError: it is none.
    """
    try:
        number = int(text)
    except ValueError:
        number = None
    if number is None or (least is not None and number < least):
        legal = "" if least is None else f" from {least} up"
        raise OptionError(f"{word}={text} is not legal; give a whole number{legal}.")
    return number


def read_options(options: Iterable[Option], given: Mapping[str, str]) -> dict[str, Any]:
    """Values of all options by word.

    Raises:
        OptionError: an option is unknown or its text makes no value.
    """
    known = {option.word: option for option in options}
    for word in given:
        if word not in known:
            raise OptionError(f"{word} is no option of this bench.")
    return {
        word: option.read(given[word]) if word in given else option.default
        for word, option in known.items()
    }
