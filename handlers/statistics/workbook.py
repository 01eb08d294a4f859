"""A workbook for a spreadsheet (Office Open XML, ECMA-376): one sheet of words and numbers, and no more.

Written here: what it takes is six small parts in a ZIP, less than any library for it brings along. The same
rows make the same bytes.
"""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | None
_MADE = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    "</Types>"
)
_STYLES = (  # 0: as it is; 1: bold
    f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def written(sheet: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    """Its first row is the heads of its columns."""
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}"><sheets>'
        f'<sheet name={quoteattr(sheet)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _links(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _links(worksheet="worksheets/sheet1.xml", styles="styles.xml"),
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": _sheet(rows),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, said in parts.items():
            packed.writestr(zipfile.ZipInfo(name, _MADE), f"{_HEAD}{said}", zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _links(**targets: str) -> str:
    links = (
        f'<Relationship Id="rId{number}" Type="{_LINK}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    wide = "".join(
        f'<col min="{number}" max="{number}" width="{_width(column)}" customWidth="1"/>'
        for number, column in enumerate(zip(*rows, strict=True), start=1)
    )
    lines = "".join(_row(number, row) for number, row in enumerate(rows, start=1))
    return f'<worksheet xmlns="{_MAIN}"><cols>{wide}</cols><sheetData>{lines}</sheetData></worksheet>'


def _width(column: Sequence[Cell]) -> int:
    """In characters; a Chinese one takes two."""
    return 3 + max(sum(2 if sign > "\u2e7f" else 1 for sign in str(cell or "")) for cell in column)


def _row(number: int, row: Sequence[Cell]) -> str:
    style = ' s="1"' if number == 1 else ""
    cells = (_cell(f"{chr(ord('A') + place)}{number}", style, cell) for place, cell in enumerate(row))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(name: str, style: str, cell: Cell) -> str:
    """Words stand in it as they are, and are never a formula."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return f'<c r="{name}"{style}><v>{cell}</v></c>'
    return f'<c r="{name}"{style} t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
