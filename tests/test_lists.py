"""The three lists as a form: what they ask, the rules in sheet, validation and Python, going out and coming back."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from dangjian_xl import papers
from dangjian_xl.demo.people import save_form
from dangjian_xl.forms.answers import DistinctAnswer
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.rules import END, RULES
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.values import Answer, AskKind, State
from dangjian_xl.grids import Cell, cell_name
from dangjian_xl.reading.kinds import kind_of
from dangjian_xl.reading.workbook import read_grids, read_workbook
from dangjian_xl.rectification.issued import lists_out
from dangjian_xl.rectification.lists import (
    DUTIES,
    MENDING,
    PROBLEMS,
    SPARE,
    Standing,
    list_form,
    lists,
    spare_codes,
)
from dangjian_xl.rectification.problems import problems
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.rectification.words import fitting
from dangjian_xl.returns.answers import AnswerTable
from dangjian_xl.returns.collect import Collection, collected
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.sendback import send_backs
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import FormKind, ItemKind, PastProblem, Scheme, Setting, SettingName
from dangjian_xl.workspace import write_whole
from tests.support import office
from tests.support.forms import KEY, broken_in, said
from tests.support.problems import Said, approval, form, scheme
from tests.support.year import SAVED, fill

pytestmark = pytest.mark.long

TODAY = date.today()  # noqa: DTZ011 - the worksheet's TODAY() is this machine's
COMMENTS = form("点评", FormKind.COMMENTS, ("指出的问题", ItemKind.TEXT))
SHEET = form("表", FormKind.MATRIX, ("述职", ItemKind.POINTS))
MEND_BY = (Setting(SettingName.MEND_BY, "2025-06-30"),)


def some(number: int, target: str = "A") -> tuple[Problem, ...]:
    return tuple(Problem(f"{target}-{n}", target, f"问题之{n}", Source.REPORT) for n in range(1, number + 1))


def made(of: Scheme, number: int) -> tuple[IssuedForm, bytes]:
    """The lists of A, and their workbook as it is handed out."""
    found = some(number)
    [(_, data)] = lists(approval(of), {"A": found}, KEY)
    return list_form(of, of.organisation("A"), found), data


def recogniser(of: Scheme, issued: IssuedForm) -> Recogniser:
    return Recogniser.of(of, KEY, {issued.assignment.id: issued})


def read(of: Scheme, issued: IssuedForm, data: bytes, name: str = "清单.xlsx") -> Recognised:
    book = read_workbook(data, kind_of(data))
    by = recogniser(of, issued)
    opened = Opened(name, str(hash(data)), book.grids, None, book.asides, book.saved)
    return AnswerTable(by.expected).add(by.recognise(opened))


def filled(
    folder: Path, of: Scheme, values: Mapping[Address, Cell], number: int = 3
) -> tuple[IssuedForm, bytes]:
    """The lists of A with these values typed over what they begin with."""
    issued, data = made(of, number)
    source = folder / "发.xlsx"
    source.write_bytes(data)
    begun = {placed.address: placed.answer.raw for placed in read(of, issued, data).answers}
    answers = {**begun, **values}
    return issued, fill(source, issued, lambda _, a: answers[a], folder / "交.xlsx").read_bytes()


def judged(of: Scheme, issued: IssuedForm, data: bytes, today: date = TODAY) -> Collection:
    return collected(recogniser(of, issued), [read(of, issued, data)], today=today)


def codes(found: Collection) -> set[tuple[str, str]]:
    return {(f.code, f.about.item) for f in found.findings}


# One rule, three executions

PAST = datetime(2025, 2, 3)  # noqa: DTZ001 - a cell's

#: Not 20240105 as a number: where it is formatted as a day, the test's library takes it for an error.
DAYS: tuple[Cell, ...] = (
    *(
        PAST,
        TODAY,
        TODAY + timedelta(1),
        TODAY - timedelta(1),
        date(1999, 12, 31),
        date(2100, 1, 1),
    ),
    *(
        datetime.combine(TODAY, datetime.min.time()) + timedelta(hours=15),
        45000,
        45000.5,
        36525,
        36526,
        73050,
        73051,
    ),
    *(
        "2024-01-05",
        "2024年1月5日",
        "２０２４.1.5",
        "20240105",
        "1月5日",
        "年底前",
        "2024-02-30",
    ),
    *(True, 5, -1, "=DATE(2024,1,5)", "=1/0", " ", "　", "无", "=TODAY()", "=TODAY()+1"),
)
STATES: tuple[Cell, ...] = (
    *map(str, Standing),
    *map(str, Standing),
    "已完成 ",
    "完成",
    "整改",
    "",
    "=1/0",
    1,
)
WORDS: tuple[Cell, ...] = ("", "", " ", "补记录", "无", 5, "=NA()", '=""', "长" * 300)
STATED: tuple[Cell, ...] = ("", "", " ", "会议少", "=1/0", "　", 5)


def typed(spec: Answer, address: Address, chance: random.Random) -> Cell:
    if spec.is_day:
        return chance.choice(("", *DAYS)) if chance.random() < 0.8 else ""
    if spec.choices:
        return chance.choice(STATES)
    return chance.choice(STATED if address[0] == PROBLEMS else WORDS)


def by_chance(seed: int) -> Callable[[IssuedForm, Address], Cell]:
    chance = random.Random(seed)
    return lambda issued, address: typed(issued.specs[address], address, chance)


@pytest.fixture(scope="module")
def recalculated(
    tmp_path_factory: pytest.TempPathFactory,
) -> list[tuple[IssuedForm, bytes]]:
    """Lists filled in by chance, their validations beside them as formulas, recalculated."""
    folder = tmp_path_factory.mktemp("lists")
    files, forms = [], []
    for number in range(4):
        issued, data = made(scheme(SHEET, settings=MEND_BY), 70)
        book = load_workbook(io.BytesIO(data))
        for sheet in book.worksheets:
            for validation in sheet.data_validations.dataValidation:
                if validation.type == "custom":
                    row, column = coordinate_to_tuple(str(validation.sqref))
                    sheet.cell(row, column + BESIDE).value = f"={validation.formula1}"
        source = folder / f"{number}.xlsx"
        source.write_bytes(save_form(book, SAVED))
        path = fill(source, issued, by_chance(number), folder / f"f{number}.xlsx")
        files.append(path)
        forms.append(issued)
    copies = office.recalculated(files, folder / "out")
    return [(i, c.read_bytes()) for i, c in zip(forms, copies, strict=True)]


BESIDE = 60


@pytest.mark.long
def test_sheet_validation_and_python_agree(
    recalculated: list[tuple[IssuedForm, bytes]],
) -> None:
    differing, seen, refused = [], set[str](), set[bool]()
    of = scheme(SHEET, settings=MEND_BY)
    for issued, data in recalculated:
        file = read(of, issued, data)
        by_address = {placed.address: placed.answer for placed in file.answers}
        wrong: dict[Address, list[str]] = {}
        for placed, code in broken_in(file, TODAY):
            wrong.setdefault(placed.address, []).append(code)
        grids = read_grids(data)
        for layout in issued.layouts:
            screen, grid = Screen(layout), grids[layout.name]
            for row_key, key in layout.answers:
                address, spec = layout.address(row_key, key), layout.answers[row_key, key]
                at, column = layout.cell(row_key, key)
                answer, cell = by_address[address], cell_name(at, column)
                found = [
                    c
                    for c in wrong.get(address, [])
                    if not (c == "answer-wanted-chosen" and _repaired(by_address, address))
                ]
                first = next((rule for rule in RULES if rule.code in found), None)
                heading = next(c.heading for c in layout.columns if c.key == key)
                prefix = f"{heading}：" if layout.named(row_key, key) else ""
                expected = prefix + first.label(spec) + END if first else ""
                shown = grid[at][screen.checks[key]]
                seen |= set(found)
                if shown != expected:
                    differing.append((cell, answer.raw, shown, expected))
                alone = [
                    c
                    for c in found
                    if c in ("answer-not-day", "answer-text-day", "answer-day-future", "answer-error")
                ]
                if (
                    spec.is_day
                    and answer.reading.state is not State.BLANK
                    and not isinstance(answer.raw, bool)
                ):
                    accepted = grid[at][column + BESIDE] is True
                    refused.add(accepted)
                    if accepted == bool(alone):
                        differing.append((cell, answer.raw, f"validation: {accepted}", str(alone)))
    assert differing == []
    assert refused == {True, False}
    assert seen >= {
        "answer-wanted-stated", "answer-wanted-chosen", "answer-unstated", "answer-not-day", "answer-text-day",
        "answer-day-future", "answer-day-late", "answer-blank", "answer-error", "answer-not-a-choice", "answer-text-choice",
    }  # fmt: skip


def _repaired(answers: Mapping[Address, DistinctAnswer], address: Address) -> bool:
    """Whether the row's standing is one that Python repaired: to the sheet it says nothing."""
    state = answers.get((address[0], address[1], "state"))
    return state is not None and state.reading.state is State.TEXT_CHOICE


