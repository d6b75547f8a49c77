"""The button 校验 on real issued forms, as a person uses it: typing by keyboard, clicking with the mouse, reading the box."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dangjian_xl import pipeline
from dangjian_xl.forms.checks import SENTENCES
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import CHECK_ROW, Layout
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.summary import Fact
from dangjian_xl.grids import cell_name
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import ItemKind, Scheme
from tests.support import editing, ooxml
from tests.support.desktop import Desktop
from tests.support.document import Document
from tests.support.waiting import wait_until
from tests.support.year import KEY, scheme_of

BUTTON = "校验"
SMALL = Path(__file__).parent / "data" / "small.md"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scheme]:
    """A year whose forms were issued with the button."""
    folder = tmp_path_factory.mktemp("表 单") / "2022年度"
    scheme = scheme_of(SMALL.read_text(encoding="utf-8"))
    pipeline.new_from(folder, scheme, KEY)
    pipeline.issue(folder, macros=True)
    return folder, scheme


def issued(year: tuple[Path, Scheme], form_id: str) -> tuple[Path, IssuedForm]:
    folder, scheme = year
    form = issued_forms(scheme)[form_id]
    return (folder / "发放" / pipeline.file_name(scheme, form)).with_suffix(".xlsm"), form


def cell(layout: Layout, row: str, column: str) -> str:
    return cell_name(*layout.cell(row, column))


def press(document: Document) -> str:
    """Click the button, read the box, close it."""
    editing.click_until(document, BUTTON, lambda: document.has_dialog)
    told = document.dialog_text()
    document.dismiss()
    return told


def write(document: Document, name: str, text: str) -> None:
    document.click(name)
    wait_until(lambda: document.active_cell == name)
    document.type(text)
    document.key("Return")
    editing.settle(document)


@pytest.fixture
def matrix(desktop: Desktop, year: tuple[Path, Scheme]) -> Iterator[tuple[Document, Layout]]:
    path, form = issued(year, "现场/L1")
    with desktop.open(path) as document:
        yield document, form.layouts[0]


def stamp(document: Document, layout: Layout) -> str:
    return document.cell(layout.name, cell_name(CHECK_ROW, Screen(layout).check)).string


@pytest.mark.long
def test_every_form_with_a_button_is_sound_for_excel(year: tuple[Path, Scheme]) -> None:
    files = sorted((year[0] / "发放").rglob("*.xlsm"))
    assert len(files) == len(issued_forms(year[1]))
    assert not list((year[0] / "发放").rglob("*.xlsx"))
    assert ooxml.errors([*files, year[0] / "工作台.xlsm"]) == []


def test_a_person_fills_in_a_form_with_the_button(
    matrix: tuple[Document, Layout], year: tuple[Path, Scheme], tmp_path: Path
) -> None:
    document, layout = matrix
    asked = [keys for keys in layout.answers if layout.answers[keys].required]
    blank = len(asked)
    assert f"还有 {blank} 处" in press(document)
    assert document.active_cell == cell(layout, *asked[0])
    for keys in asked:
        write(document, cell(layout, *keys), "1")
    # Refused as typed, so pasted, as people do: a word copied from the sheet itself.
    name = cell(layout, layout.rows[0].key, "s:name")
    document.click(name)
    wait_until(lambda: document.active_cell == name)
    document.key("ctrl+c")
    editing.settle(document)
    wrong = cell(layout, *asked[1])
    document.click(wrong)
    document.key("ctrl+v")
    editing.settle(document)
    wait_until(lambda: "填错 1" in document.cell(layout.name, cell_name(CHECK_ROW, 1)).string)
    assert "还有 1 处" in press(document)
    assert document.active_cell == wrong
    assert document.screenshot(tmp_path / "填错.png").stat().st_size > 20_000
    assert stamp(document, layout) == ""
    # The paste brought the lock of its source along, as pastes do; so it is undone, not typed over.
    document.key("ctrl+z")
    editing.settle(document)
    assert press(document) == SENTENCES["djxl_say_good"]
    assert "上次校验没有问题：" in stamp(document, layout)

    # What was checked in the sheet is accepted as it is, as .xlsm.
    folder, _ = year
    returned = folder / "回收" / "交回.xlsm"
    editing.saved_copy(document, returned, "Calc MS Excel 2007 VBA XML")
    collection = pipeline.collect(folder)
    assert [f.verdict for f in collection.files] == [Verdict.ACCEPTED]
    # The year is over, and LibreOffice says that it saved the file today.
    assert [f.code for f in collection.findings if f.place.file] == ["form-late"]
    returned.unlink()

    # The time does not outlive the state that it speaks of.
    editing.put(document, layout.name, wrong, "")
    assert stamp(document, layout) == "校验后又有改动，请再点“校验”"


def test_the_button_goes_to_the_sheet_with_the_problem_even_if_tabs_were_renamed(
    desktop: Desktop, year: tuple[Path, Scheme]
) -> None:
    path, form = next(
        (path, form)
        for form_id in issued_forms(year[1])
        for path, form in [issued(year, form_id)]
        if len(form.layouts) > 1
    )
    with desktop.open(path) as document:
        tabs = editing.tabs(document)
        for tab, layout in zip(tabs, form.layouts, strict=True):
            for keys, spec in layout.answers.items():
                if spec.required:
                    best = 99.0 if spec.kind is ItemKind.COUNT else float(spec.upper or 0)
                    value = spec.choices[0] if spec.choices else best
                    editing.put(document, tab, cell(layout, *keys), value)
        editing.settle(document)
        last = form.layouts[-1]
        first_asked = next(keys for keys, spec in last.answers.items() if spec.required)
        editing.put(document, tabs[-1], cell(last, *first_asked), "")
        editing.rename(document, tabs[-1], "换个名字")
        told = press(document)
        reasons = int(document.cell(tabs[0], Screen(form.layouts[0]).fact(Fact.COUNT).replace("$", "")).value)
        assert reasons == 0
        assert "还有 1 处" in told
        assert (document.active_sheet, document.active_cell) == ("换个名字", cell(last, *first_asked))


def test_the_form_in_which_the_button_stands_is_checked_whatever_else_is_open(
    desktop: Desktop, year: tuple[Path, Scheme], matrix: tuple[Document, Layout]
) -> None:
    document, layout = matrix
    other, form = issued(year, "现场/D1")
    with desktop.open(other) as second:
        wrong = sum(spec.required for spec in layout.answers.values())
        assert f"还有 {wrong} 处" in press(document)
        asked = sum(spec.required for sheet in form.layouts for spec in sheet.answers.values())
        assert f"还有 {asked} 处" in press(second)


def test_a_deleted_sheet_or_read_only_form_is_told_and_nothing_changes(
    desktop: Desktop, year: tuple[Path, Scheme]
) -> None:
    path, form = issued(year, "互评/J1")
    before = path.read_bytes()
    if len(form.layouts) > 1:
        with desktop.open(path) as document:
            editing.delete_tab(document, editing.tabs(document)[-1])
            assert press(document) == SENTENCES["djxl_say_broken"]
            assert stamp(document, form.layouts[0]) == ""
    with desktop.open(path, read_only=True) as document:
        assert "还有" in press(document)
        assert stamp(document, form.layouts[0]) == ""
    assert path.read_bytes() == before
