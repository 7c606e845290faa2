"""Some damaged copies of each format (``make soak`` makes 200 of each)."""

from __future__ import annotations

import os
import shutil

import pytest

from bench.damage import BROKEN, FORMS, Copy, failures, harmed, original, soak
from bench.formats import CONVERSIONS

WHOLE_RUN = bool(os.environ.get("NIANBAO_SOAK"))
SLOW = ("doc",)  # LibreOffice reads each copy: some seconds


def test_a_damaged_copy_is_read_right_or_told_and_never_crashes() -> None:
    office = shutil.which("soffice") is not None
    forms = [form for form in FORMS if form not in SLOW and (office or form not in CONVERSIONS)]
    outcomes = soak(forms, 200 if WHOLE_RUN else 10)
    assert failures(outcomes) == []
    assert {outcome.column for outcome in outcomes} >= {"whole", "refused", "with findings"}
    assert not {outcome.column for outcome in outcomes} & set(BROKEN)


@pytest.mark.parametrize("form", ["html-clean", "text-tabs"])
def test_where_no_checksum_protects_a_digit_none_is_changed(form: str) -> None:
    data, _ = original(form)
    for number in range(1, 60, 2):
        changed = [(a, b) for a, b in zip(data, harmed(data, Copy(form, number)), strict=True) if a != b]
        assert not any(chr(byte).isdecimal() and byte < 128 for pair in changed for byte in pair)
