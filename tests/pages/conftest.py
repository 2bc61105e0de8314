"""The browser, for all tests of pages."""

from tests.pages.browser import browser, viewer

__all__ = ["browser", "viewer"]
