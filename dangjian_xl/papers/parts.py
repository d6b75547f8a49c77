"""What the blank papers are put together from: an empty document with our styles, paragraphs, fields, tables with rules."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from dangjian_xl.packages import repacked
from dangjian_xl.papers import measures as m
from dangjian_xl.papers import styles

#: Where paragraphs are added; and what the library's untyped objects are called here.
Holder: TypeAlias = "Document | _Cell"
Paragraph: TypeAlias = Any
Element: TypeAlias = Any

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
#: Parts of the library's empty document that these papers have no use for, by the end of their relationship's type.
_UNUSED = (
    "thumbnail",
    "stylesWithEffects",
    "customXml",
    "numbering",
    "webSettings",
    "theme",
    "extended-properties",
)
#: When a paper was made is not told: the same input gives the same bytes.
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: margins in mm; `grid`: the lines of the standard."""

    top: float
    bottom: float
    left: float
    right: float
    landscape: bool = False
    grid: bool = False


def empty(page: Page) -> Document:
    """A document with our styles and one page layout, without text."""
    document = docx.Document()
    for relations in (document.part.rels, document.part.package.rels):
        for key in [k for k, r in relations.items() if r.reltype.rpartition("/")[2] in _UNUSED]:
            relations.pop(key)
    _refill(document.styles.element, styles.sheet())
    _refill(document.settings.element, _SETTINGS)
    _part(document, "fontTable")._blob = _FONTS.encode()  # noqa: SLF001 - the library has no name for it
    told = document.core_properties
    told.author = told.comments = told.title = ""
    told.created = told.modified = _UNDATED
    _lay_out(document, page)
    return document


def saved(document: Document) -> bytes:
    """The document as a file that does not tell when it was made."""
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue(), lambda _, content: content, undated=True)


def set_grid(properties: Any, pitch: int) -> None:  # noqa: ANN401 - an XML element
    """Give a section (w:sectPr) its grid: lines are `pitch` twips apart."""
    set_no_grid(properties)
    properties.append(parse_xml(f'<w:docGrid {_W} w:type="lines" w:linePitch="{pitch}"/>'))


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


def least_height(made: Table, heights: Mapping[int, float]) -> None:
    """Rows that are at least so many mm high."""
    for row, height in heights.items():
        made.rows[row].height = Mm(height)


def _lay_out(document: Document, page: Page) -> None:
    section = document.sections[0]
    size = (Mm(m.PAGE_WIDTH), Mm(m.PAGE_HEIGHT))
    section.page_width, section.page_height = size[::-1] if page.landscape else size
    if page.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    margins = {"top": page.top, "bottom": page.bottom, "left": page.left, "right": page.right}
    margin = section._sectPr.find(qn("w:pgMar"))  # noqa: SLF001 - to the twip
    for side, length in margins.items():
        margin.set(qn(f"w:{side}"), str(m.twips(length)))
    margin.set(qn("w:footer"), str(m.footer_distance(page.bottom)))
    if page.grid:
        set_grid(section._sectPr, m.line_pitch(m.TEXT_HEIGHT))  # noqa: SLF001 - as above
    else:
        set_no_grid(section._sectPr)  # noqa: SLF001 - as above


def set_no_grid(properties: Any) -> None:  # noqa: ANN401 - an XML element
    """Take a section's grid away."""
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)


def _refill(element: Any, text: str) -> None:  # noqa: ANN401 - an XML element
    """Replace what stands in an element by what stands in another."""
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(text)):
        element.append(child)


def _part(document: Document, kind: str) -> Any:  # noqa: ANN401 - a part
    return next(r.target_part for r in document.part.rels.values() if r.reltype.endswith(f"/{kind}"))


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
#: Punctuation keeps its width, so that a line has as many characters as the grid says.
_SETTINGS = (
    f'<w:settings {_W}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>'
    '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="doNotCompress"/>'
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
    "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
_FONTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {_W}>'
    f'<w:font w:name="{m.TITLE_FONT}"><w:altName w:val="{m.TITLE_FALLBACK}"/><w:charset w:val="86"/><w:family w:val="roman"/></w:font>'
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="{family}"/></w:font>'
        for name, other, family in (
            (m.BODY_FONT, "FangSong", "modern"),
            (m.SECOND_FONT, "KaiTi", "modern"),
            (m.FIRST_FONT, "SimHei", "modern"),
            (m.NUMBER_FONT, "SimSun", "roman"),
        )
    )
    + "</w:fonts>"
)
