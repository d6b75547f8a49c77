"""The chasing list: whom to ask for which form, in which state it is, and what was found in what came back."""

import io
from dataclasses import replace
from pathlib import Path
from random import Random

from openpyxl import load_workbook

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.outputs.chase import chasing_list
from dangjian_xl.outputs.lists import HELD, MEND, MISSING, returned
from dangjian_xl.returns.collect import Collection, FileReport
from dangjian_xl.returns.verdicts import Verdict
from tests.support import ooxml
from tests.test_result_cases import NASTY, assessment_of, scheme_of

SCHEME = scheme_of(Random(3))
EMPTY = assessment_of(SCHEME, []).collection
FORMS = list(EMPTY.expected)


def collection(*files: tuple[int, Verdict, str]) -> Collection:
    """What came back, as (number of the form, verdict, file); forms that are not named are missing."""
    reports = [FileReport(file, "", FORMS[number], verdict) for number, verdict, file in files]
    return replace(EMPTY, files=tuple(reports))


def rows(data: bytes, sheet: str) -> list[dict[str, object]]:
    found = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(data))[sheet].iter_rows(min_row=3)
    ]
    return [dict(zip(map(str, found[0]), row, strict=True)) for row in found[1:] if row[0]]


def test_every_form_that_does_not_count_is_listed_with_its_state() -> None:
    made = collection(
        (0, Verdict.ACCEPTED, "a.xlsx"),
        (0, Verdict.DUPLICATE, "a副本.xlsx"),
        (1, Verdict.MEND, "b.xlsx"),
        (2, Verdict.HELD, "c1.xlsx"),
        (2, Verdict.HELD, "c2.xlsx"),
    )
    listed = rows(chasing_list(SCHEME, made), "催报清单")
    assert len(listed) == len(FORMS) - 1
    states = {item.assignment.id: (item.state, item.files) for item in returned(made)}
    assert states[FORMS[0]] == ("已接收", ("a.xlsx", "a副本.xlsx"))
    assert states[FORMS[1]] == (MEND, ("b.xlsx",))
    assert states[FORMS[2]] == (HELD, ("c1.xlsx", "c2.xlsx"))
    assert states[FORMS[3]] == (MISSING, ())
    assert [row["文件"] for row in listed if row["情况"] == HELD] == ["c1.xlsx\nc2.xlsx"]
    assert all(row["怎么办"] for row in listed)


def test_a_persons_forms_stand_together() -> None:
    listed = rows(chasing_list(SCHEME, collection()), "催报清单")
    raters = [(row["评价主体"], row["评价人"]) for row in listed]
    runs = [who for before, who in zip([None, *raters], raters, strict=False) if who != before]
    assert len(runs) == len(set(runs))


def test_problems_are_split_into_place_what_and_remedy() -> None:
    place, about = Place("回收/a.xlsx", "测评", "E8"), About("=评委", "第1党支部")
    finding = Finding.of("answer-error", place, about, label="总体", value="#N/A", expected="请填数")
    data = chasing_list(SCHEME, replace(collection(), findings=(finding,)))
    [row] = rows(data, "问题清单")
    assert row == {
        "级别": "错误",
        "评价人": "=评委",
        "党组织": "第1党支部",
        "文件": "回收/a.xlsx",
        "工作表": "测评",
        "单元格": "E8",
        "问题": finding.what,
        "怎么办": finding.remedy,
    }
    sheet = load_workbook(io.BytesIO(data))["问题清单"]
    assert sheet["B4"].data_type == "s"


def test_everything_is_there() -> None:
    made = collection(*((number, Verdict.ACCEPTED, f"{number}.xlsx") for number in range(len(FORMS))))
    data = chasing_list(SCHEME, made)
    assert rows(data, "催报清单") == []
    assert "全部交齐" in str(load_workbook(io.BytesIO(data))["催报清单"]["A2"].value)
    assert chasing_list(SCHEME, made) == data


def test_names_stay_texts() -> None:
    sheet = load_workbook(io.BytesIO(chasing_list(SCHEME, collection())))["催报清单"]
    cells = [cell for row in sheet.iter_rows(min_row=4) for cell in row if cell.value in NASTY]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_excel_has_nothing_to_repair(tmp_path: Path) -> None:
    made = collection((0, Verdict.MEND, "a.xlsx"), (1, Verdict.HELD, "b.xlsx"))
    finding = Finding.of(
        "answer-blank", Place("a.xlsx", "评分", "E8"), About("评委01"), label="项", expected=NASTY[0]
    )
    (tmp_path / "催报清单.xlsx").write_bytes(chasing_list(SCHEME, replace(made, findings=(finding,))))
    assert ooxml.errors([tmp_path / "催报清单.xlsx"]) == []
