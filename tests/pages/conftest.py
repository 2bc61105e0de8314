"""The browser, and the page of a regression, for all tests of pages."""

from tests.pages.browser import browser, viewer
from tests.pages.shown import made, shown, used

__all__ = ["browser", "made", "shown", "used", "viewer"]
