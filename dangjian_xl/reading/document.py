"""A Word document (.docx) as paragraphs of plain text, with what tells a heading; nothing in it is followed or executed.

Main text with its tables; not headers, footers, footnotes, comments or text boxes (these are counted apart). What was
deleted with changes tracked, and what is hidden, is left out; what was inserted is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from xml.etree import ElementTree as ET

from dangjian_xl.reading import limits
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.package import DAMAGED, Package

_MAIN = "word/document.xml"
#: Soft hyphens and marks without width, which nobody sees.
_UNSEEN = str.maketrans(dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff"))
#: Parts of a text that are not in it: deleted, moved away, field codes, readings above letters, older programs' copies.
_LEFT_OUT = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "Fallback", "object", "sectPr"}
)
_BREAKS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "□"}
_OFF = ("0", "false", "off", "none")
#: Outline level 9 (0-based) is Word's "body text".
_BODY_LEVEL = 9
#: Styles that are based on each other deeper than this go in a circle.
_STYLE_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that is not blank. `number`: 1 for the first such; `outline`: 1 for the highest level, None for body text.

    `bold`: all of it is; `listed`: the program numbers it or sets a bullet before it.
    """

    number: int
    text: str
    outline: int | None = None
    bold: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document's paragraphs; `boxed`: characters that stand in text boxes; `saved`: when it says that it was last saved."""

    paragraphs: tuple[Paragraph, ...]
    boxed: int = 0
    saved: datetime | None = None

    @property
    def text(self) -> str:
        """All of it, a line a paragraph."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


def read_document(data: bytes) -> Document:
    """Read a .docx; raises UnreadableWorkbookError with the reason, in Chinese."""
    try:
        return _read(Package(data))
    except DAMAGED as error:
        raise UnreadableWorkbookError("文件已经损坏") from error


def _read(package: Package) -> Document:
    main = next((name for _, kind, name in package.related("") if kind == "officeDocument"), _MAIN)
    if len(package.read(main)) > limits.MAX_DOCUMENT_BYTES:
        raise UnreadableWorkbookError("内容太多，不像一份述职报告")
    tree = package.tree(main)
    body = next((e for e in tree if _name(e) == "body"), None) if tree is not None else None
    if body is None:
        raise UnreadableWorkbookError("文件已经损坏，里面没有正文")
    styles = next((name for _, kind, name in package.related(main) if kind == "styles"), "")
    reader = _Reader(_Styles.of(package.tree(styles) if styles else None))
    paragraphs = tuple(reader.paragraphs(body))
    if len(paragraphs) > limits.MAX_PARAGRAPHS or sum(len(p.text) for p in paragraphs) > limits.MAX_TEXT:
        raise UnreadableWorkbookError("内容太多，不像一份述职报告")
    return Document(paragraphs, reader.boxed, package.saved)


def _name(element: ET.Element) -> str:
    """An element's name, whatever edition of the format its namespace is of."""
    return element.tag.rpartition("}")[2]


def _child(element: ET.Element | None, name: str) -> ET.Element | None:
    return next((e for e in element if _name(e) == name), None) if element is not None else None


def _value(element: ET.Element | None) -> str | None:
    """Its `val`; "" where there is none, None where there is no element."""
    if element is None:
        return None
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "val"), "")


def _switch(properties: ET.Element | None, name: str) -> bool | None:
    """A property that is on or off; None where nothing is said."""
    value = _value(_child(properties, name))
    return None if value is None else value not in _OFF


class _Style(NamedTuple):
    """What a style says itself; None where it leaves it to the style that it is based on."""

    base: str
    outline: int | None
    bold: bool | None
    hidden: bool | None
    listed: bool | None


@dataclass(frozen=True)
class _Styles:
    known: dict[str, _Style] = field(default_factory=dict)
    default: str = ""

    @classmethod
    def of(cls, tree: ET.Element | None) -> _Styles:
        known: dict[str, _Style] = {}
        default = ""
        for element in tree if tree is not None else ():
            if _name(element) != "style":
                continue
            attributes = {k.rpartition("}")[2]: v for k, v in element.attrib.items()}
            paragraph, run = _child(element, "pPr"), _child(element, "rPr")
            name = attributes.get("styleId", "")
            base = _value(_child(element, "basedOn")) or ""
            listed = _child(paragraph, "numPr") is not None or None
            switches = _switch(run, "b"), _switch(run, "vanish")
            known[name] = _Style(base, _outline(paragraph), *switches, listed)
            if attributes.get("type") == "paragraph" and attributes.get("default") in ("1", "true"):
                default = name
        return cls(known, default)

    def said(self, style: str, field_name: str) -> int | bool | None:
        """What a style or the ones below it say of a property."""
        for _ in range(_STYLE_DEPTH):
            found = self.known.get(style)
            if found is None:
                return None
            value: int | bool | None = getattr(found, field_name)
            if value is not None:
                return value
            style = found.base
        return None


