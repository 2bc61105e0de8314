"""Names in sentences: all that are legal, and the one that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def listed(names: Iterable[object], word: str = "and") -> str:
    """``a, b and c``."""
    texts = [str(name) for name in names]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def unknown(what: str, known: Iterable[str], name: str = "") -> str:
    """Beginning of a sentence about a name that does not exist, and the known one most like it.

    Args:
        what: the name as it was given, with what stands around it.
        known: the names that exist.
        name: the name alone, where `what` holds more.

    Returns:
        ``what is unknown``, or ``what is unknown (did you mean x?)``.
    """
    by_lower = {text.lower(): text for text in known}
    close = difflib.get_close_matches((name or what).lower(), by_lower, n=1)
    return f"{what} is unknown" + (f" (did you mean {by_lower[close[0]]}?)" if close else "")
