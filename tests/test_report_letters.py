"""What an organisation is written about its report, how the reports count among the stages, and what programs get of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from dangjian_xl import pipeline
from dangjian_xl.as_json.returned import collection_json
from dangjian_xl.returns.progress import StageProgress, of_reports
from tests.support.papers import PDF, docx, lines, scheme
from tests.test_reports import LATE, OTHER, TEXT, A, B, change, collected, good

CHANGED = docx([*OTHER, "又办一件。"])
THIN = docx([*OTHER[:-2], "经费用得慢。"])
#: Files, what the letter to 乙党总支 says of them; "" for no letter.
CASES: dict[str, tuple[Mapping[str, bytes], str]] = {
    "all well": (good(), ""),
    "late only": (change(B, docx(OTHER, LATE)), ""),
    "nothing": ({A: good()[A], "甲党总支述职报告.pdf": PDF}, "还没有收到您的述职报告。截止日期2024年12月8日已经过了，请尽快交来 Word 文件（.docx）和盖章的 PDF。\n"),
    "only a PDF": (change(B, None), "只收到盖章的 PDF（乙党总支述职报告.pdf）。"),
    "no PDF": (change("乙党总支述职报告.pdf", None), "还没有收到盖章的 PDF。"),
    "blank": (change(B, docx([])), "您交来的“乙党总支述职报告.docx”不能用：\n   · 这份述职报告没有正文。\n"),
    "broken": (change(B, docx(OTHER)[:4000]), "不能用：\n   · 这份述职报告打不开：文件已经损坏"),
    "two": (good() | {"新/" + B: CHANGED}, "收到 2 份述职报告，内容不一样，暂时都没有计入：\n   · 乙党总支述职报告.docx（最后保存于 2024-12-05 10:00）\n"),
    "too little of problems": (change(B, THIN), "您交来的“乙党总支述职报告.docx”有 1 处请核对、修改：\n   · 讲问题 "),
}  # fmt: skip


def letter(folder: Path) -> str:
    path = folder / "退回" / "邮件" / "述职报告" / "A2_乙党总支.txt"
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n") if path.exists() else ""


@pytest.mark.parametrize("name", CASES)
def test_what_an_organisation_is_written(tmp_path: Path, name: str) -> None:
    files, said = CASES[name]
    collection = collected(tmp_path / "年度", files)
    text = letter(tmp_path / "年度")
    assert said in text
    assert bool(text) is bool(said)
    assert ("邮件/述职报告/A2_乙党总支.txt" in collection.letters) is bool(said)


LETTER = """\
乙党总支李四（副书记）：

您好！“2024年度书记述职评议考核 & 小样”的书面述职报告还要请您处理：

您交来的“乙党总支述职报告.docx”有 1 处请核对、修改：
   · 讲问题 12 字，占 10%，要求 2/5 以上；从第7段“三、存在问题”起。
请在2024年12月8日前改好，重新交来 Word 文件（.docx）和盖章的 PDF。

如果您已经另外交了，请忽略这封信。有不清楚的地方，请与我们联系。谢谢！

某某学院
党委组织部
"""


def test_the_whole_letter(tmp_path: Path) -> None:
    line_of(tmp_path / "年度", CASES["too little of problems"][0], date(2024, 12, 2))
    assert letter(tmp_path / "年度") == LETTER


def test_a_letter_that_is_no_longer_needed_goes(tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    collected(folder, CASES["nothing"][0])
    assert letter(folder)
    for name, data in good().items():
        (folder / "回收" / "述职报告" / name).write_bytes(data)
    pipeline.collect(folder)
    assert not letter(folder)


def test_before_anything_came_or_was_handed_out_nobody_is_written(tmp_path: Path) -> None:
    assert collected(tmp_path / "年度", {}).letters == ()


#: Accepted, faulty, held and overdue reports of the two that are due, where not both are accepted.
COUNTED = {"nothing": (1, 0, 0, 1), "only a PDF": (1, 1, 0, 0), "blank": (1, 1, 0, 0), "broken": (1, 1, 0, 0), "two": (1, 0, 1, 0)}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_report_is_counted_once(tmp_path: Path, name: str) -> None:
    collection = collected(tmp_path / "年度", CASES[name][0])
    for line in of_reports(scheme(TEXT), collection):
        assert line.due == line.accepted + line.faulty + line.held + line.missing + line.overdue == 2
        assert (line.accepted, line.faulty, line.held, line.overdue) == COUNTED.get(name, (2, 0, 0, 0))
        assert (line.late, line.early) == (int(name == "late only"), None)


def line_of(folder: Path, files: Mapping[str, bytes], today: date) -> StageProgress:
    pipeline.new_from(folder, scheme(TEXT))
    for name, data in files.items():
        (folder / "回收" / "述职报告" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "回收" / "述职报告" / name).write_bytes(data)
    [line] = of_reports(scheme(TEXT), pipeline.collect(folder, today=today))
    return line


def test_a_report_is_overdue_the_day_after_the_last(tmp_path: Path) -> None:
    files = {A: good()[A], "甲党总支述职报告.pdf": PDF}
    before = line_of(tmp_path / "一", files, date(2024, 12, 8))
    after = line_of(tmp_path / "二", files, date(2024, 12, 9))
    assert (before.missing, before.overdue) == (1, 0)
    assert (after.missing, after.overdue) == (0, 1)
    assert (after.accepted, after.in_time, after.late) == (1, 1, 0)
    assert "已经过了" in letter(tmp_path / "二")


def test_a_program_gets_each_report_with_its_state(tmp_path: Path) -> None:
    collection = collected(tmp_path / "年度", CASES["two"][0])
    listed = collection_json(collection)["reports"]
    assert isinstance(listed, list)
    assert [(r["target"], r["state"], r["counts"]) for r in listed] == [
        ("A1", "已检查", True),
        ("A2", "有不同版本，待确认", False),
        ("A2", "有不同版本，待确认", False),
    ]
    assert listed[0]["words"] == collection.reports[0].report.total  # type: ignore[union-attr]


def test_equal_returns_give_equal_letters(tmp_path: Path) -> None:
    """In whatever order the files came to lie there."""
    files = CASES["two"][0]
    told = []
    for number, names in enumerate((list(files), list(files)[::-1])):
        folder = tmp_path / str(number) / "年度"
        collected(folder, {name: files[name] for name in names})
        told.append(letter(folder))
    assert told[0] == told[1] != ""


def test_a_letter_does_not_tell_of_copied_wording(tmp_path: Path) -> None:
    copied = [*OTHER[:-1], lines()[-1]]
    collection = collected(tmp_path / "年度", change(B, docx([*copied, "问题少。"])))
    assert "report-alike" in [f.code for f in collection.findings]
    assert "雷同" not in letter(tmp_path / "年度")