# What is asked


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"person": ""}, {"answer-blank"}),
        ({"due": ""}, {"answer-blank"}),
        ({"due": "年底"}, {"answer-not-day"}),
        ({"due": "2025年6月1日"}, {"answer-text-day"}),
        ({"due": "2026年6月1日"}, {"answer-text-day", "answer-day-late"}),
        ({"due": datetime(2025, 6, 30)}, set()),  # noqa: DTZ001
        ({"due": datetime(2025, 7, 1)}, {"answer-day-late"}),  # noqa: DTZ001
        ({"state": ""}, {"answer-blank"}),
        ({"state": "已完成"}, {"answer-wanted-chosen"}),
        ({"state": "已完成", "done": PAST}, {"answer-wanted-chosen"}),
        ({"state": "已完成", "done": PAST, "evidence": "记录本"}, set()),
        ({"state": "已完成", "done": datetime(2090, 1, 1), "evidence": "记录本"}, {"answer-day-future"}),  # noqa: DTZ001
        ({"state": "整改中", "progress": "补了一半"}, {"answer-wanted-chosen"}),
        ({"state": "整改中", "progress": "补了一半", "last": PAST}, set()),
        ({"state": "需长期坚持"}, {"answer-wanted-chosen"}),
        ({"state": "需长期坚持", "measures": "每月一查"}, set()),
        ({"state": "未开始"}, set()),
    ],
)
def test_what_a_standing_demands(values: Mapping[str, Cell], expected: set[str], tmp_path: Path) -> None:
    of = scheme(SHEET, settings=MEND_BY)
    own = {(_sheet(field), "A-2", field): value for field, value in values.items()}
    people: dict[Address, Cell] = {(DUTIES, f"A-{n}", "person"): "张三" for n in (1, 2, 3)}
    issued, data = filled(tmp_path, of, {**people, **own})
    found = judged(of, issued, data)
    assert {code for code, _ in codes(found)} == expected
    assert {item for _, item in codes(found)} <= {"A-2"}


