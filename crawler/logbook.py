"""Log lines of unattended runs (日志): for people on a terminal, as JSON for everything else; on stderr."""

from __future__ import annotations

import sys
from typing import Any


def log(event: str, **said: Any) -> None:
    """One line: what happened, and its facts by name."""
    import structlog

    shown: Any = (
        structlog.dev.ConsoleRenderer(colors=True)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    stamped = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        shown,
    ]
    logger = structlog.wrap_logger(structlog.PrintLogger(file=sys.stderr), processors=stamped)
    getattr(logger, said.pop("level", "info"))(event, **said)
