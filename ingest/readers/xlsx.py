"""XLSX: each sheet a page in the order of the workbook, its cells as they are displayed, laid out in columns.

The container's parts are read as they stand. openpyxl's reader that streams tells nothing of hidden rows, hidden columns and merged
cells, believes what a sheet says about its size, and reads neither strict OOXML nor a workbook with damaged styles.
"""

from __future__ import annotations

from assay.document import Notice
from assay.errors import DocumentError
from ingest.office import open_package
from ingest.properties import properties_of
from ingest.readers.base import Desk, RawHidden, RawPage, RawPart, Reading
from ingest.spreadsheet.sheet import Sheet, read_sheet
from ingest.spreadsheet.text_box import TextBox, text_boxes
from ingest.spreadsheet.workbook import open_workbook
from ingest.text.grid import Budget, page_of
from ingest.upload import Upload

_RECALCULATE = "Open it in a spreadsheet program, save it, and send that."


def read(upload: Upload, desk: Desk) -> Reading:
    """One part; a sheet that is not displayed is a page without text.

    Raises `DocumentError`: `dangerous_content`, `too_large_uncompressed`, `too_complex`, `corrupt_document`, or `no_text` where no
    formula has a value.
    """
    package = open_package(upload.data, desk.limits)
    book = open_workbook(package)
    if not book.sheets:
        raise DocumentError("corrupt_document", "The workbook lists no sheets.")
    missing = [number for number, sheet in enumerate(book.sheets, 1) if sheet.part not in package]
    budget = Budget(desk.limits, desk.progress)
    pages: list[RawPage] = []
    without_value = 0
    for part in book.sheets:
        sheet = read_sheet(package, part.part, book, budget)
        without_value += sheet.without_value
        page = _page(sheet, text_boxes(package, part.part), desk)
        pages.append(page if part.displayed else _hidden(page))
        desk.progress()
    if without_value and not any(page.text for page in pages):
        raise DocumentError("no_text", "The workbook's formulas hold no values.", fix=_RECALCULATE)
    main = RawPart(media_type=desk.media_type, pages=tuple(pages))
    notices = (*_not_calculated(without_value), *map(_missing, missing))
    return Reading(parts=(main,), notices=notices, metadata=properties_of(package))


def _page(sheet: Sheet, boxes: tuple[TextBox, ...], desk: Desk) -> RawPage:
    below = [box.text for box in boxes if box.displayed]
    page = page_of(sheet.rows(), desk, above=sheet.header, below="\n\n".join(filter(None, [*below, sheet.footer])))
    unseen = [RawHidden(why=why, text=page_of(sorted(rows.items()), desk).text) for why, rows in sheet.unseen.items()]
    unseen.extend(RawHidden(why="not_displayed", text=box.text) for box in boxes if not box.displayed)
    return RawPage(text=page.text, tables=page.tables, hidden=tuple(unseen))


def _hidden(page: RawPage) -> RawPage:
    shown = (RawHidden(why="not_displayed", text=page.text),) if page.text else ()
    return RawPage(text="", hidden=(*shown, *page.hidden))


def _not_calculated(count: int) -> tuple[Notice, ...]:
    if not count:
        return ()
    formulas = "A formula holds" if count == 1 else f"{count:,} formulas hold"
    says = f"{formulas} no value, for no program has calculated the workbook. {_RECALCULATE}"
    return (Notice(code="formulas_without_values", says=says),)


def _missing(number: int) -> Notice:
    return Notice(code="sheet_missing", says=f"Sheet {number:,} is listed in the workbook and missing from the file.")
