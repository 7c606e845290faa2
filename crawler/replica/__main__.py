"""``python -m crawler.replica``: the replica in a process of its own that ends with whoever started it.

It prints its address as one line, and serves until its standard input is closed, so that a parent that is
killed leaves nothing behind.
"""

from __future__ import annotations

import sys

from crawler.replica.proxy import Replica


def main() -> None:
    """Serve until the parent goes."""
    with Replica() as replica:
        print(replica.http_proxy, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
