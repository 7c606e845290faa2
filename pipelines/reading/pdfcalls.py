"""The functions of pdfium that are called for every character and object of a page, bound anew to be quick.

pypdfium2 binds them with typed pointers, which costs more than what most of them do. Here they take plain
addresses (``address_of``), and keep the interpreter's lock, which they would give back within a microsecond.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from pypdfium2 import raw

_ADDRESS, _INDEX, _NUMBER = ctypes.c_void_p, ctypes.c_int, ctypes.c_int


def address_of(handle: Any) -> int:
    """The address of what pypdfium2 has a pointer to."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def object_at(address: int) -> Any:
    """The object of a page at an address, as pypdfium2's own functions take it."""
    return ctypes.cast(address, raw.FPDF_PAGEOBJECT)


def _quick(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    bound = ctypes.PYFUNCTYPE(result, *arguments)
    return bound(address_of(function))


codes_into = _quick(raw.FPDFText_GetText, _NUMBER, _ADDRESS, _INDEX, _NUMBER, _ADDRESS)
code_of = _quick(raw.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INDEX)
is_generated = _quick(raw.FPDFText_IsGenerated, _NUMBER, _ADDRESS, _INDEX)
is_unmapped = _quick(raw.FPDFText_HasUnicodeMapError, _NUMBER, _ADDRESS, _INDEX)
angle_of = _quick(raw.FPDFText_GetCharAngle, ctypes.c_float, _ADDRESS, _INDEX)
font_size_of = _quick(raw.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _INDEX)
loose_box_of = _quick(raw.FPDFText_GetLooseCharBox, _NUMBER, _ADDRESS, _INDEX, _ADDRESS)
ink_of = _quick(raw.FPDFText_GetCharBox, _NUMBER, _ADDRESS, _INDEX, *[_ADDRESS] * 4)
origin_of = _quick(raw.FPDFText_GetCharOrigin, _NUMBER, _ADDRESS, _INDEX, _ADDRESS, _ADDRESS)
object_of = _quick(raw.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _INDEX)
object_inside = _quick(raw.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
kind_of = _quick(raw.FPDFPageObj_GetType, _NUMBER, _ADDRESS)
matrix_of = _quick(raw.FPDFPageObj_GetMatrix, _NUMBER, _ADDRESS, _ADDRESS)
draw_mode_of = _quick(raw.FPDFPath_GetDrawMode, _NUMBER, _ADDRESS, _ADDRESS, _ADDRESS)
stroke_colour_of = _quick(raw.FPDFPageObj_GetStrokeColor, _NUMBER, _ADDRESS, *[_ADDRESS] * 4)
fill_colour_of = _quick(raw.FPDFPageObj_GetFillColor, _NUMBER, _ADDRESS, *[_ADDRESS] * 4)
segments_of = _quick(raw.FPDFPath_CountSegments, _NUMBER, _ADDRESS)
segment_of = _quick(raw.FPDFPath_GetPathSegment, _ADDRESS, _ADDRESS, _INDEX)
segment_end_of = _quick(raw.FPDFPathSegment_GetPoint, _NUMBER, _ADDRESS, _ADDRESS, _ADDRESS)
segment_kind_of = _quick(raw.FPDFPathSegment_GetType, _NUMBER, _ADDRESS)
closes = _quick(raw.FPDFPathSegment_GetClose, _NUMBER, _ADDRESS)
