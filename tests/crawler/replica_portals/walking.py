"""Walks a replica portal as a reader of its pages would, without the project's own spiders."""

import re
from urllib.parse import urljoin, urlsplit

from lxml import html

_UNITS = re.compile(r"""\b(?:vc_xxgk)?area=([0-9A-Z-]+)""")
_PAGER = re.compile(r"createPageHTML\((.*?)\)")
_RECORD = re.compile(r"<record><!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def links_in(address, text):
    """Every link of a page or fragment, each once, those inside embedded records and frames included."""
    found = []
    for piece in (text, *_RECORD.findall(text)):
        for element in html.fromstring(f"<div>{piece}</div>").iter("a", "iframe"):
            href = element.get("href") or element.get("src")
            if href and not href.startswith("javascript:"):
                found.append(urljoin(address, href))
    return list(dict.fromkeys(found))


def walk(client, start, follow):
    """Every page reached from ``start`` by links within its host: address -> (status, body)."""
    host = urlsplit(start).hostname
    waiting, seen = [start], {}
    while waiting:
        address = waiting.pop()
        if address in seen or urlsplit(address).hostname != host or not follow(address):
            continue
        status, headers, body = client.fetch(address)
        seen[address] = (status, body)
        if status == 200 and headers["Content-Type"].startswith("text/html"):
            waiting += links_in(address, decoded(body))
    return seen


def decoded(body):
    """Text by its content: UTF-8 where it is, else GB18030, whatever the head says."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030")


def trs_pages(address, text):
    """The addresses of a TRS list's further pages, by either dialect of its pager."""
    call = _PAGER.search(text)
    if not call:
        return []
    arguments = [argument.strip(" '\"") for argument in call[1].split(",")]
    if arguments[0].isdigit():
        return [urljoin(address, f"index_{n}.html") for n in range(1, int(arguments[0]))]
    return [urljoin(address, f"index_{n}.html") for n in range(2, int(arguments[1]) + 1)]


def unit_codes(text):
    """The unit codes that a Hanweb page names."""
    return set(_UNITS.findall(text))
