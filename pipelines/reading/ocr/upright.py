"""A crooked page made straight: the angle at which rows of ink stand out most from the white between."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from pipelines.reading.ocr.engine import Picture

_STEEPEST: Final = 6.0
"""Degrees; a page that lies more askew is not put right."""
_SMALL: Final = 900
"""Pixels of the longer side that are enough to find the angle."""


def ink_of(page: Picture, contrast: int = 18) -> Picture:
    """Where the page is darker than its surroundings by some levels of grey: print and lines."""
    smooth = cv2.GaussianBlur(page, (3, 3), 0)
    return np.asarray(
        cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, contrast),
        np.uint8,
    )


def straightened(page: Picture) -> Picture:
    """The page turned so that its lines run level."""
    angle = skew(page)
    return page if abs(angle) < 0.03 else turned(page, angle)


def turned(page: Picture, angle: float) -> Picture:
    """The page turned by some degrees around its middle, white where nothing was."""
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return np.asarray(
        cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,)), np.uint8
    )


def skew(page: Picture) -> float:
    """The angle in degrees by which the page has to be turned."""
    scale = min(1.0, _SMALL / max(page.shape))
    small = cv2.resize(ink_of(page), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    best = 0.0
    for reach, step in ((_STEEPEST, 0.5), (0.5, 0.1), (0.1, 0.02)):
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _contrast(np.asarray(small, np.uint8), float(angle))))
    return best


def _contrast(ink: Picture, angle: float) -> float:
    """How much neighbouring rows differ in ink."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, matrix, (width, height)).sum(axis=1, dtype=np.float64)
    return float((np.diff(rows) ** 2).sum())
