"""What an HTML page says about itself and hangs on itself: meta tags, breadcrumb, attachments."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, cast
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from pipelines.model import Link, Paragraph, Table
from pipelines.reading.text import collapsed

LEAST_WIDTH: Final = 300
"""Pixels that a picture is wide that shows a table."""
MAX_BREADCRUMB: Final = 200
"""Longer texts under a breadcrumb's class name are the page around it."""
_CRUMB_NAME = re.compile(r"crumb|position|location|weizhi|dqwz|curpos|where", re.IGNORECASE)
_CRUMB_TEXT = re.compile(r"^(您?当前(的)?位置|您?(的)?(现在|当前|所在)?的?位置|现在位置|首页\s*[>＞»›])")
_SEPARATOR = re.compile(r"[>＞»›→/]|--")
_FILE = re.compile(r"\.(pdf|docx?|wps|xlsx?|et|ofd|rtf|zip|rar)$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|bmp|tiff?|webp)(?:$|\?)", re.IGNORECASE)
_PART_OF_SITE = re.compile(
    r"logo|icon|banner|button|btn|arrow|qrcode|ewm|erweima|weixin|wechat|weibo|share|print|jiucuo|dzjg|gongan"
    r"|beian|footer|header|nav|bg[._-]|_bg",
    re.IGNORECASE,
)
_ENDPOINT = re.compile(r"/downfile\.jsp|/download\.jsp|DownloadAttachUrl", re.IGNORECASE)
_APPENDIX = re.compile(r"""file_appendix\s*=\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""", re.DOTALL)
_CALLED = cast(Callable[[etree._Element], list[etree._Element]], etree.XPath("(.//@class | .//@id)/.."))
_SAID = cast(
    Callable[[etree._Element], list[str]],
    etree.XPath(".//text()[not(parent::script) and not(parent::style)]", smart_strings=False),
)
_EMBEDDED: Final = (("iframe", "src"), ("embed", "src"), ("object", "data"))
_TELLING: Final = ("title", "meta", "base", "a", "script", "img", *(tag for tag, _ in _EMBEDDED))
Parts = Mapping[str, Sequence[etree._Element]]


def parts_of_head(root: etree._Element) -> Parts:
    """The elements that say something of the page itself or of what hangs on it, by their tags."""
    found: dict[str, list[etree._Element]] = {tag: [] for tag in _TELLING}
    for element in root.iter(*_TELLING):
        found[element.tag].append(element)
    return found


def metadata(root: etree._Element, parts: Parts) -> dict[str, str]:
    """Meta tags by their printed names (first non-empty wins), `title` and `breadcrumb`."""
    found: dict[str, str] = {}
    for name, value in (*_titles(parts), *_metas(parts), *_breadcrumbs(root)):
        if value and not found.get(name):
            found[name] = value
    return found


def with_trail(head: dict[str, str], blocks: Sequence[Paragraph | Table]) -> dict[str, str]:
    """What the head says and, where no element is named as one, the first paragraph that is a breadcrumb."""
    if head.get("breadcrumb"):
        return head
    trails = (block.text for block in blocks if isinstance(block, Paragraph) and _is_crumb(block.text))
    trail = next(trails, None)
    return head if trail is None else {**head, "breadcrumb": trail}


def _titles(parts: Parts) -> Iterator[tuple[str, str]]:
    for element in parts["title"]:
        yield "title", collapsed(_text_of(element))


def _metas(parts: Parts) -> Iterator[tuple[str, str]]:
    for element in parts["meta"]:
        name = element.get("name") or element.get("property")
        if name and name.strip():
            yield name.strip(), collapsed(_unescaped(element.get("content") or ""))


def _unescaped(text: str) -> str:
    """Some systems escape the title twice, so that entities are left after parsing; tags are dropped too."""
    plain = html.unescape(text)
    return re.sub(r"<[/a-zA-Z][^<>]*>", " ", plain) if plain != text else plain


