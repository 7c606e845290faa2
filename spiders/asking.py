"""What is asked of a portal by POST (表单请求), written as one address, so that a list has one name.

1. A form stands behind the address as ``#post:page=1&cat=5``, a body of JSON as ``#json:{"page":1}``.
2. ``request_for`` sends it; ``asked_of`` gives an answer's address in the same form again.

Such an address may stand in the registry's ``columns`` like any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urldefrag, urlencode

from scrapy.http import Request, Response

FORM, DATA = "post:", "json:"
_KINDS = {FORM: "application/x-www-form-urlencoded; charset=UTF-8", DATA: "application/json; charset=UTF-8"}


def posted(url: str, form: Mapping[str, str | int]) -> str:
    """The address of what a form asks for."""
    return f"{urldefrag(url).url}#{FORM}{urlencode(form)}"


def posted_data(url: str, data: Mapping[str, str | int]) -> str:
    """The address of what a body of JSON asks for."""
    return f"{urldefrag(url).url}#{DATA}{json.dumps(data, ensure_ascii=False, separators=(',', ':'))}"


def bare(address: str) -> str:
    """An address without its fragment, unless that is what is sent."""
    url, fragment = urldefrag(address)
    return address if fragment.startswith(tuple(_KINDS)) else url


def request_for(address: str, headers: Mapping[str, str], meta: Mapping[str, Any], **rest: Any) -> Request:
    """The request that an address stands for; ``rest`` are further arguments of ``Request``."""
    url, fragment = urldefrag(address)
    kind = next((kind for kind in _KINDS if fragment.startswith(kind)), None)
    told = {**meta, "asked": address}
    if kind is None:
        return Request(address, headers=dict(headers), meta=told, **rest)
    typed, body = {**headers, "Content-Type": _KINDS[kind]}, fragment.removeprefix(kind)
    return Request(url, method="POST", body=body, headers=typed, meta=told, **rest)


def asked_of(response: Response) -> str:
    """The address that an answer stands for: where it came from, with what was sent."""
    asked = str(response.meta.get("asked", "")) if response.request else ""
    return asked if urldefrag(asked).fragment.startswith(tuple(_KINDS)) else response.url
