"""The process of one job: a command of ``nianbao`` that ends when the worker that started it dies.

``python -m crawler.queue.child crawl wenshang``. The worker holds the other end of stdin and never writes: an
end of file means that it is gone, and its job may be with another worker soon.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

SECONDS_TO_END = 15


def _end_with_the_worker() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_END)
    os.killpg(os.getpgid(0), signal.SIGKILL)


def main() -> None:
    """Run the command of the arguments, watching the worker."""
    from crawler.cli import main as nianbao

    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    nianbao()


if __name__ == "__main__":
    main()
