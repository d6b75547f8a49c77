"""The workbench as staff use it: every button clicked on a real workspace, in the real LibreOffice, on a real screen.

The buttons start the installed command, which finds the open workbook through our xlwings engine and writes into it.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from dangjian_xl import demo, pipeline
from dangjian_xl.excel.board import GONE
from dangjian_xl.findings import Finding
from dangjian_xl.outputs.workbench import DONE, FAILED, HAS_ERRORS, NOT_RUN, OPENED, SENTENCES, STEPS
from dangjian_xl.reading.notes import OWN_NOTE
from dangjian_xl.report import Teller
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.presets import preset
from dangjian_xl.scoring.assess import Assessment
from tests.support import editing
from tests.support.desktop import Desktop
from tests.support.document import Document
from tests.support.levels import approve
from tests.support.waiting import wait_until

#: Seconds a step may take on a machine that has other things to do.
LONG = 60.0
TAB = "工作台"
LIST = 22


class Silent(Teller):
    """Tells nothing."""

    def step(self, heading: str) -> None: ...

    def say(self, sentence: str) -> None: ...

    def findings(self, findings: Sequence[Finding]) -> None: ...

    def collection(self, collection: Collection) -> None: ...

    def assessment(self, assessment: Assessment) -> None: ...


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year with faulty returns, before the first collect."""
    folder = tmp_path_factory.mktemp("工作 台") / "2022年度"
    demo.run(folder, "sztu-2022", 2022, Silent(), pdf=False)
    for made in ("退回", "结果"):
        shutil.rmtree(folder / made)
        (folder / made).mkdir()
    return folder


class Screen:
    """The open workbench."""

    def __init__(self, document: Document, folder: Path) -> None:
        self.document, self.folder = document, folder

    def at(self, name: str) -> str:
        return self.document.cell(TAB, name).string

    def click(self, button: str) -> str:
        """Click and wait until the step has said what came out."""
        editing.put(self.document, TAB, "B2", "（还没有）")
        editing.click_until(self.document, button, lambda: not self.at("B2").startswith("（还没有）"))
        wait_until(self._said, LONG, f"the end of {button}")
        return self.at("B2")

    def _said(self) -> bool:
        return not self.at("B2").startswith(("（还没有）", "正在启动", "进行中"))

    def rows(self) -> list[tuple[str, ...]]:
        """The findings list."""
        found: list[tuple[str, ...]] = []
        for row in range(LIST, 200):
            cells = tuple(self.at(f"{letter}{row}") for letter in "BCDEFGH")
            if not any(cells):
                return found
            found.append(cells)
        raise AssertionError("a list without end")

    def states(self) -> list[str]:
        return [self.at(f"D{row}") for row in range(5, 5 + len(STEPS))]


@pytest.fixture
def screen(desktop: Desktop, year: Path) -> Iterator[Screen]:
    with desktop.open(year / "工作台.xlsm") as document:
        yield Screen(document, year)


def decide(folder: Path) -> None:
    """The committee's grades, typed in by hand: as proposed, and the second one where nothing could be."""
    proposed = {p.target.code: p.proposed for p in pipeline.assess(folder).proposals}
    names = [grade.name for grade in preset("sztu-2022").grades]
    typed = {code: grade if grade in names else names[1] for code, grade in proposed.items()}
    approve(folder, typed, dict.fromkeys(typed, "党委会研究"))


def test_the_year_goes_by_from_button_to_button(screen: Screen, tmp_path: Path) -> None:
    folder = screen.folder
    assert screen.states() == [NOT_RUN] * 5
    note = "已问过，下周补"

    assert screen.click("方案检查").startswith("方案检查完成：没有错误，另有 ")
    shutil.rmtree(folder / "发放")
    assert "49 份表" in screen.click("发放")
    assert len(list((folder / "发放").rglob("*.xlsx"))) == 49
    told = screen.click("回收汇总")
    expected = pipeline.collect(folder)
    assert f"已接收 {len(expected.accepted)}，退回 {len(expected.faulty)}" in told
    assert (folder / "退回" / pipeline.CHASE_NAME).is_file()
    collected = [row for row in screen.rows() if row[0].startswith("③")]
    assert len(collected) == len(expected.findings)
    for row, finding in zip(collected, expected.findings, strict=True):
        assert (row[1], row[4], row[5]) == (finding.place.file, finding.what, finding.remedy)

    # What people write stays: beside its row, in the memo, and in rows of their own.
    missing = next(n for n, row in enumerate(screen.rows(), LIST) if "还没有交回" in row[4])
    editing.put(screen.document, TAB, f"H{missing}", note)
    editing.put(screen.document, TAB, "H7", "备忘")
    last = LIST + len(screen.rows())
    editing.put(screen.document, TAB, f"F{last}", "自己加的一行")
    assert "考核结果.xlsx" in screen.click("评定等次")
    assert (folder / "结果" / pipeline.RESULT_NAME).is_file()
    rows = screen.rows()
    assert [row[6] for row in rows if "还没有交回" in row[4]] == [note]
    assert rows[-1][4] == "自己加的一行"
    assert {row[0][:1] for row in rows} == {"①", "③", "④", ""}
    assert screen.at("H7") == "备忘"
    assert screen.states() == [DONE] * 4 + [NOT_RUN]

    assert "等次审定" in screen.click("通报材料")
    assert screen.states()[4] == OPENED
    opened = [d for d in editing.open_paths(screen.document) if d.name == pipeline.RESULT_NAME]
    assert opened == [folder / "结果" / pipeline.RESULT_NAME]
    editing.close_others(screen.document)
    decide(folder)
    assert "个文件，在“结果”目录里" in screen.click("通报材料")
    assert (folder / "结果" / "通报.pdf").is_file()
    assert "清单应交 33 份" in screen.click("跟进整改")
    assert (folder / "整改" / pipeline.LEDGER_NAME).is_file()
    assert screen.at("E8")
    picture = screen.document.screenshot(tmp_path / "工作台.png")
    assert picture.stat().st_size > 20_000


