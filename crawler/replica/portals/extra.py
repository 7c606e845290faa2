"""Hosts that hold one real document each, byte for byte, and links to it from their home page."""

from __future__ import annotations

from datetime import datetime
from html import escape

from crawler.replica.content import ExtraDocument
from crawler.replica.portals.site import Page, PageSite, robots
from crawler.replica.portals.stock import CHINA

_MODIFIED = datetime(2024, 5, 28, 15, 46, 43, tzinfo=CHINA)


def single_document(document: ExtraDocument) -> PageSite:
    """The site of one real document."""
    site = PageSite(document.host, robots("/admin/"))
    home = f'<html><body><a href="{escape(document.path)}">政府信息公开年报</a></body></html>'
    site.add("/", Page(home.encode, _MODIFIED))
    site.add(document.path, Page(lambda: document.body, _MODIFIED, document.media_type))
    return site
