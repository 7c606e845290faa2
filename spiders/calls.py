"""What the scripts of a page ask the portal for (脚本请求): addresses and forms (``spiders.asking``).

1. A quoted address, with whatever is added to it (``"/search/" + channelId + "?page=" + page``). Names are
   those of ``var x = '...'`` in the page; a name that is not said there is the number of a page, or nothing.
2. ``$.post(address, {...})`` and ``$.ajax({type: "POST", url: ..., data: {...}})`` with the form.
3. Files of the page itself, and counters of visits, are no lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urldefrag, urlencode, urljoin

from spiders.asking import posted, posted_data

VARIABLE = re.compile(
    r"(?:\bvar\s+|\blet\s+|\bconst\s+|\bwindow\.|[,;]\s*)(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\d+)\b)"
)
PART = r"(?:\"[^\"<>\n]*\"|'[^'<>\n]*'|[A-Za-z_$][\w.$]*(?:\(\))?)"
ADDRESS = re.compile(rf"([\"'])((?:https?:/)?/[^\"'\s<>]+|\.{{1,2}}/[^\"'\s<>]+)\1((?:\s*\+\s*{PART})*)")
ADDED = re.compile(r"\+\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.$]+))")
MEMBERS = r"\{(?:[^{}]|\{[^{}]*\})*\}"
POST = re.compile(rf"\.post\(\s*([^,]+?)\s*,\s*({MEMBERS})")
AJAX = re.compile(rf"ajax\(\s*({MEMBERS})")
MEMBER = re.compile(r"[\"']?(\w+)[\"']?\s*:\s*(?:\"([^\"]*)\"|'([^']*)'|(-?\d+)|([A-Za-z_$][\w.$]*))")
URL = re.compile(rf"\burl[\"']?\s*:\s*({PART}(?:\s*\+\s*{PART})*)")
DATA = re.compile(r"\bdata[\"']?\s*:\s*(?:JSON\.stringify\(\s*)?(\{[^{}]*\})")
IS_POST = re.compile(r"\b(?:type|method)[\"']?\s*:\s*[\"']post[\"']", re.IGNORECASE)
IS_DATA = re.compile(r"JSON\.stringify|application/json", re.IGNORECASE)
NO_LIST = re.compile(
    r"\.(?:js|css|png|jpe?g|gif|ico|svg|swf|woff2?|mp4|apk|map)(?:$|\?)|visit|count|hits?\b|click|tongji|stat(?:s|istic)"
    r"|share|login|logout|captcha|comment|weather|upload|track|hm\.baidu",
    re.IGNORECASE,
)
OF_PAGE = re.compile(r"page|^(?:curr?|current|p|index|no|num|i|n)$", re.IGNORECASE)
ENDS_IN_PAGE = re.compile(r"(?:page\w*|curr?\w*|\bp)=$", re.IGNORECASE)
OF_SIZE = re.compile(r"size|limit|rows|per", re.IGNORECASE)


def calls_in(script: str, base: str) -> Iterator[str]:
    """The addresses that scripts ask for, each once, those with a form first."""
    known = {name: first or second or third for name, first, second, third in VARIABLE.findall(script)}
    sent = list(_sent(script, known, base))
    places = {urldefrag(url).url.partition("?")[0] for url in sent}
    plain = [url for url in _addresses(script, known, base) if url.partition("?")[0] not in places]
    yield from dict.fromkeys(url for url in (*sent, *plain) if not NO_LIST.search(url))


def _sent(script: str, known: Mapping[str, str], base: str) -> Iterator[str]:
    for address, members in POST.findall(script):
        yield posted(urljoin(base, _joined(address, known)), _form(members, known))
    for call in AJAX.findall(script):
        url, data = URL.search(call), DATA.search(call)
        address = urljoin(base, _joined(url[1], known)) if url else ""
        form = _form(data[1], known) if data else {}
        if address and IS_POST.search(call):
            yield (posted_data if IS_DATA.search(call) else posted)(address, form)
        elif address and form:
            yield f"{address}{'&' if '?' in address else '?'}{urlencode(form)}"


def _addresses(script: str, known: Mapping[str, str], base: str) -> Iterator[str]:
    for _, start, more in ADDRESS.findall(script):
        address = start + "".join(_added(more, start, known))
        if "?" in address or re.search(r"\.\w{2,6}$|/(?:api|rest|search)/", address):
            yield urljoin(base, address)


def _joined(expression: str, known: Mapping[str, str]) -> str:
    return "".join(_added(f"+{expression}", "", known))


def _added(more: str, before: str, known: Mapping[str, str]) -> Iterator[str]:
    """The parts of a sum of texts and names."""
    for double, single, name in ADDED.findall(more):
        part = double or single or known.get(name, "1" if name and ENDS_IN_PAGE.search(before) else "")
        before = part
        yield part


def _form(members: str, known: Mapping[str, str]) -> dict[str, str | int]:
    """The members of a form; a page that is not said is the first, a size that is not said 15."""
    form: dict[str, str | int] = {}
    for name, double, single, number, variable in MEMBER.findall(members):
        unsaid = (
            "1" if OF_PAGE.search(name) and not OF_SIZE.search(name) else "15" if OF_SIZE.search(name) else ""
        )
        form[name] = (
            int(number) if number else double or single or (known.get(variable, unsaid) if variable else "")
        )
    return form
