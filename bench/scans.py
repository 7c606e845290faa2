"""A PDF as a scanner gives it back: pictures of its pages at 150 dpi, noisy and a degree askew."""

from __future__ import annotations

import io
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 150
DEGREES = 1.0
NOISE = 12


def to_scan(pdf: bytes, rng: Random) -> bytes:
    """The pages of a PDF as grey pictures, wrapped into a PDF again."""
    import pypdfium2

    pages: list[Image] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=DPI / 72).to_pil().convert("L")
            pages.append(_scanned(picture, rng))
    target = io.BytesIO()
    pages[0].save(target, "PDF", resolution=DPI, save_all=True, append_images=pages[1:])
    return target.getvalue()


def page_as_png(pdf: bytes, number: int, rng: Random) -> bytes:
    """One page as a scanned picture."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[number].render(scale=DPI / 72).to_pil().convert("L")
    target = io.BytesIO()
    _scanned(picture, rng).save(target, "PNG", dpi=(DPI, DPI))
    return target.getvalue()


def _scanned(picture: Image, rng: Random) -> Image:
    from PIL import Image as images

    angle = DEGREES * rng.choice([1, -1])
    askew = picture.rotate(angle, resample=images.Resampling.BICUBIC, fillcolor=255)
    # Pillow's own noise takes no seed.
    grains = images.frombytes("L", askew.size, rng.randbytes(askew.width * askew.height))
    weight = images.new("L", askew.size, NOISE)
    return images.composite(grains, askew, weight)
