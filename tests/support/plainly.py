"""Sheets' XML changed at random, and every way of reading what came of it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from random import Random
from unittest.mock import patch

from dangjian_xl.reading import plain, second
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.extent import refuse_far
from dangjian_xl.reading.formats import odd_styles
from dangjian_xl.reading.look import uncomputed
from dangjian_xl.reading.package import Package, refuse_entities
from dangjian_xl.reading.plain import is_plain
from dangjian_xl.reading.workbook import Workbook, read_workbook

_TAG = re.compile(rb"<[^<>]{1,200}>")
_PIECE = re.compile(rb"<(?:c|row)\b[^<>]*/>|<(c|row|v|f|is|t)\b[^<>]*>.*?</\1>", re.DOTALL)
_NUMBER = re.compile(rb"(?<=<v>)[^<]*(?=</v>)")
#: openpyxl makes all rows up to such a one, which takes a while.
_FAR_ROW = re.compile(rb"<row[^<>]*\br\s*=\s*[\"'](?![0-9]{1,4}[\"'])")
_NAME = re.compile(rb'(?<=r=")[A-Z]+[0-9]+(?=")')
_WORDS = (
    b"", b" ", b"\n", b"0", b"-0", b"1", b"9", b"1e3", b"1e400", b"nan", b"inf", b"+1", b"0x10", b"1_0", b" 5", b"5 ", b".5", b"5.",
    b"123456789012345", b"1234567890123456", b"-1234567890123456", b"0.1234567890123456789", b"12345678901234567.5",
    b"A0", b"A1", b"B2", b"AA1", b"ZZ999", b"AAA1", b"A9999", b"A10000", b"AA1000", b"XFD1048576", b"a1", b"A01", b"A1:B2",
    b"e", b"b", b"s", b"n", b"d", b"str", b"inlineStr", b' t="e"', b' t="b"', b' t="str"', b' t="s"', b' t="n"', b' t="d"',
    b' t="inlineStr"', b' s="0"', b' s="1"', b' s="2"', b' s="01"', b' s="2" s="1"', b' r="A1"', b" t='e'", b"\xff", b"\0",
    b"&amp;", b"&#49;", b"&#x31;", b"&e;", b"<", b">", b"/", b'"', b"'", b"=", b"<![CDATA[7]]>", b"<!-- 7 -->", b"<?a b?>", b"<!DOCTYPE a>",
    b"<v>7</v>", b"<v/>", b"<v></v>", b"<f>1+1</f>", b"<f/>", b'<f t="shared" si="0"/>', b'<f t="shared" si="0"></f>', b"<is><t>x</t></is>",
    b'<is><t xml:space="preserve"> x</t></is>', b"<is><r><t>x</t></r></is>", b"<c/>", b"<c>", b"</c>", b"<row>", b"</row>", b"<row/>",
    b'<row r="7">', b'<row r="70">', b'<c r="A1"/>', b'<c r="C3"><v>7</v></c>', b'<c r="C3" t="e"><v>#N/A</v></c>',
    b'<c r="C3"><v>7</v><v>8</v></c>', b"<c><v>7</v></c>", b"<sheetData>", b"</sheetData>", b"<sheetData/>", b'<x:c r="A1"><x:v>3</x:v></x:c>',
    b"<x:sheetData>", b"</x:sheetData>", b"<x:row>", b"<sheetData >", b"<sheetdata>", b'xml:space="preserve"', b"<rogue>", b"</rogue>",
    b"<extLst>", b"<phoneticPr/>", b"<cell/>", b"<vv>1</vv>", b"<fx>1</fx>",
)  # fmt: skip


@dataclass(frozen=True)
class Base:
    """A workbook whose first sheet is changed: its parts by name, the first sheet's name among them, and its styles that are odd."""

    parts: dict[str, bytes]
    sheet: str
    odd: frozenset[bytes]

    @classmethod
    def of(cls, data: bytes) -> Base:
        package = Package(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        return cls(parts, next(iter(package.sheets.values())), odd_styles(package.shared("styles")))

    @property
    def content(self) -> bytes:
        return self.parts[self.sheet]

    def with_sheet(self, content: bytes) -> bytes:
        """The workbook's bytes with another first sheet."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, part in self.parts.items():
                archive.writestr(name, content if name == self.sheet else part)
        return stream.getvalue()


def is_sound(base: Base, content: bytes) -> bool:
    """Whether a sheet is plain. If it is, nobody who looks closely may find anything, nor read anything else."""
    if _FAR_ROW.search(content) or not is_plain(content, base.odd):
        return False
    refuse_far({"": content[: content.index(b"</sheetData>")]})
    refuse_entities(content[: content.index(b"</sheetData>")])
    assert not list(uncomputed(content))
    data = base.with_sheet(content)
    quick, slow = _read(data), _closely(data)
    if isinstance(quick, Workbook) and isinstance(slow, Workbook):
        assert repr(quick) == repr(slow)
        _same_as_the_second(data, quick)
    return True


def _read(data: bytes) -> Workbook | str:
    try:
        return read_workbook(data, many=True)
    except UnreadableWorkbookError as error:
        return str(error)


def _closely(data: bytes) -> Workbook | str:
    with patch.object(plain, "is_plain", lambda *_: False):
        return _read(data)


def _same_as_the_second(data: bytes, read: Workbook) -> None:
    """Where the second reader can read it, it has nothing to put right."""
    package = Package(data)
    try:
        amendments = second.amended(data, package, frozenset(package.sheets))
    except UnreadableWorkbookError:
        return
    before = repr(read.grids)
    amendments.apply(read.grids)
    assert repr(read.grids) == before


def changed(content: bytes, random: Random) -> bytes:
    """The XML with one thing changed, among the cells as a rule."""
    start = content.find(b"<sheetData") if random.random() < 0.9 else 0
    end = content.rfind(b"</sheetData>") + 12 if random.random() < 0.9 else len(content)
    if not 0 <= start < end:
        start, end = 0, len(content)
    return content[:start] + random.choice(_CHANGES)(content[start:end], random) + content[end:]


def _flipped(part: bytes, random: Random) -> bytes:
    at = random.randrange(len(part))
    return part[:at] + bytes([part[at] ^ 1 << random.randrange(8)]) + part[at + 1 :]


def _without(part: bytes, random: Random) -> bytes:
    at = random.randrange(len(part))
    return part[:at] + part[at + random.choice((1, 1, 2, 4, 8, 30)) :]


def _with(part: bytes, random: Random) -> bytes:
    at = random.randrange(len(part))
    return part[:at] + random.choice(_WORDS) + part[at:]


def _at_a_tag(part: bytes, random: Random) -> bytes:
    """A word just before, within or behind a tag."""
    found = list(_TAG.finditer(part))
    if not found:
        return part
    tag = random.choice(found)
    at = random.choice((tag.start(), tag.start() + 2, tag.end() - 1, tag.end()))
    return part[:at] + random.choice(_WORDS) + part[at:]


def _value(part: bytes, random: Random) -> bytes:
    found = list(random.choice((_NUMBER, _NAME)).finditer(part))
    if not found:
        return part
    value = random.choice(found)
    return part[: value.start()] + random.choice(_WORDS) + part[value.end() :]


def _pieces(part: bytes, random: Random) -> bytes:
    """A piece twice, gone, or in another's place."""
    found = list(random.choice((_PIECE, _TAG)).finditer(part))
    if not found:
        return part
    one, other = random.choice(found), random.choice(found)
    replaced = random.choice((b"", one[0] + one[0], other[0], one[0] + other[0]))
    return part[: one.start()] + replaced + part[one.end() :]


def _torn(part: bytes, random: Random) -> bytes:
    return part[: random.randrange(len(part))]


_CHANGES = (
    _flipped,
    _flipped,
    _without,
    _with,
    _with,
    _at_a_tag,
    _at_a_tag,
    _at_a_tag,
    _value,
    _value,
    _pieces,
    _pieces,
    _torn,
)
