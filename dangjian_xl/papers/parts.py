"""What the blank papers are put together from: paragraphs, page numbers, tables with rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from dangjian_xl.papers import measures as m
from dangjian_xl.papers import styles

#: Where paragraphs are added; and what the library's untyped objects are called here.
Holder: TypeAlias = "Document | _Cell"
Paragraph: TypeAlias = Any
Element: TypeAlias = Any

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def page_numbers(document: Document) -> None:
    """Numbers “— 1 —” below the text: on the right of odd pages, on the left of even ones.

    Plain fields in the footers: what stands in a text box there, WPS does not always show.
    """
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, style in ((section.footer, styles.ODD), (section.even_page_footer, styles.EVEN)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles[style]
        paragraph.add_run("— ")
        for part in _PAGE_FIELD:
            paragraph._p.append(parse_xml(f"<w:r {_W}>{part}</w:r>"))  # noqa: SLF001 - the library knows no fields
        paragraph.add_run(" —")


def add(holder: Document | _Cell, text: str, style: str) -> Any:  # noqa: ANN401 - a paragraph; its type is hard to name
    """A paragraph at the end."""
    return holder.add_paragraph(text, style)


def end(document: Document) -> None:
    """A paragraph nearly without height: a document must not end with a table."""
    told = add(document, "", styles.TABLE_TEXT).paragraph_format
    told.line_spacing, told.space_after = Pt(1), Pt(0)


def tag(holder: Document | _Cell, text: str) -> None:
    """A paragraph that only holds a template's tag and vanishes with it."""
    holder.add_paragraph(text, styles.TABLE_TEXT)


def table(
    document: Document, widths: Sequence[float], rows: Iterable[Sequence[str]], style: str = styles.TABLE_TEXT
) -> Table:
    """A ruled table with fixed widths in mm, no row of which is split between pages."""
    listed = list(rows)
    made: Table = document.add_table(len(listed), len(widths))
    made.autofit = False
    for told in (_RULES, _PADDING):
        made._tbl.tblPr.append(parse_xml(told))  # noqa: SLF001 - the library knows no rules of tables
    _order_table_properties(made)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for row, texts in zip(made.rows, listed, strict=True):
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {_W}/>"))  # noqa: SLF001 - nor this
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            write(cell, text, style)
    return made


def write(cell: _Cell, text: str, style: str) -> None:
    """Put a text into a cell, in the middle of its height."""
    cell.paragraphs[0].style = style
    cell.paragraphs[0].add_run(text)
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def restyle(row: Any, style: str) -> None:  # noqa: ANN401 - the library's row
    """Give the paragraphs of a row another style."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.style = style


def repeat(made: Table) -> None:
    """Have the first row stand on top of each page that the table goes on to."""
    restyle(made.rows[0], styles.TABLE_HEAD)
    made.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {_W}/>"))  # noqa: SLF001 - as above


def merged(made: Table, row: int, first: int, text: str, style: str = styles.TABLE_TEXT) -> _Cell:
    """The cells of a row from `first` on as one, with a text."""
    cell: _Cell = made.cell(row, first).merge(made.cell(row, len(made.columns) - 1))
    for paragraph in cell.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001 - merging leaves the emptied paragraphs
    for run in cell.paragraphs[0].runs:
        run.text = ""
    write(cell, text, style)
    return cell


def rule_as_imprint(made: Table) -> None:
    """Give a table the imprint's rules instead of its own, and the place at the foot of the page."""
    properties = made._tbl.tblPr  # noqa: SLF001 - as above
    properties.remove(properties.find(qn("w:tblBorders")))
    sizes = {"top": m.OUTER_RULE, "bottom": m.OUTER_RULE, "insideH": m.INNER_RULE}
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="auto"/>' for side, size in sizes.items()
    )
    properties.append(parse_xml(f"<w:tblBorders {_W}>{rules}</w:tblBorders>"))
    place = 'w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"'
    properties.append(parse_xml(f"<w:tblpPr {_W} {place}/>"))
    _order_table_properties(made)


def pad(made: Table, beside: float) -> None:
    """So many mm beside the words of every cell."""
    margins = made._tbl.tblPr.find(qn("w:tblCellMar"))  # noqa: SLF001 - as above
    for side in ("left", "right"):
        margins.find(qn(f"w:{side}")).set(qn("w:w"), str(m.twips(beside)))


def least_height(made: Table, heights: Mapping[int, float]) -> None:
    """Rows that are at least so many mm high."""
    for row, height in heights.items():
        made.rows[row].height = Mm(height)


def _order_table_properties(made: Table) -> None:
    """The schema wants the properties of a table in its order."""
    properties = made._tbl.tblPr  # noqa: SLF001 - as above
    order = (
        "tblStyle",
        "tblpPr",
        "tblOverlap",
        "tblW",
        "jc",
        "tblInd",
        "tblBorders",
        "tblLayout",
        "tblCellMar",
        "tblLook",
    )
    children = sorted(properties, key=lambda child: order.index(child.tag.partition("}")[2]))
    for child in children:
        properties.remove(child)
    for child in children:
        if child.tag != qn("w:tblStyle"):
            properties.append(child)


_PAGE_FIELD = (
    '<w:fldChar w:fldCharType="begin"/>',
    '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
    '<w:fldChar w:fldCharType="separate"/>',
    "<w:t>1</w:t>",
    '<w:fldChar w:fldCharType="end"/>',
)
#: Room above and below the words of a cell: half a millimetre.
_PADDING = (
    f'<w:tblCellMar {_W}><w:top w:w="28" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
)
_RULES = (
    f"<w:tblBorders {_W}>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)