def _sheet(field: str) -> str:
    return DUTIES if field in ("leader", "person", "due") else MENDING


def test_a_problem_that_the_unit_found_is_followed_up_like_the_others(tmp_path: Path) -> None:
    of = scheme(SHEET, settings=MEND_BY)
    spare = spare_codes("A")[0]
    people: dict[Address, Cell] = {(DUTIES, f"A-{n}", "person"): "张三" for n in (1, 2, 3)}
    stated = {**people, (PROBLEMS, spare, "problem"): "台账不全"}
    issued, data = filled(tmp_path, of, stated)
    assert codes(judged(of, issued, data)) == {("answer-wanted-stated", spare)}
    mended: dict[Address, Cell] = {
        (DUTIES, spare, "person"): "李四",
        (DUTIES, spare, "due"): PAST,
        (MENDING, spare, "state"): "未开始",
    }
    issued, data = filled(tmp_path, of, {**stated, **mended})
    assert codes(judged(of, issued, data)) == set()
    issued, data = filled(tmp_path, of, {**people, **mended})
    assert codes(judged(of, issued, data)) == {("answer-unstated", spare)}


def test_lists_begin_with_nothing_begun_and_the_colleges_last_day() -> None:
    of = scheme(SHEET, settings=MEND_BY)
    issued, data = made(of, 2)
    values = said(read(of, issued, data).answers)
    assert values == {
        (DUTIES, "A-1", "due"): "2025-06-30",
        (DUTIES, "A-2", "due"): "2025-06-30",
        (MENDING, "A-1", "state"): "未开始",
        (MENDING, "A-2", "state"): "未开始",
    }
    assert [len(layout.rows) for layout in issued.layouts] == [2 + SPARE] * 3


def test_the_colleges_last_day_may_change_while_lists_are_out() -> None:
    one, _ = made(scheme(SHEET, settings=MEND_BY), 2)
    other, _ = made(scheme(SHEET), 2)
    assert one.digest == other.digest
    assert one.digest != made(scheme(SHEET), 3)[0].digest


def test_the_longest_names_give_files_of_their_own_that_can_be_written(tmp_path: Path) -> None:
    of = scheme(SHEET)
    of = replace(of, organisations=tuple(replace(o, name="很长的名称" * 60) for o in of.organisations))
    one = approval(of)
    found = problems(one)
    files = [*lists(one, found, KEY), *papers.build(one, found)[0]]
    assert len({name for name, _ in files}) == len(files)
    for name, data in files:
        write_whole(tmp_path / name, data)
    assert len(lists_out(of, KEY, lists(one, found, KEY)).listed) == 2


def test_the_same_problems_give_the_same_bytes() -> None:
    assert made(scheme(SHEET, settings=MEND_BY), 4)[1] == made(scheme(SHEET, settings=MEND_BY), 4)[1]


