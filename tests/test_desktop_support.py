"""The desktop that tests work on: does what is done there happen, and does it end?"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from tests.support import desktop as support
from tests.support.desktop import Desktop
from tests.support.document import Cell
from tests.support.waiting import NoAnswerError, wait_until

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]


def workbook(path: Path) -> Path:
    """Two sheets, the first with frozen headings and links to the second one."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("测评 表")
    other = book.add_worksheet("另一表")
    sheet.freeze_panes(3, 1)
    sheet.set_column("B:D", 24)
    sheet.set_row(4, 60)
    places = {"B": ("left", "top"), "C": ("center", "vcenter"), "D": ("right", "bottom")}
    for column, (across, down) in places.items():
        alike = book.add_format({"align": across, "valign": down})
        link = f'=HYPERLINK("#\'另一表\'!{column}7","下一处")'
        sheet.write_formula(f"{column}5", link, alike, "下一处")
    sheet.write_url("B2", "internal:'另一表'!E9", string="去填写")
    # what a recalculation would make another number
    sheet.write_formula("F2", "=1+1", None, 999)
    other.write("A1", "完")
    book.close()
    return path


def test_clicks_meet_cells_in_every_pane(desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(workbook(tmp_path / "一 表.xlsx")) as document:
        # frozen both ways, one way each, free, far off, and back
        for cell in ("A2", "C1", "A9", "D8", "AB300", "B4", "A300", "AB3"):
            document.click(cell)
            wait_until(lambda cell=cell: document.active_cell == cell, what=cell)  # type: ignore[misc]
        assert document.is_on_screen("A1")
        assert not document.is_on_screen("B4")


@pytest.mark.parametrize("cell", ["B5", "C5", "D5", "B2"])
def test_ctrl_click_follows_a_link(cell: str, desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(workbook(tmp_path / "表.xlsx")) as document:
        document.click(cell)
        wait_until(lambda: document.active_cell == cell)
        assert document.active_sheet == "测评 表"
        document.ctrl_click(cell)
        wait_until(lambda: document.active_sheet == "另一表")
        assert document.active_cell == ("E9" if cell == "B2" else f"{cell[0]}7")


def test_all_that_is_typed_arrives(desktop: Desktop, tmp_path: Path) -> None:
    text = "党建工作扎实，成效“明显”；aa AA 11 90% =?" + "一二三四五六七八九十" * 15
    with desktop.open(workbook(tmp_path / "表.xlsx")) as document:
        document.click("B8")
        document.type(text)
        document.key("Return")
        wait_until(lambda: document.cell("测评 表", "B8").string == text)
        assert document.active_cell == "B9"
        assert document.modified
        document.key("ctrl+z")
        wait_until(lambda: document.cell("测评 表", "B8").string == "")
        with pytest.raises(ValueError, match="no key 没有"):
            document.key("没有")


def test_what_is_shown_is_what_the_file_holds(desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(workbook(tmp_path / "表.xlsx")) as document:
        assert document.cell("测评 表", "F2") == Cell("999", 999, "=1+1")
        assert document.active_sheet == "测评 表"
        document.show_sheet("另一表")
        assert document.active_sheet == "另一表"
        document.put("另一表", "A1", "改")
        assert document.modified
    with desktop.open(tmp_path / "表.xlsx", read_only=True) as document:
        assert document.model.isReadonly()
        assert document.cell("另一表", "A1").string == "完"


def test_several_workbooks_are_told_apart(desktop: Desktop, tmp_path: Path) -> None:
    with (
        desktop.open(workbook(tmp_path / "甲.xlsx")) as first,
        desktop.open(workbook(tmp_path / "乙.xlsx")) as second,
        desktop.open_as_template(tmp_path / "甲.xlsx") as third,
    ):
        assert not third.model.hasLocation()
        for number, document in enumerate((second, first, third)):
            document.click("B4")
            document.type(str(number))
            document.key("Return")
            wait_until(lambda document=document: document.cell("测评 表", "B4").string, what=str(number))  # type: ignore[misc]
        assert [document.cell("测评 表", "B4").value for document in (first, second, third)] == [1, 0, 2]


def test_a_message_box_is_read_and_answered(desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(workbook(tmp_path / "表.xlsx")) as document:
        assert not document.has_dialog
        with pytest.raises(NoAnswerError, match="no message box"):
            document.dismiss()
        with pytest.raises(NoAnswerError, match="a message box"):
            document.dialog_text(seconds=0.1)
        # LibreOffice's own: a name that a sheet cannot have
        document.model.Sheets.getByName("另一表").protect("")
        document.show_sheet("另一表")
        document.click("A1")
        document.type("改")
        assert "rotected" in document.dialog_text()
        document.dismiss()
        assert not document.has_dialog
        # and one that is left open does not keep the workbook from closing
        document.type("改")
        document.dialog_text()
    assert desktop.has_dialog() is False


def test_a_screenshot_shows_the_workbook(desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(workbook(tmp_path / "表.xlsx")) as document:
        wait_until(lambda: not document.is_status_bar_taken())
        picture = document.screenshot(tmp_path / "屏幕.png")
        colours = subprocess.run(
            ["identify", "-format", "%m %w %h %k", str(picture)], capture_output=True, text=True, check=True
        )
        kind, width, height, found = colours.stdout.split()
        assert (kind, width, height) == ("PNG", "1600", "1000")
        assert int(found) > 20


def test_commands_find_the_program_and_this_office(desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(workbook(tmp_path / "表.xlsx")):
        assert desktop._office is not None
        assert {"Xvfb\n", "openbox\n", "soffice.bin\n"} <= set(processes(desktop._folder))
        said = Path(f"/proc/{desktop._office.pid}/environ").read_bytes().decode().split("\0")
        variables = dict(line.split("=", 1) for line in said if line)
    assert variables["DANGJIAN_XL_LIBREOFFICE_PROFILE"] == desktop.profile.as_uri()
    assert (desktop.profile / "user").is_dir()
    first, second, *_ = variables["PATH"].split(os.pathsep)
    assert (Path(first), Path(second)) == (desktop.programs, Path(sys.executable).parent)


def test_a_hung_office_fails_its_test_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Desktop() as desktop:
        document = desktop.open(workbook(tmp_path / "表.xlsx"))
        assert desktop._office is not None
        os.killpg(desktop._office.pid, signal.SIGSTOP)
        monkeypatch.setattr(support, "ANSWER", 0.5)
        with pytest.raises(RuntimeError, match=r"after 0\.5 s; see (/.*\.png)") as told:
            document.cell("另一表", "A1")
        found = re.search(r"see (\S+\.png)", str(told.value))
        assert found
        Path(found[1]).unlink()
        monkeypatch.undo()
        with desktop.open(workbook(tmp_path / "新.xlsx")) as document:
            assert document.cell("另一表", "A1").string == "完"


def test_what_cannot_be_opened_is_told(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileNotFoundError):
        desktop.open(tmp_path / "没有.xlsx")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="install xvfb"):
        Desktop()


@pytest.mark.parametrize("end", ["desktop.close()", "pass", "os.kill(os.getpid(), 9)"])
def test_nothing_outlives_the_process(end: str, tmp_path: Path) -> None:
    program = f"""
import os
from pathlib import Path
from tests.support.desktop import Desktop
desktop = Desktop()
desktop.open(Path({str(workbook(tmp_path / "表.xlsx"))!r}))
print(desktop._folder, flush=True)
{end}
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == (-9 if "kill" in end else 0), done.stderr
    assert done.stderr == ""
    folder = Path(done.stdout.strip())
    wait_until(lambda: not processes(folder))
    # only who is killed cannot clear up
    assert folder.exists() == ("kill" in end)
    shutil.rmtree(folder, ignore_errors=True)


def processes(folder: Path) -> list[str]:
    """The running programs of the desktop with that folder: it is in the variables of all of them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append((process / "comm").read_text())
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found