def test_a_mended_problem_leaves_the_list_but_not_what_was_written_beside_it(screen: Screen) -> None:
    spoiled = screen.folder / "回收" / "坏.xlsx"
    spoiled.write_bytes(b"PK\x03\x04 this is no workbook")
    screen.click("回收汇总")
    assert screen.states()[2] in (HAS_ERRORS, DONE)
    row = next(n for n, cells in enumerate(screen.rows(), LIST) if cells[1] == "回收/坏.xlsx")
    editing.put(screen.document, TAB, f"H{row}", "请对方重发")
    spoiled.unlink()
    screen.click("回收汇总")
    left = [cells for cells in screen.rows() if cells[1] == "回收/坏.xlsx"]
    assert [(cells[5].startswith(GONE), cells[6]) for cells in left] == [(True, "请对方重发")]


def test_a_folder_is_taken_in_and_a_send_back_opened_and_links_lead_to_the_cell(
    screen: Screen, tmp_path: Path
) -> None:
    """A faulty attachment arrives, is listed, its link followed, its send-back opened."""
    attachments = tmp_path / "邮件 附件"
    attachments.mkdir()
    issued = next(path for path in sorted((screen.folder / "发放").rglob("*.xlsx")) if "评委05" in path.name)
    source = attachments / "现场述职.xlsx"
    book = load_workbook(issued)
    book.worksheets[0]["E8"].value = "约85"
    book.save(source)
    assert "黄格" in screen.click("收进文件夹")
    editing.put(screen.document, TAB, "D13", str(attachments))
    assert screen.click("收进文件夹").startswith("收进 1 个文件；回收汇总完成：应收 49")
    taken = screen.folder / "回收" / "邮件 附件" / "现场述职.xlsx"
    assert taken.read_bytes() == source.read_bytes()
    tab = book.sheetnames[0]
    row = next(n for n, cells in enumerate(screen.rows(), LIST) if cells[2] == f"{tab} E8")
    assert "先点选" in screen.click("打开退回的表")
    screen.document.click(f"B{row}")
    assert "已打开“退回/" in screen.click("打开退回的表")
    (sent_back,) = [p for p in editing.open_paths(screen.document) if "退回" in p.parts]
    assert "评委05" in sent_back.name
    editing.close_others(screen.document)
    # LibreOffice has the system open what a link leads to: it asks for this file and this cell.
    asked = tmp_path / "asked"
    opener = screen.document.desktop.programs / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" > "{asked}"\n')
    opener.chmod(0o755)
    screen.document.ctrl_click(f"C{row}")
    wait_until(asked.exists, what="the link")
    wait_until(lambda: unquote(asked.read_text()).strip() == f"{unquote(taken.as_uri())}#'{tab}'!E8")
    # The button goes there itself, and opens what came back for reading only.
    screen.document.click(f"B{row}")
    assert "只读" in screen.click("转到问题")
    assert editing.open_paths(screen.document) == [taken]
    assert editing.cursors(screen.document) == [f"{tab} E8"]
    editing.close_others(screen.document)
    assert screen.click("收进文件夹").startswith("收进 0 个文件，另有 1 个以前收过")
    shutil.rmtree(taken.parent)


def test_open_forms_are_checked_and_marked_and_marks_are_cleared_first(
    screen: Screen, desktop: Desktop
) -> None:
    assert "没有打开的表" in screen.click("检查打开的表")
    path = next(p for p in sorted((screen.folder / "发放").rglob("*.xlsx")) if "校领导" in str(p))
    with desktop.open(path) as form:
        tab = editing.tabs(form)[0]
        first = editing.first_unlocked(form, tab)
        before = editing.colour(form, tab, first)
        editing.put(form, tab, first, "约85")
        assert "检查了 1 个打开的文件，其中 1 个有错误" in screen.click("检查打开的表")
        assert editing.note(form, tab, first).startswith(OWN_NOTE)
        marked = editing.colour(form, tab, first)
        assert marked != before
        screen.click("检查打开的表")
        assert editing.note(form, tab, first).count(OWN_NOTE) == 1
        editing.put(form, tab, first, 10.0)
        screen.click("检查打开的表")
        assert (editing.note(form, tab, first), editing.colour(form, tab, first)) == ("", before)
    assert path.read_bytes()


def test_a_broken_scheme_stops_the_steps_and_says_where(screen: Screen) -> None:
    whole = (screen.folder / "方案.xlsx").read_bytes()
    (screen.folder / "方案.xlsx").write_bytes(b"PK\x03\x04 broken")
    try:
        assert "方案有错误" in screen.click("发放")
        assert screen.states()[1] == FAILED
        assert any(row[0] == "① 错误" and row[1] == "方案.xlsx" for row in screen.rows())
    finally:
        (screen.folder / "方案.xlsx").write_bytes(whole)


def test_a_workbench_that_lost_a_sheet_says_so_and_changes_nothing(screen: Screen) -> None:
    """The names of the settings are gone; nothing is started."""
    before = {p: p.stat().st_mtime_ns for p in screen.folder.rglob("*") if p.is_file()}
    editing.delete_tab(screen.document, "设置")
    editing.click_until(screen.document, "评定等次", lambda: screen.document.has_dialog)
    assert SENTENCES["djxl_say_broken"] in screen.document.dialog_text(LONG)
    screen.document.dismiss()
    assert screen.states()[3] in (NOT_RUN, DONE)
    assert {p: p.stat().st_mtime_ns for p in screen.folder.rglob("*") if p.is_file()} == before
