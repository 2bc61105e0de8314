"""Fills in the templates of the pages; what a page needs stands in its one file.

A page may have a style sheet and a script of its own beside its template: ``regression.css`` and
``regression.js`` beside ``regression.html.j2``. They stand behind those that all pages share. The
page's Content-Security-Policy names the hashes of these texts and allows nothing else, so a style
or a script in an attribute has no effect: drawings use SVG's own attributes, and classes.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.pages.words import FILTERS

TEMPLATES = Path(__file__).parent / "templates"
ENDING = ".html.j2"


@functools.cache
def environment(folder: Path = TEMPLATES) -> Environment:
    """What knows the templates of a folder; a name that nobody gave is an error, not empty."""
    made = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def render(template: str | Path, /, **values: object) -> str:
    """The page.

    Args:
        template: its file, ``NAME.html.j2``, here or by its path elsewhere; it extends
            ``base.html.j2``.
        **values: what it shows.
    """
    path = TEMPLATES / template
    style = _texts("css", "style", path)
    script = _texts("js", "script", path)
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = environment(path.parent).get_template(path.name)
    # The three are files of the project and hashes of them, so nothing in them is escaped.
    shared = {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}
    return page.render(**shared, **values)


def _texts(ending: str, shared: str, page: Path) -> str:
    own = page.with_name(f"{page.name.removesuffix(ENDING)}.{ending}")
    files = (TEMPLATES / f"{shared}.{ending}", own)
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    return "\n" + "\n".join(texts)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
