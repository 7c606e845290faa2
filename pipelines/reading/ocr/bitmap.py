"""Pages and pictures as grey bitmaps in the size that the networks read best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from pipelines.reading.ocr.engine import Picture
from pipelines.reading.ocr.upright import ink_of

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

_LONGEST: Final = 2340
"""Pixels of the longer side of an A4 page at 200 dpi."""
_PAGE: Final = 842.0
"""Points of the longer side of A4. The page's own size is not asked: scanners write any."""
_CHARACTER: Final = 26
_SMALLEST: Final = 20
"""Pixels of height that characters get, and that they have at least."""
_MOST_PIXELS: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A grey picture and the points that a pixel stands for."""

    picture: Picture
    point: float


def rendered(page: pypdfium2.PdfPage) -> Bitmap:
    """A page of a PDF as it is shown; all pages of one size get one scale."""
    scale = _LONGEST / max(*page.get_size(), 1.0)
    bitmap = page.render(scale=scale, grayscale=True)
    picture = np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width)
    height = character_height(picture)
    picture = picture if height >= _SMALLEST else _scaled(picture, _CHARACTER / height)
    return Bitmap(picture, _PAGE / max(picture.shape))


def grey(picture: Image.Image) -> Bitmap:
    """A picture of a page or of a part of one, upright as its camera says, transparent parts white."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - comes with the extra

    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
    page = np.asarray(upright.convert("L"), np.uint8)
    return Bitmap(_scaled(page, _CHARACTER / character_height(page)), _PAGE / _LONGEST)


def _scaled(page: Picture, factor: float) -> Picture:
    """The page larger or smaller; a factor near to 1 leaves it as it is."""
    factor = min(max(factor, 0.3), 4.0, (_MOST_PIXELS / page.size) ** 0.5)
    if 0.8 <= factor <= 1.25:
        return page
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def character_height(page: Picture) -> float:
    """The height in pixels of most characters; `_CHARACTER` where there are too few to tell."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(page), connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    sane = (height >= 6) & (height < 0.1 * max(page.shape)) & (width <= 2 * height) & (height <= 4 * width)
    blots = height[sane]
    return float(np.percentile(blots, 75)) if len(blots) >= 10 else float(_CHARACTER)
