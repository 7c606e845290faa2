"""``make soak``: two hundred damaged copies of each format (``bench.damage``), as a table and by name."""

from __future__ import annotations

import sys

from bench.damage import COLUMNS, COPIES, FORMS, PICTURES, failures, soak
from crawler.console import print_table


def main() -> int:
    """The whole run; the exit code is 1 where a copy broke the promise."""
    outcomes = soak((*FORMS, *PICTURES), COPIES)
    counts = {form: [o.column for o in outcomes if o.copy.form == form] for form in (*FORMS, *PICTURES)}
    rows = [(form, len(all_), *(all_.count(c) for c in COLUMNS[2:])) for form, all_ in counts.items()]
    print_table(COLUMNS, rows)
    for line in failures(outcomes):
        print(line)
    return 1 if failures(outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
