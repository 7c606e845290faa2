"""The two neural networks of RapidOCR: one finds lines of text in a page, one reads a line.

Both models lie in RapidOCR's wheel; nothing is fetched. They are loaded once per process, and use all
cores in the main process, one in a worker that reads many files beside others.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipelines.reading.errors import ReaderMissing

Picture = npt.NDArray[np.uint8]
"""A grey picture (rows, columns), or a mask where 255 means yes."""

_NARROWEST: Final = 64
"""Pixels of width at least that a line is given to the reader: RapidOCR's own 320 makes digits slow."""
_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a line and how sure the network is of its least certain character (0 to 1)."""

    text: str
    certainty: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, `right` and `bottom` outside of it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top


@cache
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR  # noqa: PLC0415 - heavy, and an extra
    except ImportError as error:
        raise ReaderMissing(
            "expected the readers of pictures and scans, which are not installed: pip install 'nianbao[ocr]'"
        ) from error
    threads = -1 if multiprocessing.parent_process() is None else 1
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "Rec.rec_img_shape": [3, 48, _NARROWEST],
            "Rec.rec_batch_num": _AT_ONCE,
        }
    )


@cache
def _reader() -> Any:
    """The network that reads lines; RapidOCR loads it with the first line."""
    engine = _engine()
    engine(np.full((48, _NARROWEST, 3), 255, np.uint8), use_det=False, use_cls=False, use_rec=True)
    return engine.text_rec


def find_lines(page: Picture) -> list[Box]:
    """The lines of text of a page or a part of it, at most 2,000 pixels high. Raises `ReaderMissing`."""
    engine = _engine()
    found = engine(np.dstack([page] * 3), use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    boxes = [(corners.min(axis=0), corners.max(axis=0)) for corners in found.boxes]
    return [Box(*(int(edge) for edge in (*low.clip(min=0), *high))) for low, high in boxes]


def read_lines(lines: Sequence[Picture]) -> list[Reading]:
    """Read pictures of one line each. Raises `ReaderMissing`."""
    from rapidocr.ch_ppocr_rec.typings import TextRecInput  # noqa: PLC0415 - heavy, and an extra

    if not lines:
        return []
    reader = _reader()
    found = reader(TextRecInput(img=[np.dstack([line] * 3) for line in lines], return_word_box=True))
    return [
        Reading(text.strip(), min(word.confs) if text.strip() else 0.0)
        for text, word in zip(found.txts, found.word_results, strict=True)
    ]
