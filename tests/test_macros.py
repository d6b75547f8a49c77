"""The macros: their source, the projects compiled from it, and what they do in the real LibreOffice."""

from __future__ import annotations

import contextlib
import functools
import importlib
import re
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlsxwriter

from tests.support import ooxml
from tests.support.desktop import Desktop
from tests.support.document import Document
from tests.support.waiting import wait_until

MACROS = Path(__file__).parents[1] / "macros"
NAMES = ("form", "workbench")

# What VBA itself is made of, as far as the macros need it …
KEYWORDS = """
    Option Explicit Public Private Sub Function End Dim As ByVal Set Exit If Then Else ElseIf For Each In Next
    On Error Resume GoTo Not And Or Is Nothing True False Object String Long Boolean Date Variant
"""
# … its functions and constants …
BUILT_IN = """
    MsgBox CStr CLng Mid InStr InStrRev Replace ChrW Now DateAdd Dir StrComp
    vbCritical vbExclamation vbInformation vbLf vbTextCompare
"""
# … and what of Excel's objects.
OBJECTS = """
    Application ThisWorkbook Calculate WorksheetFunction IsNumber Worksheets Names RefersToRange RefersTo Value
    ActiveSheet Name Range EntireRow Hidden Address Activate Visible Select ReadOnly Saved Path
"""
ONLY_WORKBENCH = "Shell vbHide Run OnTime StatusBar Workbooks PathSeparator"
ALLOWED = {
    "form": {*KEYWORDS.split(), *BUILT_IN.split(), *OBJECTS.split()},
    "workbench": {*KEYWORDS.split(), *BUILT_IN.split(), *OBJECTS.split(), *ONLY_WORKBENCH.split()},
}
EMPTY_MODULE = re.compile(r"(Attribute VB_\w+ = .*\n)*")


def source(name: str) -> str:
    return (MACROS / f"{name}.bas").read_bytes().decode("ascii")


def project(name: str) -> Path:
    return MACROS / f"{name}.bin"


@functools.cache
def olevba() -> ModuleType:
    with warnings.catch_warnings():
        # it calls pyparsing by names of old
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module("oletools.olevba")


@contextlib.contextmanager
def opened(file: Path) -> Iterator[Any]:
    parser = olevba().VBA_Parser(str(file))
    try:
        yield parser
    finally:
        parser.close()


def modules(file: Path) -> dict[str, str]:
    """The source of every module in a compiled project."""
    with opened(file) as parser:
        return {Path(name).stem: code.replace("\r\n", "\n") for _, _, name, code in parser.extract_macros()}


def words(text: str) -> Iterator[str]:
    """The words of the program: no comments, no texts, no numbers."""
    for line in text.splitlines():
        code = re.sub(r'"(?:[^"]|"")*"', '""', line).partition("'")[0]
        yield from re.findall(r"[A-Za-z]\w*", re.sub(r"&H[0-9A-F]+", "", code))


