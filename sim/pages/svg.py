"""Elements of inline SVG, which a page holds without a file of its own.

Colours come from the page's style by class, so that a drawing follows light and dark.
"""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markupsafe import Markup


def element(tag: str, /, *children: Element, text: str = "", **attributes: object) -> Element:
    """One element.

    Args:
        tag: its name.
        children: what it holds.
        text: what it says.
        attributes: by name; ``_`` stands for ``-``, and one at the end for nothing.
    """
    found = Element(
        tag, {name.rstrip("_").replace("_", "-"): _told(v) for name, v in attributes.items()}
    )
    found.text = text or None
    found.extend(children)
    return found


def titled(shape: Element, text: str) -> Element:
    """The shape, which tells `text` to those who point at it."""
    shape.insert(0, element("title", text=text))
    return shape


def drawing(
    name: str, size: tuple[float, float], title: str, description: str, *children: Element
) -> Markup:
    """A whole drawing that a screen reader tells by title and description.

    Args:
        name: unique on its page.
        size: width and height in pixels; it gets narrower with the page.
        title: what it shows.
        description: what there is to see, in sentences.
        children: the shapes.
    """
    width, height = size
    root = element(
        "svg",
        element("title", text=title, id=f"{name}-title"),
        element("desc", text=description, id=f"{name}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_told(width)} {_told(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        class_="drawing",
    )
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _told(value: object) -> str:
    """A number with as many digits as a screen shows."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
