"""The quick sight of a sheet's XML: where it says that all is plain, nobody who looks closely finds anything, nor reads anything else."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random

import pandas as pd
import pytest
import xlsxwriter
from openpyxl import Workbook

from dangjian_xl.forms.shown import Filled
from dangjian_xl.forms.write import write_form
from dangjian_xl.reading.plain import is_plain
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.scheme.presets import preset, preset_ids
from tests.support import office
from tests.support.forms import KEY, kit_of
from tests.support.plainly import Base, changed, is_sound
from tests.support.touched import answered

KIT = kit_of()
#: Styles that show something else than the number, in the tables below.
ODD = frozenset({b"9"})
_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="m"><dimension ref="A1:B2"/>'
)
_TAIL = b'<pageMargins left="0.75"/></worksheet>'


def sheet(cells: bytes) -> bytes:
    return _HEAD + b'<sheetData><row r="1" spans="1:2">' + cells + b"</row></sheetData>" + _TAIL


#: Cells as usual programs write them.
PLAIN = (
    b"",
    b'<c r="A1"><v>1</v></c>',
    b'<c r="A1" s="3"/>',
    b'<c r="A1" s="3"></c>',
    b'<c r="A1" t="b"><v>1</v></c>',
    b'<c r="A1" t="s"><v>0</v></c><c r="B1" s="0" t="str"><v>x</v></c>',
    b'<c r="A1" t="n"><v>-2.5</v></c>',
    b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>',
    b'<c r="A1" t="inlineStr"><is><t xml:space="preserve"> x &amp; y</t></is></c>',
    b'<c r="A1"><f>1+1</f><v>2</v></c>',
    b'<c r="A1" t="str"><f>""</f><v></v></c>',
    b'<c r="A1"><f t="shared" ref="A1:A2" si="0">1+1</f><v>2</v></c><c r="A2"><f t="shared" si="0"/><v>2</v></c>',
    b'<c r="A1" t="str"><f aca="false">IF(B1&lt;2,1,"")</f><v>1</v></c>',
    b'<c r="B2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c>',
    b'<c r="A1"><v>123456789012345</v></c>',
    b'<c r="A1"><v>0.12345678901234567</v></c>',
    *(b'<c r="%s"><v>1</v></c>' % name for name in (b"Z9", b"A10", b"A9999", b"AA1", b"ZZ999", b"B100")),
)
#: Each with a single oddity.
ODDITIES = (
    b'<c r="A1" t="e"><v>#N/A</v></c>',
    b'<c r="A1" s="9"><v>0.8</v></c>',
    b'<c r="A1" s="09"><v>0.8</v></c>',
    b'<c r="A1" t="d"><v>2024-12-01</v></c>',
    b'<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
    b'<c r="A1"><v>1</v></c></row><row r="2"><c r="A1"/>',
    b'<c r="A1"><f>1+1</f></c>',
    b'<c r="A1"><f>1+1</f><v/></c>',
    b'<c r="A1"><f/><v>1</v></c>',
    b'<c r="A1"><f t="shared" si="0"/></c>',
    b'<c r="A1"><f t="shared" si="0"></f></c>',
    b'<c r="A1"><v/></c>',
    b'<c r="A1"><v>1</v><v>2</v></c>',
    b'<c r="A1"><v xml:space="preserve">1</v></c>',
    b'<c r="A1"><v>1&#48;</v></c>',
    b'<c r="A1" t="inlineStr"><is><t>&#x4e00;</t></is></c>',
    b'<c r="A1" t="inlineStr"><is><r><t>x</t></r></is></c>',
    b'<c r="A1" t="inlineStr"><is><t>x</t><t>y</t></is></c>',
    b'<c r="A1" t="inlineStr"><is><t/></is></c>',
    b'<c r="A1" t="inlineStr"/><is><t>x</t></is>',
    b'<c r="A1"><v><![CDATA[1]]></v></c>',
    b'<c r="A1"><!-- x --><v>1</v></c>',
    b'<c r="A1"><?x y?><v>1</v></c>',
    b'<x:c r="A1"><x:v>1</x:v></x:c>',
    b"<c><v>1</v></c>",
    b'<c s="1" r="A1"><v>1</v></c>',
    b"<c r='A1'><v>1</v></c>",
    b'<c\nr="A1"><v>1</v></c>',
    b'<c r="A1"\n><v>1</v></c>',
    b'<c r="A1" t="n" s="1"><v>1</v></c>',
    b'<c r="A1" r="B1"><v>1</v></c>',
    b'<c r="A1" s="1" s="2"><v>1</v></c>',
    b'<c r="A1" cm="1"><v>1</v></c>',
    b'<c r="A1"><v>1234567890123456</v></c>',
    b'<c r="A1"><v>-1234567890123456.5</v></c>',
    b'<c r="A1"><v>1</v></c><extLst/>',
    b"<row/>",
    b"<rogue></rogue>",
    *(b'<c r="%s"><v>1</v></c>' % name for name in (
        b"", b"a1", b"A0", b"A01", b"AA01", b"AAA1", b"A10000", b"AA1000", b"XFD1048576", b"A", b"1", b"$A$1", b"A1:B2", b" A1", b"R1C1",
    )),
)  # fmt: skip
#: Whole sheets that are odd.
SHEETS = {
    "nothing": b"",
    "no cells": _HEAD + b"<sheetData/>" + _TAIL,
    "a prefix": _HEAD + b'<x:sheetData><x:row><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>' + _TAIL,
    "a prefixed part before": _HEAD + b"<x:sheetData></x:sheetData>" + sheet(b"")[len(_HEAD) :],
    "a prefixed part behind": sheet(b"") .replace(_TAIL, b'<x:sheetData><x:c r="XFD1"/></x:sheetData>' + _TAIL),
    "a second part": sheet(b"").replace(_TAIL, sheet(b"")[len(_HEAD) :]),
    "a cell before": _HEAD + b'<c r="A1"><v>1</v></c>' + sheet(b"")[len(_HEAD) :],
    "a row before": _HEAD + b'<x:row r="1"></x:row>' + sheet(b"")[len(_HEAD) :],
    "attributes": sheet(b"").replace(b"<sheetData>", b'<sheetData x="1">'),
    "a declaration": sheet(b"").replace(b"<worksheet", b"<!DOCTYPE x><worksheet", 1),
    "a comment": sheet(b"").replace(b"<dimension", b"<!-- <sheetData> --><dimension", 1),
    "UTF-16": sheet(b'<c r="A1"><v>1</v></c>').decode().encode("utf-16"),
    "cut within a value": sheet(b'<c r="A1"><v></sheetData>'),
    "cut within a cell": _HEAD + b'<sheetData><row r="1"><c r="A1"><v>1</v></sheetData>' + _TAIL,
    "cut within a row": _HEAD + b'<sheetData><row r="1"><c r="A1"><v>1</v></c></sheetData>' + _TAIL,
}  # fmt: skip


@pytest.mark.parametrize("cells", PLAIN)
def test_usual_cells_are_plain(cells: bytes) -> None:
    assert is_plain(sheet(cells), ODD)
    assert is_plain(b"\xef\xbb\xbf" + sheet(cells), ODD)


@pytest.mark.parametrize("cells", ODDITIES)
def test_a_single_oddity_is_not(cells: bytes) -> None:
    assert not is_plain(sheet(cells), ODD)
    assert not is_plain(sheet(b'<c r="C3"><v>7</v></c>' + cells + b'<c r="D4"><v>7</v></c>'), ODD)


@pytest.mark.parametrize("name", SHEETS)
def test_odd_sheets_are_not(name: str) -> None:
    assert not is_plain(SHEETS[name], ODD)


def test_what_is_torn_off_is_not() -> None:
    whole = sheet(b'<c r="A1" s="1"><v>12</v></c>')
    end = whole.index(b"</sheetData>") + len(b"</sheetData>")
    assert [at for at in range(len(whole)) if is_plain(whole[:at], ODD)] == list(range(end, len(whole)))


def test_a_cell_without_a_style_has_the_first() -> None:
    for cell in (b'<c r="A1"><v>1</v></c>', b'<c r="A1" s="0"><v>1</v></c>'):
        assert not is_plain(sheet(cell), frozenset({b"0"}))


def by_xlsxwriter() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page, plain, percent = book.add_worksheet(), book.add_format({"num_format": "0.0"}), {"num_format": "0%"}
    page.write_row(0, 0, [1, 2.5, "文字", "a <&> b"], plain)
    page.write(1, 1, True)
    page.write_formula(2, 2, "=1+1", None, 2)
    page.write_blank(3, 3, None, plain)
    book.add_worksheet().write(0, 0, 0.8, book.add_format(percent))
    book.close()
    return stream.getvalue()


def by_openpyxl() -> bytes:
    stream, book = io.BytesIO(), Workbook()
    book.worksheets[0].append([1, 2.5, "text", True])
    book.save(stream)
    return stream.getvalue()


def by_pandas() -> bytes:
    stream = io.BytesIO()
    pd.DataFrame({"分": [1, 2.5], "名": ["甲", "乙"]}).to_excel(stream)
    return stream.getvalue()


def by_us() -> bytes:
    form = KIT.form("整数表")
    return KIT.written(form, answered(form, Random(0)))


WRITERS = (by_us, by_xlsxwriter, by_openpyxl, by_pandas)


@pytest.mark.parametrize("writer", WRITERS)
def test_what_usual_programs_write_is_plain(writer: Callable[[], bytes]) -> None:
    base = Base.of(writer())
    assert is_sound(base, base.content)


@pytest.mark.parametrize("preset_id", preset_ids())
def test_forms_of_presets_are_plain(preset_id: str) -> None:
    scheme = preset(preset_id)
    expected = Recogniser.of(scheme, KEY).expected
    kinds = {form.assignment.form.code: form for form in reversed(list(expected.values()))}
    for form in kinds.values():
        stamps = form.signed(scheme.basics.identity, KEY)
        base = Base.of(write_form(form.layouts, stamps, Filled(answered(form, Random(1)))))
        assert is_sound(base, base.content)


@pytest.mark.long
def test_forms_saved_by_another_program_are_plain(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.xlsx" for number, _ in enumerate(KIT.forms)]
    for path, form in zip(files, KIT.forms.values(), strict=True):
        path.write_bytes(KIT.written(form, answered(form, Random(2))))
    for path in office.recalculated(files, tmp_path / "saved"):
        base = Base.of(path.read_bytes())
        assert is_sound(base, base.content)


def spoilt(base: Base, seed: int) -> bytes:
    random, content = Random(seed), base.content
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        content = changed(content, random) or content
    return content


def sound_ones(seeds: range) -> int:
    """How many of the sheets spoilt from these seeds are plain, and rightly so."""
    bases = [Base.of(writer()) for writer in WRITERS]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is spoilt beside the cells
        return sum(
            is_sound(bases[seed % len(bases)], spoilt(bases[seed % len(bases)], seed)) for seed in seeds
        )


def test_spoilt_sheets_are_plain_only_if_nothing_is_found() -> None:
    assert 20 < sound_ones(range(1000)) < 600


@pytest.mark.long
def test_spoilt_sheets_at_length() -> None:
    assert sound_ones(range(1000, 20_000))
