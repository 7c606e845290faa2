"""A web page that Word has saved as one file (MHTML, 单个文件网页): the page in it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from pipelines.reading.errors import CorruptDocument


def page_of(data: bytes) -> tuple[bytes, str]:
    """The bytes of the page with its Content-Type. Raises `CorruptDocument` where there is none."""
    message = message_from_bytes(data, EmailMessage, policy=policy.compat32)
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes) and payload.strip():
            return payload, f"text/html; charset={part.get_content_charset() or ''}"
    raise CorruptDocument("expected a page saved as one file (MHTML), found no page in it: fetch it again")
