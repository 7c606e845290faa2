"""What becomes of the pages that a web archive has: the last stage, in place of ``SettlePage``."""

from __future__ import annotations

from contextlib import suppress

from archive.listing import UnknownPage
from archive.records import PageState
from pipelines.stages import STAGES, SettlePage

RECOVERED = "from a web archive"


class SettleRecovered(SettlePage):
    """Marks the listed pages whose report a web archive had; a page that stays lost stays as it was."""

    def mark(self, url: str, state: PageState, reason: str | None, reports: tuple[int, ...]) -> None:
        """A page that no list has ever named has no state to keep."""
        if state == "archived":
            with suppress(UnknownPage):
                super().mark(url, state, f"{RECOVERED}. {reason}" if reason else RECOVERED, reports)

    def problem(self, kind: str, url: str, reason: str) -> None:
        """An address that only the web archive knows may well answer without a word."""
        if url not in self.spider.blank:
            super().problem(kind, url, reason)

    def mark_mirrors(self) -> None:
        """The other addresses of an article are lost each by itself."""


#: The stages of a spider that asks a web archive.
RECOVERING_STAGES = {
    **{name: None for name in STAGES if name.endswith(".SettlePage")},
    "crawler.web_archive.settling.SettleRecovered": 400,
}