def _breadcrumbs(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in _CALLED(root):
        if _CRUMB_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            text = _trail(element)
            if len(text) <= MAX_BREADCRUMB and _SEPARATOR.search(text):
                yield "breadcrumb", text


def _trail(element: etree._Element) -> str:
    """The text of a breadcrumb, one space between its parts."""
    return " ".join(piece for part in _SAID(element)[:100] if (piece := collapsed(part)))


def _is_crumb(text: str) -> bool:
    return len(text) <= MAX_BREADCRUMB and bool(_CRUMB_TEXT.match(text) and _SEPARATOR.search(text))


def attachments(parts: Parts, url: str | None) -> tuple[Link, ...]:
    """Links to files, each once, absolute where the page's URL or <base> is known."""
    base = _base(parts, url)
    links: dict[str, Link] = {}
    for href, text in (*_anchors(parts), *_embeds(parts), *_appendix(parts)):
        target = _joined(base, href)
        if target and not links.get(target, Link("", "")).text:
            links[target] = Link(target, text)
    return tuple(links.values())


def pictures(parts: Parts, url: str | None) -> tuple[Link, ...]:
    """Pictures that may show a page or a table: not small, not named as a part of the site, no link."""
    base = _base(parts, url)
    shown = (element for element in parts["img"] if _may_show_a_table(element))
    links = {_joined(base, _source(element)): (element.get("alt") or "").strip() for element in shown}
    return tuple(Link(target, text) for target, text in links.items() if target)


def _source(element: etree._Element) -> str:
    """The address of a picture, also where a script is to load it later."""
    return next(filter(None, map(element.get, ("data-original", "data-src", "src"))), "")


def _may_show_a_table(element: etree._Element) -> bool:
    width = re.match(r"\s*(\d+)\s*(?:px)?\s*$", element.get("width") or "")
    large = width is None or int(width[1]) >= LEAST_WIDTH
    source, link = _source(element), next(element.iterancestors("a"), None)
    pressed = link is not None and not _PICTURE.search(link.get("href") or source)
    return large and bool(_PICTURE.search(source)) and not _PART_OF_SITE.search(source) and not pressed


def _base(parts: Parts, url: str | None) -> str:
    for element in parts["base"]:
        if href := element.get("href"):
            return _joined(url or "", href) or ""
    return url or ""


def _joined(base: str, href: str) -> str | None:
    """The absolute address, or None for what is no address (a malformed host, a script)."""
    try:
        target = urljoin(base, href.strip())
        scheme = urlsplit(target).scheme
    except ValueError:
        return None
    return target if scheme in ("", "http", "https") else None


def _anchors(parts: Parts) -> Iterator[tuple[str, str]]:
    for element in parts["a"]:
        href = element.get("href")
        if not href:
            continue
        text = collapsed(_text_of(element)) or (element.get("title") or "").strip()
        if _names_a_file(href) or _FILE.search(text) or _in_appendix(element):
            yield href, text


def _in_appendix(element: etree._Element) -> bool:
    """TRS lists its attachments in <span class="fj-fj">."""
    parent = element.getparent()
    return parent is not None and "fj-fj" in (parent.get("class") or "").split()


def _names_a_file(href: str) -> bool:
    try:
        path = urlsplit(href.strip()).path
    except ValueError:
        return False
    return bool(_FILE.search(path) or _ENDPOINT.search(href))


def _embeds(parts: Parts) -> Iterator[tuple[str, str]]:
    for tag, attribute in _EMBEDDED:
        for element in parts[tag]:
            href = _viewed(element.get(attribute) or "")
            if _names_a_file(href):
                yield href, (element.get("title") or "").strip()


def _viewed(src: str) -> str:
    """The file behind a viewer page such as `/pdfjs/viewer.html?file=/report.pdf`."""
    try:
        query = parse_qs(urlsplit(src).query)
    except ValueError:
        return ""
    return next((values[0] for key, values in query.items() if key in ("file", "url")), src)


def _appendix(parts: Parts) -> Iterator[tuple[str, str]]:
    """TRS writes attachments into a script: `var file_appendix='<a href="./P020.pdf">...</a>'`."""
    for script in parts["script"]:
        for match in _APPENDIX.finditer(script.text or ""):
            markup = re.sub(r"\\(.)", r"\1", match[1] or match[2] or "")
            if "<" in markup:
                yield from _fragment_anchors(markup)


def _fragment_anchors(markup: str) -> Iterator[tuple[str, str]]:
    fragment = etree.fromstring(f"<div>{markup}</div>".encode(), etree.HTMLParser(encoding="utf-8"))
    for element in fragment.iter("a") if fragment is not None else ():
        if href := element.get("href"):
            yield href, collapsed(_text_of(element))


def _text_of(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())
