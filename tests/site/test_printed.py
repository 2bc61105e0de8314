"""A page's outputs are found and typed again; what is no longer printed is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.site.printed import PrintedError, check, find_printed, first_missing

PAGE = """# A page

    echo one
    echo two; echo 'took 1.25 s'

It prints:

<!-- printed -->

    one
    two
    took 0.50 s

And fenced:

```sh
false
```
<!-- printed, exit code 1 -->
```text
...
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_outputs_are_found_with_their_commands(page: Path) -> None:
    first, second = find_printed(page)
    assert first.commands == ("echo one", "echo two; echo 'took 1.25 s'")
    assert first.output == ("one", "two", "took 0.50 s")
    assert (first.code, second.code) == (0, 1)
    assert (second.commands, second.output) == (("false",), ("...",))


def test_what_is_printed_again_passes(page: Path) -> None:
    for printed in find_printed(page):
        check(printed, page.parent)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("echo one", "echo won", "no longer prints\n  one"),
        ("echo two;", "echo three; echo two;", "no longer prints\n  two"),
        ("; echo 'took 1.25 s'", "", "no longer prints\n  took 0.50 s"),
        ("echo one", "exit 3", "exit code 3, not 0"),
        ("exit code 1", "exit code 2", "exit code 1, not 2"),
    ],
)
def test_what_is_printed_no_longer_is_told(page: Path, old: str, new: str, told: str) -> None:
    page.write_text(PAGE.replace(old, new), encoding="utf-8")
    first, second = find_printed(page)
    spoiled = second if "exit code" in old else first
    with pytest.raises(PrintedError, match=told):
        check(spoiled, page.parent)


def test_a_mark_needs_its_blocks(page: Path) -> None:
    page.write_text("<!-- printed -->\n\n    one\n", encoding="utf-8")
    with pytest.raises(PrintedError, match=r"page\.md:1: put the commands"):
        find_printed(page)


@pytest.mark.parametrize(
    ("output", "said", "missing"),
    [
        (["a", "...", "d"], ["a", "b", "c", "d"], ""),
        (["b", "c"], ["a", "b", "c", "d"], ""),
        (["a", "c"], ["a", "b", "c"], "c"),
        (["a", "...", "e"], ["a", "b"], "e"),
        (["commit 0123abc+"], ["commit fedcba9"], ""),
        (["12 beats"], ["13 beats"], "12 beats"),
        (["tools  verilator 5.048"], ["tools  verilator 5.050"], ""),
        (["─────  x"], ["───────    x"], ""),
    ],
)
def test_lines_are_compared_in_order(output: list[str], said: list[str], missing: str) -> None:
    assert first_missing(output, said) == missing