def own_words(text: str) -> set[str]:
    """What the module itself declares: procedures, their parameters, variables, labels."""
    return {
        *re.findall(r"\b(?:Sub|Function|Dim|ByVal) (\w+)", text),
        *re.findall(r"^Private (\w+) As", text, re.MULTILINE),
        *re.findall(r"^(\w+):$", text, re.MULTILINE),
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_project_holds_the_source_and_nothing_else(name: str) -> None:
    held = modules(project(name))
    assert held.keys() == {f"djxl_{name}", "ThisWorkbook", "Sheet1"}
    assert held[f"djxl_{name}"] == f'Attribute VB_Name = "djxl_{name}"\n{source(name)}'
    for module in ("ThisWorkbook", "Sheet1"):
        assert EMPTY_MODULE.fullmatch(held[module]), held[module]


@pytest.mark.parametrize("name", NAMES)
def test_the_project_is_one_that_excel_expects(name: str) -> None:
    held = modules(project(name))
    with opened(project(name)) as parser:
        ((_, _, directory),) = parser.find_vba_projects()
        content = olevba().decompress_stream(bytearray(parser.ole_file.openstream(directory).read()))
    # PROJECTCODEPAGE: id 3, two bytes, Windows-1252
    assert b"\x03\x00\x02\x00\x00\x00\xe4\x04" in bytes(content)
    # a workbook is no sheet
    assert 'VB_Base = "0{00020819-' in held["ThisWorkbook"]
    assert 'VB_Base = "0{00020820-' in held["Sheet1"]


@pytest.mark.parametrize("name", NAMES)
def test_the_source_uses_only_what_is_allowed(name: str) -> None:
    text = source(name)
    assert text.startswith("Option Explicit\n")
    assert set(words(text)) - own_words(text) <= ALLOWED[name]
    # Excel's Shell takes a command and a style; there is no other way out
    assert re.findall(r"\bShell\b.*", text) == (["Shell call_line, vbHide"] if name == "workbench" else [])


def test_forbidden_words_are_seen() -> None:
    text = 'Option Explicit\nPublic Sub a()\n    Kill "x" \' Shell\n    b = CreateObject("Shell")\nEnd Sub\n'
    assert set(words(text)) - own_words(text) - ALLOWED["form"] == {"Kill", "CreateObject", "b"}


def test_compiling_again_gives_the_same_source(tmp_path: Path) -> None:
    compiled = compile_macros([MACROS / f"{name}.bas" for name in NAMES], tmp_path)
    assert [modules(file) for file in compiled] == [modules(project(name)) for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_with_the_macros_is_valid(name: str, tmp_path: Path) -> None:
    files = {"form": Form, "workbench": Workbench}
    assert ooxml.errors([files[name]().write(tmp_path / "带 宏.xlsm")]) == []


def compile_macros(sources: Sequence[Path], folder: Path) -> list[Path]:
    command = [sys.executable, str(MACROS / "build.py"), "--into", str(folder), *map(str, sources)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=150)
    return [Path(line) for line in done.stdout.splitlines()]


# -- the form

SAID = {
    "djxl_say_bad": "还有 {n} 处未填或需修改，已转到第一处。",
    "djxl_say_good": "检查完毕，没有问题。",
    "djxl_say_broken": "本表不完整，请重新领取。",
    "djxl_say_readonly": "本表以只读方式打开，请另存后再检查。",
    "djxl_say_hidden": "第一处在 {cell}，所在行被隐藏。",
}
LAST_RESORT = "表格已损坏，请重新领取。"
BUTTON = "检查本表"


@dataclass
class Sheet:
    """A form's sheet: answers in C9:C11, and what the macro asks for."""

    name: str
    answers: tuple[str, str, str] = ("好", "好", "好")
    count: str = "=COUNTBLANK(C9:C11)"
    first: str = '=IF(C9="","C9",IF(C10="","C10",IF(C11="","C11","")))'
    filtered: bool = False

    @property
    def blanks(self) -> list[str]:
        return [f"C{row}" for row, answer in enumerate(self.answers, 9) if not answer]


@dataclass
class Form:
    """A form as the macro's contract describes it."""

    sheets: Sequence[Sheet] = (Sheet("测评表 一"), Sheet("二 号"))
    said: Mapping[str, str] = field(default_factory=lambda: SAID)

    def write(self, path: Path) -> Path:
        book = xlsxwriter.Workbook(path)
        book.add_vba_project(str(project("form")))
        unlocked = book.add_format({"locked": False})
        moment = book.add_format({"locked": False, "num_format": "yyyy-mm-dd hh:mm"})
        for sheet in self.sheets:
            page = book.add_worksheet(sheet.name)
            for row, answer in enumerate(sheet.answers, 9):
                page.write(f"C{row}", answer, unlocked)
            count = "#REF!" if "#REF!" in sheet.count else len(sheet.blanks)
            page.write_formula("F1", sheet.count, None, count)
            page.write_formula("G1", sheet.first, None, next(iter(sheet.blanks), ""))
            page.write_blank("H1", None, moment)
            for name, cell in (("count", "F$1"), ("first", "G$1"), ("time", "H$1")):
                book.define_name(f"'{sheet.name}'!djxl_{name}", f"='{sheet.name}'!${cell}")
            if sheet.filtered:
                page.write("C8", "评分")
                page.autofilter("C8:C11")
                page.filter_column("C", "x == 好")
                for row in (9, 10, 11):
                    if f"C{row}" in sheet.blanks:
                        page.set_row(row - 1, None, None, {"hidden": True})
            page.insert_button("E3", {"macro": "djxl_check", "caption": BUTTON, "width": 120, "height": 30})
            page.protect("", {"objects": False, "autofilter": True})
        facts = book.add_worksheet("说明")
        for row, (name, sentence) in enumerate(self.said.items()):
            facts.write(row, 0, sentence)
            book.define_name(name, f"=说明!$A${row + 1}")
        facts.write("B1", len(self.sheets))
        book.define_name("djxl_sheets", "=说明!$B$1")
        book.close()
        return path


def check(document: Document) -> str:
    """A click on the button, and what is said."""
    document.click(BUTTON)
    said = document.dialog_text()
    document.dismiss()
    return said


def times(document: Document) -> list[float]:
    return [document.cell(sheet, "H1").value for sheet in ("测评表 一", "二 号")]


def test_problems_are_counted_and_the_first_one_is_gone_to(desktop: Desktop, tmp_path: Path) -> None:
    form = Form((Sheet("测评表 一", ("好", "", "")), Sheet("二 号", ("好", "好", ""))))
    with desktop.open(form.write(tmp_path / "表 单.xlsm")) as document:
        # the sheet in front comes first …
        document.show_sheet("二 号")
        assert check(document) == "还有 3 处未填或需修改，已转到第一处。"
        assert (document.active_sheet, document.active_cell) == ("二 号", "C11")
        # … and is mended by typing where the macro has led
        document.type("较好")
        document.key("Return")
        wait_until(lambda: document.cell("二 号", "C11").string == "较好")
        assert check(document) == "还有 2 处未填或需修改，已转到第一处。"
        assert (document.active_sheet, document.active_cell) == ("测评表 一", "C10")
        assert times(document) == [0, 0]


def test_a_clean_form_gets_the_time_on_every_sheet(desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(Form().write(tmp_path / "表 单.xlsm")) as document:
        document.model.Sheets.getByIndex(0).Name = "改了名"
        assert check(document) == SAID["djxl_say_good"]
        moments = [document.cell(sheet, "H1").value for sheet in ("改了名", "二 号")]
        # days since 1899-12-30, in local time
        now = time.time() / 86400 + time.localtime().tm_gmtoff / 86400 + 25569
        assert moments[0] == moments[1] == pytest.approx(now, abs=1 / 24 / 60)
        assert document.modified


def test_a_form_that_cannot_be_saved_gets_no_time(desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(Form().write(tmp_path / "表 单.xlsm"), read_only=True) as document:
        assert check(document) == SAID["djxl_say_readonly"]
        assert times(document) == [0, 0]


def test_the_check_leaves_the_question_whether_to_save_alone(desktop: Desktop, tmp_path: Path) -> None:
    form = Form((Sheet("测评表 一", ("", "好", "好")), Sheet("二 号")))
    with desktop.open(form.write(tmp_path / "表 单.xlsm")) as document:
        assert check(document).startswith("还有 1 处")
        assert not document.modified


def test_values_that_wait_for_a_calculation_are_calculated(desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(Form().write(tmp_path / "表 单.xlsm")) as document:
        document.model.enableAutomaticCalculation(False)
        document.put("测评表 一", "C9", "")
        assert document.cell("测评表 一", "F1").value == 0
        assert check(document).startswith("还有 1 处")


def test_a_row_that_is_filtered_out_is_shown(desktop: Desktop, tmp_path: Path) -> None:
    form = Form((Sheet("测评表 一"), Sheet("二 号", ("好", "", "好"), filtered=True)))
    with desktop.open(form.write(tmp_path / "表 单.xlsm")) as document:
        document.show_sheet("二 号")
        assert not document.is_on_screen("C10")
        document.show_sheet("测评表 一")
        assert check(document) == "还有 1 处未填或需修改，已转到第一处。"
        assert (document.active_sheet, document.active_cell) == ("二 号", "C10")
        assert document.is_on_screen("C10")


def test_a_far_cell_is_scrolled_to_and_a_hidden_sheet_shown(desktop: Desktop, tmp_path: Path) -> None:
    far = Sheet("二 号", ("好", "", "好"), first='=IF(C10="","C200","")')
    with desktop.open(Form((Sheet("测评表 一"), far)).write(tmp_path / "表 单.xlsm")) as document:
        document.put("二 号", "G1", "C200")
        document.model.Sheets.getByName("二 号").IsVisible = False
        check(document)
        assert (document.active_sheet, document.active_cell) == ("二 号", "C200")
        assert document.is_on_screen("C200")


@pytest.mark.parametrize("damage", ["sheet", "count", "place", "sentence", "number", "name"])
def test_a_damaged_form_is_not_judged(damage: str, desktop: Desktop, tmp_path: Path) -> None:
    first = Sheet("测评表 一")
    if damage == "count":
        first = Sheet("测评表 一", count="=#REF!+1")
    if damage == "place":
        first = Sheet("测评表 一", ("", "好", "好"), first='=""')
    with desktop.open(Form((first, Sheet("二 号"))).write(tmp_path / "表 单.xlsm")) as document:
        if damage == "sheet":
            document.model.Sheets.removeByName("二 号")
        if damage == "place":
            document.put("测评表 一", "G1", "")
        if damage == "sentence":
            document.model.NamedRanges.removeByName("djxl_say_good")
        if damage == "number":
            document.put("说明", "B1", "两")
        if damage == "name":
            document.model.Sheets.getByName("二 号").NamedRanges.removeByName("djxl_time")
        document.model.setModified(False)
        assert check(document) == SAID["djxl_say_broken"]
        assert document.cell("测评表 一", "H1").string == ""
        assert not document.modified


def test_a_form_that_lost_even_that_sentence_still_says_so(desktop: Desktop, tmp_path: Path) -> None:
    with desktop.open(Form(said={}).write(tmp_path / "表 单.xlsm")) as document:
        assert check(document) == LAST_RESORT


# -- the workbench

STEPS = {
    "djxl_step_check": "check",
    "djxl_step_issue": "issue",
    "djxl_step_collect": "collect",
    "djxl_step_assess": "assess",
    "djxl_step_report": "report",
    "djxl_open_check": "open-check",
    "djxl_take_in": "take-in",
    "djxl_send_back": "send-back",
    "djxl_schedule": "schedule",
    "djxl_agenda": "agenda",
    "djxl_split": "split",
    "djxl_handin": "handin",
    "djxl_rectify": "rectify",
}
TOLD = {
    "djxl_say_unsaved": "请先保存工作台。",
    "djxl_say_elsewhere": "旁边没有 方案.xlsx。",
    "djxl_say_readonly": "工作台以只读方式打开。",
    "djxl_say_scheme_unsaved": "请先保存 方案.xlsx。",
    "djxl_say_starting": "正在启动……",
    "djxl_say_no_python": "没有找到程序 dangjian-xl。",
    "djxl_say_no_answer": "程序没有回应。",
    "djxl_say_broken": "工作台已损坏。",
}
BEFORE = "上次：检查完毕"
SCHEME = "方案.xlsx"


@dataclass
class Workbench:
    """A workbench as the macros' contract describes it, without anything for people."""

    program: str = ""
    wait: int | None = 2
    told: Mapping[str, str] = field(default_factory=lambda: TOLD)

    def write(self, path: Path) -> Path:
        book = xlsxwriter.Workbook(path)
        book.add_vba_project(str(project("workbench")))
        page = book.add_worksheet("工作台")
        page.set_column("A:A", 30)
        for row, macro in enumerate(STEPS):
            page.insert_button(2 * row + 2, 3, {"macro": macro, "caption": macro, "width": 160, "height": 30})
        values: dict[str, Any] = {
            "djxl_state": BEFORE,
            "djxl_program": self.program,
            "djxl_scheme_name": SCHEME,
            **self.told,
        }
        if self.wait is not None:
            values["djxl_wait"] = self.wait
        for row, (name, value) in enumerate(values.items()):
            page.write(row, 0, value)
            book.define_name(name, f"=工作台!$A${row + 1}")
        book.close()
        return path


def state(document: Document) -> str:
    return document.cell("工作台", "A1").string


@dataclass
class Program:
    """A program that notes what it was called with."""

    path: Path

    @property
    def _notes(self) -> Path:
        return self.path.with_suffix(".notes")

    def install(self) -> None:
        # whole at once, for a test may look at any time
        self.path.write_text(
            f"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{self._notes}.new' && mv '{self._notes}.new' '{self._notes}'\n"
        )
        self.path.chmod(0o755)

    @property
    def arguments(self) -> list[str]:
        return self._notes.read_text(encoding="utf-8").splitlines() if self._notes.exists() else []

    def forget(self) -> None:
        self._notes.unlink()

    def remove(self) -> None:
        self.path.unlink()
        self._notes.unlink(missing_ok=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A year's folder, with a name that wants careful quoting."""
    folder = tmp_path / "2022 年度"
    folder.mkdir()
    xlsxwriter.Workbook(folder / SCHEME).close()
    return folder


@pytest.fixture
def program(tmp_path: Path) -> Program:
    (tmp_path / "程 序").mkdir()
    program = Program(tmp_path / "程 序" / "dangjian-xl")
    program.install()
    return program


@pytest.mark.parametrize(("macro", "verb"), STEPS.items())
def test_a_step_starts_the_program(
    macro: str, verb: str, desktop: Desktop, folder: Path, program: Program
) -> None:
    file = Workbench(str(program.path), wait=None).write(folder / "党建 工作台.xlsm")
    with desktop.open(file) as document:
        document.click(macro)
        assert wait_until(lambda: program.arguments) == ["workbench", str(file), verb]
        assert state(document) == TOLD["djxl_say_starting"]
        assert not document.has_dialog


# LibreOffice is asked to look again later by the workbook's name, unless that has an apostrophe.
@pytest.mark.parametrize("name", ["党建 工作台.xlsm", "党建's 工作台.xlsm"])
def test_the_status_bar_is_given_back_when_the_program_answers(
    name: str, desktop: Desktop, folder: Path, program: Program
) -> None:
    with desktop.open(Workbench(str(program.path), wait=60).write(folder / name)) as document:
        wait_until(lambda: not document.is_status_bar_taken())
        document.click("djxl_step_check")
        wait_until(document.is_status_bar_taken)
        # a second click while the program is starting does nothing
        wait_until(lambda: program.arguments)
        program.forget()
        document.click("djxl_step_issue")
        # what is clicked later is done later
        document.click("A5")
        wait_until(lambda: document.active_cell == "A5")
        document.put("工作台", "A1", "检查完毕")
        wait_until(lambda: not document.is_status_bar_taken())
        assert program.arguments == []
        # and one after its answer starts it again
        document.click("djxl_step_issue")
        assert wait_until(lambda: program.arguments)[-1] == "issue"


def test_a_program_that_stays_silent_is_told(desktop: Desktop, folder: Path, program: Program) -> None:
    with desktop.open(Workbench(str(program.path), wait=1).write(folder / "工作台.xlsm")) as document:
        document.click("djxl_step_check")
        wait_until(lambda: state(document) == TOLD["djxl_say_no_answer"])
        wait_until(lambda: not document.is_status_bar_taken())
        document.click("djxl_step_check")
        wait_until(lambda: state(document) == TOLD["djxl_say_starting"])


def test_a_workbench_that_is_closed_meanwhile_is_left_alone(
    desktop: Desktop, folder: Path, program: Program
) -> None:
    file = Workbench(str(program.path), wait=1).write(folder / "工作台.xlsm")
    with desktop.open(folder / SCHEME) as other:
        with desktop.open(file) as document:
            document.click("djxl_step_check")
            wait_until(lambda: program.arguments)
        end = time.monotonic() + 2.5
        wait_until(lambda: time.monotonic() > end)
        assert not other.has_dialog
        assert other.active_cell == "A1"  # LibreOffice is alive


@pytest.mark.parametrize("known", ["", "/nowhere/dangjian-xl", "D:\\程序\\dangjian-xl.exe"])
def test_without_a_known_place_the_program_is_looked_for(known: str, desktop: Desktop, folder: Path) -> None:
    program = Program(desktop.programs / "dangjian-xl")
    program.install()
    file = Workbench(known).write(folder / "工作台.xlsm")
    try:
        with desktop.open(file) as document:
            document.click("djxl_step_collect")
            assert wait_until(lambda: program.arguments) == ["workbench", str(file), "collect"]
    finally:
        program.remove()


def test_a_missing_program_is_told_and_nothing_stays_behind(tmp_path: Path, folder: Path) -> None:
    # a desktop of its own: on the shared one dangjian-xl is found
    with (
        Desktop({"PATH": "/usr/bin:/bin"}) as desktop,
        desktop.open(Workbench(str(tmp_path / "dangjian-xl")).write(folder / "工作台.xlsm")) as document,
    ):
        document.click("djxl_step_check")
        assert document.dialog_text() == TOLD["djxl_say_no_python"]
        document.dismiss()
        assert state(document) == BEFORE
        wait_until(lambda: not document.is_status_bar_taken())


def refused(document: Document, program: Program) -> str:
    """What a click is answered by; nothing else may happen."""
    before, modified = state(document), document.modified
    document.click("djxl_step_check")
    said = document.dialog_text()
    document.dismiss()
    assert (state(document), document.modified, program.arguments) == (before, modified, [])
    return said


def test_a_workbench_that_was_never_saved_runs_nothing(
    desktop: Desktop, folder: Path, program: Program
) -> None:
    file = Workbench(str(program.path)).write(folder / "工作台.xlsm")
    with desktop.open_as_template(file) as document:
        assert refused(document, program) == TOLD["djxl_say_unsaved"]


def test_a_workbench_without_its_folder_runs_nothing(
    desktop: Desktop, tmp_path: Path, program: Program
) -> None:
    file = Workbench(str(program.path)).write(tmp_path / "工作台.xlsm")
    with desktop.open(file) as document:
        assert refused(document, program) == TOLD["djxl_say_elsewhere"]


def test_a_workbench_that_cannot_be_written_runs_nothing(
    desktop: Desktop, folder: Path, program: Program
) -> None:
    file = Workbench(str(program.path)).write(folder / "工作台.xlsm")
    with desktop.open(file, read_only=True) as document:
        assert refused(document, program) == TOLD["djxl_say_readonly"]


def test_a_scheme_with_unsaved_changes_holds_the_step_back(
    desktop: Desktop, folder: Path, program: Program
) -> None:
    file = Workbench(str(program.path)).write(folder / "工作台.xlsm")
    with desktop.open(folder / SCHEME) as scheme, desktop.open(file) as document:
        scheme.put("Sheet1", "A1", "改")
        assert refused(document, program) == TOLD["djxl_say_scheme_unsaved"]
        # another year's scheme does not matter, nor one that is saved
        scheme.model.setModified(False)
        with desktop.open(copied(folder / SCHEME, folder.parent / "2021")) as other:
            other.put("Sheet1", "A1", "改")
            document.click("djxl_step_check")
            assert wait_until(lambda: program.arguments)[-1] == "check"


@pytest.mark.parametrize(
    ("lost", "said"), [("djxl_say_no_python", TOLD["djxl_say_broken"]), ("djxl_say_broken", "工作台已损坏。")]
)
def test_a_damaged_workbench_runs_nothing(
    lost: str, said: str, desktop: Desktop, folder: Path, program: Program
) -> None:
    told = {name: sentence for name, sentence in TOLD.items() if name not in {lost, "djxl_say_no_python"}}
    file = Workbench(str(program.path), told=told).write(folder / "工作台.xlsm")
    with desktop.open(file) as document:
        assert refused(document, program) == said


def test_a_workbench_that_lost_a_cell_runs_nothing(desktop: Desktop, folder: Path, program: Program) -> None:
    file = Workbench(str(program.path)).write(folder / "工作台.xlsm")
    with desktop.open(file) as document:
        document.model.NamedRanges.removeByName("djxl_program")
        assert refused(document, program) == TOLD["djxl_say_broken"]


def test_with_the_xlwings_add_in_that_runs_the_step(
    desktop: Desktop, folder: Path, program: Program, tmp_path: Path
) -> None:
    with desktop.open(add_in(tmp_path)) as loaded:
        file = Workbench(str(program.path)).write(folder / "工作台.xlsm")
        with desktop.open(file) as document:
            document.click("djxl_send_back")
            called = wait_until(lambda: loaded.cell("Sheet1", "A1").string)
            assert called == "from dangjian_xl import xl; xl.run_from_button('send-back')"
            assert state(document) == TOLD["djxl_say_starting"]
            assert program.arguments == []
            # what the add-in could not do is told like a missing program
            document.put("工作台", "A1", BEFORE)
            loaded.put("Sheet1", "B1", "fail")
            wait_until(lambda: not document.is_status_bar_taken())
            document.click("djxl_send_back")
            assert document.dialog_text() == TOLD["djxl_say_no_python"]
            document.dismiss()
            assert state(document) == BEFORE


def copied(file: Path, folder: Path) -> Path:
    folder.mkdir()
    return Path(shutil.copy(file, folder))


def add_in(folder: Path) -> Path:
    """A workbook that is called as the add-in is, and notes what it is asked to run."""
    macro = folder / "runpython.bas"
    macro.write_text(
        "Option Explicit\n"
        "Public Sub RunPython(ByVal code As String)\n"
        '    ThisWorkbook.Worksheets(1).Range("A1").Value = code\n'
        '    If ThisWorkbook.Worksheets(1).Range("B1").Value = "fail" Then Err.Raise 1004\n'
        "End Sub\n"
    )
    (compiled,) = compile_macros([macro], folder)
    book = xlsxwriter.Workbook(folder / "add-in.xlsm")
    book.add_worksheet()
    book.add_vba_project(str(compiled))
    book.close()
    return (folder / "add-in.xlsm").rename(folder / "xlwings.xlam")
