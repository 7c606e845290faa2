"""Characters of a PDF page joined to lines."""

from __future__ import annotations

from pipelines.reading.glyphs import Glyph, lines


def row(*signs: tuple[str, float, float]) -> list[Glyph]:
    """Characters side by side, each with its baseline and size."""
    return [Glyph(text, 6.0 * at, 6.0 * at + 5.5, base, size) for at, (text, base, size) in enumerate(signs)]


def test_a_small_raised_digit_behind_a_number_is_a_mark() -> None:
    (line,) = lines(row(("2", 100, 10.5), ("7", 100, 10.5), ("1", 96.5, 7)))
    assert line.text == "27[1]"


def test_digits_of_one_size_on_one_baseline_are_one_number() -> None:
    (line,) = lines(row(("2", 100, 10.5), ("7", 100, 10.5), ("1", 99.8, 10.5)))
    assert line.text == "271"
