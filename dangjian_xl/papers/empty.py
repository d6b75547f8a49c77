"""An empty document with our styles and one page layout, and what makes a file of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm

from dangjian_xl.packages import repacked
from dangjian_xl.papers import measures as m
from dangjian_xl.papers import styles

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
