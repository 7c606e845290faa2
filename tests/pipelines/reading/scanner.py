"""A scanner for tests: PDF pages as grey pictures, crooked, blurred and noisy, as PDF or as picture files."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image

Picture = npt.NDArray[np.uint8]


def printed(pdf: bytes, dpi: int = 150) -> list[Picture]:
    """The pages of a PDF as a printer would put them on paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        bitmaps = [page.render(scale=dpi / 72, grayscale=True) for page in document]
        return [np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width) for bitmap in bitmaps]


def scanned(page: Picture, skew: float = 1.0, noise: float = 14.0, seed: int = 0) -> Picture:
    """A page laid on the glass `skew` degrees askew, a little out of focus, with grain."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    askew = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255,))
    soft = cv2.GaussianBlur(askew, (0, 0), 0.6).astype(np.float64) * 0.93 + 8
    grain = np.random.default_rng(seed).normal(0, noise, page.shape)
    return np.clip(soft + grain, 0, 255).astype(np.uint8)


def file_of(page: Picture, kind: str = "PNG") -> bytes:
    """A page as the bytes of a picture file."""
    target = BytesIO()
    Image.fromarray(page).save(target, kind)
    return target.getvalue()


def bound(pages: list[Picture], dpi: int = 150, quality: int = 75) -> bytes:
    """Pages as a PDF that holds nothing but their pictures."""
    pictures = [Image.open(BytesIO(_jpeg(page, quality))) for page in pages]
    target = BytesIO()
    pictures[0].save(
        target, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi, quality=quality
    )
    return target.getvalue()


def _jpeg(page: Picture, quality: int) -> bytes:
    target = BytesIO()
    Image.fromarray(page).save(target, "JPEG", quality=quality)
    return target.getvalue()
