"""What of a paper's look depends on its texts and on the settings: fonts, sizes, margins, the signature's place."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt, Twips

from dangjian_xl.papers import measures as m
from dangjian_xl.papers import styles
from dangjian_xl.papers.empty import set_grid
from dangjian_xl.papers.parts import Element, Paragraph
from dangjian_xl.papers.styles import STYLES, Style
from dangjian_xl.papers.words import width
from dangjian_xl.scheme.settings import Settings


def set_fonts(document: Document, told: Settings) -> None:
    """Give the styles the fonts that the settings name; what they leave open stays as the template has it."""
    fonts = {
        m.BODY_FONT: told.body_font,
        m.TITLE_FONT: told.title_font,
        m.FIRST_FONT: told.first_font,
        m.SECOND_FONT: told.second_font,
    }
    for style, ours in _styles(document):
        if fonts.get(ours.font):
            style.font.name = fonts[ours.font]
            _name_all(style.element.rPr.rFonts, fonts[ours.font])
    if told.body_font:
        for defaults in document.styles.element.iter(qn("w:rPrDefault")):
            for named in defaults.iter(qn("w:rFonts")):
                _name_all(named, told.body_font)


def set_sizes(document: Document, told: Settings) -> None:
    """Give the circular the sizes, the line pitch and the margins that the settings name; the grid follows them."""
    if told.body_size or told.title_size:
        for style, ours in _styles(document):
            if told.title_size and ours.name == styles.TITLE:
                size = float(told.title_size)
                style.font.size = Pt(size)
                style.paragraph_format.line_spacing = Pt(size * (ours.line or 0) / m.TITLE_SIZE)
            elif told.body_size and ours.fills:
                _set_size(style, float(told.body_size))
    margins = {"top": told.top, "bottom": told.bottom, "left": told.left, "right": told.right}
    if not (told.pitch or told.body_size or any(value is not None for value in margins.values())):
        return
    for section in document.sections:
        for side, length in margins.items():
            if length is not None:
                setattr(section, f"{side}_margin", Twips(m.twips(Fraction(length))))
        if told.bottom is not None:
            section.footer_distance = Twips(m.footer_distance(Fraction(told.bottom)))
    _set_lines(document, told)


def _set_lines(document: Document, told: Settings) -> None:
    """Line pitch and grid of the sizes that now hold."""
    section = document.sections[0]
    high, wide = _area(document)
    pitch = round(told.pitch * m.TWIPS) if told.pitch else m.line_pitch(high)
    for style, ours in _styles(document):
        if ours.fills:
            style.paragraph_format.line_spacing = Twips(pitch)
            _space(style, m.character_space(wide, float(told.body_size or m.BODY_SIZE)))
    set_grid(section._sectPr, pitch)  # noqa: SLF001 - as above


def place(document: Document) -> None:
    """Put what depends on its length in its place: the head on one line, the signature above the middle of the date."""
    paragraphs = document.paragraphs
    for paragraph in paragraphs:
        if _named(paragraph) == styles.HEAD:
            _fit(document, paragraph)
    # The signature never stands on a page without text (GB/T 9704-2012 7.3.5.5).
    signed = next((i for i, p in enumerate(paragraphs) if _named(p) == styles.SIGNED), 0)
    last = next((p for p in reversed(paragraphs[:signed]) if _named(p) == styles.BODY), None)
    if last is not None:
        last.paragraph_format.keep_with_next = True
    for above, below in pairwise(paragraphs):
        if _named(above) == styles.SIGNED and _named(below) == styles.DATED:
            _place_signature(document, above, below)


def _fit(document: Document, paragraph: Paragraph) -> None:
    """Make letters smaller until they stand on one line."""
    letters = width(paragraph.text)
    # A hair less than the line, for programs round widths.
    room = float(m.points(_area(document)[1])) - 1
    size = paragraph.style.font.size
    if letters and size and letters * size.pt > room:
        for run in paragraph.runs:
            run.font.size = Pt(int(room / letters))


def _place_signature(document: Document, signed: Paragraph, dated: Paragraph) -> None:
    """Centre both between indents such that the date ends four characters from the edge, or the signature at it."""
    size = dated.style.font.size
    room = float(m.points(_area(document)[1]))
    body = size.pt if size else m.BODY_SIZE
    character = room / m.characters(_area(document)[1], body)
    across = 2 * m.DATE_FROM_RIGHT + width(dated.text)
    block = max(across, max(width(line) for line in signed.text.split("\n")) + 0.5)
    for paragraph in (signed, dated):
        indent = max(0.0, room - block * character)
        told = paragraph.paragraph_format
        told.left_indent, told.right_indent = Twips(round(indent * m.TWIPS)), Twips(0)
        told.first_line_indent = Twips(0)


def _area(document: Document) -> tuple[float, float]:
    """Height and width of the first page's text, in mm."""
    section = document.sections[0]
    # A person's template need not say any of these; the library then gives None.
    told = [
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.page_width,
        section.left_margin,
        section.right_margin,
    ]
    if any(length is None for length in told):
        return m.TEXT_HEIGHT, m.TEXT_WIDTH
    high, top, bottom, wide, left, right = (length.mm for length in told if length is not None)
    return high - top - bottom, wide - left - right


def _named(paragraph: Paragraph) -> str:
    return paragraph.style.name if paragraph.style is not None else ""


def _styles(document: Document) -> Iterator[tuple[Any, Style]]:
    """The styles of the template that are called as ours, each with ours."""
    there = {style.name: style for style in document.styles}
    yield from ((there[ours.name], ours) for ours in STYLES if ours.name in there)


def _set_size(style: Any, size: float) -> None:  # noqa: ANN401 - the library's style, a paragraph's
    """Another size; what is counted in characters of it follows, for programs that only know lengths."""
    style.font.size = Pt(size)
    indents = style.element.pPr.find(qn("w:ind")) if style.element.pPr is not None else None
    for side in ("left", "right", "hanging", "firstLine"):
        number = None if indents is None else indents.get(qn(f"w:{side}Chars"))
        if indents is not None and number is not None:
            indents.set(qn(f"w:{side}"), str(round(int(number) / 100 * size * m.TWIPS)))


def _space(style: Any, twips: int) -> None:  # noqa: ANN401 - as above
    """The space between characters."""
    properties = style.element.get_or_add_rPr()
    spacing = properties.find(qn("w:spacing"))
    if spacing is None:
        spacing = OxmlElement("w:spacing")
        behind = [properties.find(qn(f"w:{name}")) for name in ("w", "kern", "position", "sz", "szCs")]
        following = next((child for child in behind if child is not None), None)
        if following is None:
            properties.append(spacing)
        else:
            following.addprevious(spacing)
    spacing.set(qn("w:val"), str(twips))


def _name_all(fonts: Element, name: str) -> None:
    """One font for every script, and no theme's instead."""
    for key in [key for key in fonts.attrib if "Theme" in key]:
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
