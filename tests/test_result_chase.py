"""The chasing list: whom to ask for which form, in which state it is, and what was found in what came back."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from openpyxl import load_workbook

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.outputs.chase import chasing_list
from dangjian_xl.outputs.lists import HELD, MEND, MISSING, returned
from dangjian_xl.returns.collect import Collection, FileReport, collected
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.returns.versions import Difference, Saying
from dangjian_xl.scheme.model import Scheme
from tests.support import ooxml
from tests.support.small import SMALL
from tests.support.year import scheme_of as year_scheme
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


def test_who_owes_nothing_is_told_from_who_sent_nothing() -> None:
    scheme = year_scheme(SMALL.replace("| L2 | 评委02 | 领导 |  |", "| L2 | 评委02 | 领导 |  |\n| L3 | 评委03 | 旁听 |  |")
        .replace("| 领导 | 校领导 |", "| 领导 | 校领导 |\n| 旁听 | 旁听人员 |"))  # fmt: skip
    two = year_scheme(SMALL.replace(
        "| 互评 | 检查 | 100 | 评分 | 全部对象 | 平均 |",
        "| 互评 | 检查 | 60 | 评分 | 全部对象 | 平均 |\n| 互评 | 领导 | 40 | 矩阵 | 全部对象 | 平均 |"))  # fmt: skip
    assert standing(scheme)["评委03"] == (0, 0, None, None, None, "无须交表")
    assert standing(scheme)["评委01"] == (1, 0, None, None, 1, "还没有交")
    came = {
        "现场/L1": Verdict.ACCEPTED,
        "互评/J1": Verdict.MEND,
        "互评/J2": Verdict.HELD,
        "现场/D1": Verdict.ACCEPTED,
    }
    found = standing(two, came)
    assert found["评委01"] == (2, 1, None, None, 1, "只交了一部分")
    assert found["检查组01"] == (1, 0, 1, None, None, "都交了，有的还要改或确认")
    assert found["检查组02"] == (1, 0, None, 1, None, "都交了，有的还要改或确认")
    assert found["代表01"] == (1, 1, None, None, None, "全部交齐")
    made = standing_of(two, came)
    units = rows(chasing_list(two, made), "单位交表情况")
    assert [(row["所在组织"], row["评价人"], row["应交"], row["有错"]) for row in units] == [
        ("甲党总支", "检查组01", 1, 1),
        ("乙党总支", "检查组02", 1, None),
    ]
    assert "单位交表情况" not in load_workbook(io.BytesIO(chasing_list(SCHEME, collection()))).sheetnames


def standing_of(scheme: Scheme, came: dict[str, Verdict] | None = None) -> Collection:
    empty = collected(Recogniser.of(scheme, b"key"), [])
    files = tuple(FileReport(f"{form_id}.xlsx", "", form_id, v) for form_id, v in (came or {}).items())
    return replace(empty, files=files)


def standing(scheme: Scheme, came: dict[str, Verdict] | None = None) -> dict[object, tuple[object, ...]]:
    listed = rows(chasing_list(scheme, standing_of(scheme, came)), "交表情况")
    columns = ("应交", "已接收", "有错", "待确认", "未交", "情况")
    assert len(listed) == len(scheme.raters)
    return {row["评价人"]: tuple(row[column] for column in columns) for row in listed}


def test_every_file_is_on_record_once() -> None:
    saved = datetime(2022, 11, 28, 4, tzinfo=UTC)
    accepted = FileReport("回收/=1+1.xlsx", "ab" * 32, FORMS[0], Verdict.ACCEPTED, saved, late=True)
    refused = FileReport("回收/打不开.xlsx", "cd" * 32, "", Verdict.REFUSED)
    ignored = FileReport("回收/链接", "", "", Verdict.IGNORED)
    made = replace(EMPTY, files=(accepted, refused, ignored))
    form = EMPTY.expected[FORMS[0]].assignment
    listed = rows(chasing_list(SCHEME, made), "文件清册")
    assert [tuple(row.values()) for row in listed] == [
        ("回收/=1+1.xlsx", "已接收", form.rater.name, form.title, "2022-11-28 12:00", "ab" * 32),
        ("回收/打不开.xlsx", "不能作为本次的表", None, None, None, "cd" * 32),
        ("回收/链接", "不是要收的表，未读取", None, None, None, None),
    ]
    (row,) = [row for row in rows(chasing_list(SCHEME, made), "交表情况") if row["迟交"]]
    assert (row["评价人"], row["迟交"]) == (form.rater.name, 1)


def test_excel_has_nothing_to_repair(tmp_path: Path) -> None:
    made = collection((0, Verdict.MEND, "a.xlsx"), (1, Verdict.HELD, "b.xlsx"))
    finding = Finding.of(
        "answer-blank", Place("a.xlsx", "评分", "E8"), About("评委01"), label="项", expected=NASTY[0]
    )
    said = Saying("a.xlsx", "评分", "E8", NASTY[0]), Saying("b.xlsx", "", "", "")
    differing = Difference(FORMS[1], "", NASTY[1], *said, suggested=False)
    made = replace(made, findings=(finding,), differences=(differing,))
    (tmp_path / "催报清单.xlsx").write_bytes(chasing_list(SCHEME, made))
    assert ooxml.errors([tmp_path / "催报清单.xlsx"]) == []