@pytest.mark.parametrize(
    "text",
    ["长" * 32_767, "长" * 32_768, "😀" * 20_000, "长" + "😀" * 20_000, "一\r\n二\r三", "半\ud800个", "无\ufffe", "_x0041_\x0b ", "=1+1", "'TRUE"],
    ids=lambda t: f"{t[:4]!a}{len(t)}",
)  # fmt: skip
def test_a_list_is_sound_when_it_is_handed_out_whatever_was_said(text: str) -> None:
    of = scheme(COMMENTS, past_problems=(PastProblem("A-9", "A", "老问题", text, text),))
    one = approval(of, [Said(of.panels[0], "R", "A", "1", value=f"二{text}")])
    found = problems(one)
    [listed, _] = lists_out(of, KEY, lists(one, found, KEY)).listed
    assert listed.sound
    assert listed.problems == found["A"]
    assert any(p.detail.endswith("没有列出）") for p in listed.problems) is (len(text) > 99)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("长" * 32_767, "长" * 32_767),
        ("长" * 32_768, "长" * (32_767 - 14) + "……（太长，后面的没有列出）"),
        ("😀" * 16_384, "😀" * 16_376 + "……（太长，后面的没有列出）"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("半\ud83d个", "半\ufffd个"),
        ("😀", "😀"),
    ],
)
def test_what_a_cell_cannot_hold_is_cut_and_says_so(text: str, expected: str) -> None:
    assert fitting(text) == expected
    assert fitting(expected) == expected
    assert len(fitting(text).encode("utf-16-le")) <= 2 * 32_767


def test_a_faulty_list_goes_back_with_its_own_values(tmp_path: Path) -> None:
    of = scheme(SHEET, settings=MEND_BY)
    values: dict[Address, Cell] = {(DUTIES, f"A-{n}", "person"): "张三" for n in (1, 2, 3)}
    values |= {(MENDING, "A-1", "state"): "整改中", (MENDING, "A-1", "last"): PAST}
    issued, data = filled(tmp_path, of, values)
    found = judged(of, issued, data)
    [(report, back)] = list(send_backs(found, of.basics.identity, KEY))
    assert report.verdict is Verdict.MEND
    again = read(of, issued, back, "退回.xlsx")
    readings = [
        {p.address: p.answer.reading for p in file.answers} for file in (again, read(of, issued, data))
    ]
    one, other = ({address: reading.value for address, reading in of_file.items()} for of_file in readings)
    assert one == other
    assert {r.state for a, r in readings[0].items() if a[2] in ("last", "due") and r.value} == {State.DAY}
    assert again.mends == {report.sha256}
    cover = load_workbook(io.BytesIO(back)).worksheets[0]
    assert "A-1 进展情况" in str([c.value for row in cover.iter_rows() for c in row])


def test_words_of_the_assessment_are_never_taken_from_a_returned_list() -> None:
    of = scheme(SHEET)
    issued, data = made(of, 2)
    book = load_workbook(io.BytesIO(data))
    sheet = book[PROBLEMS]
    row, column = issued.layouts[0].cell("i:A-1", "s:text")
    sheet.cell(row + 1, column + 1).value = "没有问题"
    found = judged(of, issued, save_form(book, SAVED))
    assert "form-text-changed" in {f.code for f in found.findings}


@pytest.mark.parametrize(
    ("raw", "state", "value"),
    [
        (date(2024, 1, 5), State.DAY, "2024-01-05"),
        (datetime(2024, 1, 5, 9, 30), State.DAY, "2024-01-05"),  # noqa: DTZ001
        (45296, State.DAY, "2024-01-05"),
        (20240105, State.TEXT_DAY, "2024-01-05"),
        ("2024/1/5", State.TEXT_DAY, "2024-01-05"),
        ("２０２４．０１．０５", State.TEXT_DAY, "2024-01-05"),
        ("2024年1月5日", State.TEXT_DAY, "2024-01-05"),
        ("2024-13-05", State.OTHER, None),
        ("1月5日", State.OTHER, None),
        ("2024年1月", State.OTHER, None),
        (date(1999, 1, 5), State.OTHER, None),
        (True, State.OTHER, None),
        (float("nan"), State.OTHER, None),
        (float("inf"), State.OTHER, None),
        (1e300, State.OTHER, None),
        (timedelta(hours=3), State.OTHER, None),
        ("", State.BLANK, None),
    ],
)
def test_days_are_read_where_they_leave_no_doubt(raw: Cell, state: State, value: str | None) -> None:
    reading = Answer("due", "完成时限", AskKind.DAY, required=True).read(raw)
    assert (reading.state, reading.value) == (state, value)


def test_a_form_without_days_keeps_its_digest() -> None:
    plain = Answer("value", "述职", ItemKind.POINTS, required=True)
    assert "spare" not in repr(plain.content)
    assert repr(replace(plain, past=True, spare=True, states=True)) == repr(plain)