def _ends(body: ET.Element) -> frozenset[ET.Element]:
    """The paragraphs behind which none follows in the text or in their cell of a table."""
    found = []
    for holder in (body, *(element for element in body.iter() if _name(element) == "tc")):
        own = [child for child in holder if _name(child) == "p"]
        found += own[-1:]
    return frozenset(found)


def _outline(properties: ET.Element | None) -> int | None:
    value = _value(_child(properties, "outlineLvl"))
    return int(value) if value and value.isdecimal() and int(value) <= _BODY_LEVEL else None


class _Run(NamedTuple):
    text: str
    bold: bool


@dataclass
class _Reader:
    """Walks the main text once; `boxed` counts what it passes over in text boxes."""

    styles: _Styles
    boxed: int = 0

    def paragraphs(self, body: ET.Element) -> Iterator[Paragraph]:
        """The paragraphs that are not blank, those of tables cell by cell."""
        number = 0
        held: list[_Run] = []
        ends = _ends(body)
        for element in self._all(body):
            properties = _child(element, "pPr")
            style = _value(_child(properties, "pStyle")) or self.styles.default
            held += self._runs(element, style)
            if _child(_child(properties, "rPr"), "del") is not None and element not in ends:
                # The mark at its end was deleted: it goes on in the next one, where there is one.
                continue
            text = "".join(run.text for run in held).translate(_UNSEEN).strip()
            if text:
                number += 1
                bold = all(run.bold for run in held if run.text.strip())
                yield Paragraph(number, text, *self._rank(properties, style, bold=bold))
            held = []

    def _all(self, element: ET.Element) -> Iterator[ET.Element]:
        for child in element:
            name = _name(child)
            if name == "p":
                yield child
            elif name not in _LEFT_OUT and _child(_child(child, "trPr"), "del") is None:
                yield from self._all(child)

    def _rank(
        self, properties: ET.Element | None, style: str, *, bold: bool
    ) -> tuple[int | None, bool, bool]:
        own = _outline(properties)
        outline = own if own is not None else self.styles.said(style, "outline")
        level = None if outline is None or outline == _BODY_LEVEL else int(outline) + 1
        numbered = _child(properties, "numPr")
        # Number 0 takes away what the style would number.
        none = _value(_child(numbered, "numId")) == "0"
        listed = (numbered is not None or bool(self.styles.said(style, "listed"))) and not none
        return level, bold, listed

    def _runs(self, element: ET.Element, style: str) -> Iterator[_Run]:
        for child in element:
            name = _name(child)
            if name in _LEFT_OUT or name == "pPr":
                continue
            if name == "r":
                yield from self._run(child, style)
            else:
                yield from self._runs(child, style)

    def _run(self, run: ET.Element, style: str) -> Iterator[_Run]:
        properties = _child(run, "rPr")
        own = _value(_child(properties, "rStyle")) or ""
        if self._on(properties, own, style, "vanish", "hidden"):
            return
        text = "".join(self._text(run))
        if text:
            yield _Run(text, bold=self._on(properties, own, style, "b", "bold"))

    def _on(self, properties: ET.Element | None, own: str, style: str, name: str, said: str) -> bool:
        """Whether a property is on: said by the run itself, its style, or the paragraph's."""
        found = _switch(properties, name)
        if found is None:
            found = bool(self.styles.said(own, said) or self.styles.said(style, said))
        return found

    def _text(self, element: ET.Element) -> Iterator[str]:
        for child in element:
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name == "txbxContent":
                boxed = "".join(r.text for p in self._all(child) for r in self._runs(p, self.styles.default))
                self.boxed += len("".join(boxed.split()))
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name not in _LEFT_OUT and name != "rPr":
                yield from self._text(child)
