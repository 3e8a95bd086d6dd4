"""Lines that a PDF page draws: strokes, edges of stroked boxes, and boxes so thin that they are lines."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_int

import pypdfium2.raw as pdfium_c

from ingest.pdf.characters import Handle
from ingest.pdf.placed import View
from ingest.tables.rulings import Ruling, Rulings

_STRAIGHT = 1.0  # points by which the ends of a line may be out of true
_SHORTEST = 4.0  # points: what is shorter is part of a letter or a dash
_THIN = 3.0  # points
_MOST = 20_000  # edges on a page: more are a drawing
_DEEPEST = 20  # forms in forms

_Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]
_Edge = tuple[_Point, _Point]


def rulings_of(page: Handle, view: View) -> Rulings:
    """The lines that lie and those that stand, as displayed; none where there are more than a table needs."""
    lying: list[Ruling] = []
    standing: list[Ruling] = []
    for number, (one, other) in enumerate(_edges(page)):
        if number >= _MOST:
            return Rulings()
        left, top, right, bottom = view.shown(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))
        if bottom - top <= _STRAIGHT and right - left >= _SHORTEST:
            lying.append(Ruling((top + bottom) / 2, left, right))
        elif right - left <= _STRAIGHT and bottom - top >= _SHORTEST:
            standing.append(Ruling((left + right) / 2, top, bottom))
    return Rulings(lying=tuple(lying), standing=tuple(standing))


def _edges(page: Handle) -> Iterator[_Edge]:
    """Straight edges in the page's own points."""
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        yield from _edges_of(pdfium_c.FPDFPage_GetObject(page, index), (), 0)


def _edges_of(one: Handle, outer: tuple[_Matrix, ...], depth: int) -> Iterator[_Edge]:
    """The edges of an object that lies in forms with these matrices, the innermost first."""
    kind = pdfium_c.FPDFPageObj_GetType(one)
    if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        for edge in _edges_of_path(one):
            yield _moved(edge[0], (_matrix(one), *outer)), _moved(edge[1], (_matrix(one), *outer))
    elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        for index in range(pdfium_c.FPDFFormObj_CountObjects(one)):
            yield from _edges_of(pdfium_c.FPDFFormObj_GetObject(one, index), (_matrix(one), *outer), depth + 1)


def _edges_of_path(path: Handle) -> Iterator[_Edge]:
    filled, stroked = c_int(), c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, byref(filled), byref(stroked))
    if stroked.value:
        yield from _segments(path)
    elif filled.value:
        for shape in _shapes([*_segments(path)]):
            yield from _middle_of_thin(shape)


def _segments(path: Handle) -> Iterator[_Edge]:
    """The straight pieces of the path, those that close it too."""
    start = last = (0.0, 0.0)
    for index in range(min(pdfium_c.FPDFPath_CountSegments(path), _MOST)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        across, up = c_float(), c_float()
        pdfium_c.FPDFPathSegment_GetPoint(segment, byref(across), byref(up))
        point = (across.value, up.value)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield last, point
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield point, start
        last = point


def _shapes(edges: list[_Edge]) -> Iterator[list[_Edge]]:
    """Edges that go on in each other."""
    shape: list[_Edge] = []
    for edge in edges:
        if shape and shape[-1][1] != edge[0]:
            yield shape
            shape = []
        shape.append(edge)
    if shape:
        yield shape


def _middle_of_thin(shape: list[_Edge]) -> Iterator[_Edge]:
    """The line that a thin box is."""
    across, up = [point[0] for edge in shape for point in edge], [point[1] for edge in shape for point in edge]
    left, right, bottom, top = min(across), max(across), min(up), max(up)
    if top - bottom <= _THIN <= right - left:
        yield (left, (top + bottom) / 2), (right, (top + bottom) / 2)
    elif right - left <= _THIN <= top - bottom:
        yield ((left + right) / 2, bottom), ((left + right) / 2, top)


def _matrix(one: Handle) -> _Matrix:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(one, byref(matrix))
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _moved(point: _Point, matrices: tuple[_Matrix, ...]) -> _Point:
    across, up = point
    for a, b, c, d, e, f in matrices:
        across, up = a * across + c * up + e, b * across + d * up + f
    return across, up
