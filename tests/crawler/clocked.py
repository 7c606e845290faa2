"""``nianbao`` at another time: ``python clocked.py 2026-01-26T02:00:00+00:00 nightly``."""

from __future__ import annotations

import sys
from datetime import datetime

import time_machine

from crawler.cli import main

if __name__ == "__main__":
    with time_machine.travel(datetime.fromisoformat(sys.argv.pop(1)), tick=True):
        main()
