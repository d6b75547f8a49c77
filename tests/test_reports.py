"""Written reports from the folder to the lists: collected, judged, told, and what they cost."""

from __future__ import annotations

import atexit
import functools
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.demo.reports import MISTAKES, Planned, _bodies, planned_reports, reports
from dangjian_xl.reading.document import read_document
from dangjian_xl.reports.check import Sent, compare
from dangjian_xl.reports.penalties import penalties
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.presets import preset, preset_ids
from tests.support.papers import PDF, PROBLEMS, RESULTS, document, docx, lines, put, scheme
from tests.support.schemes import SMALL_TEXT
from tests.support.year import KEY

#: Demands that `lines()` meets.
TEXT = SMALL_TEXT.replace("| T1 | 2000 | 2/5 | 3/5 | 1/3 |", "| T1 | 300 | 2/5 | 3/5 | 1/3 |")
A = "甲党总支述职报告.docx"
B = "乙党总支述职报告.docx"
OTHER = lines(who="乙党总支 李四", results="支部联系企业三家，送培训进车间五回，两名党员获技能竞赛奖。")
#: Its other paragraphs, in words of its own.
OTHER = [
    *[
        "去年评议说换届不按期，今年三月已按程序选举产生新一届支委，材料报上级备案，并公示七天。"
        if n == 3
        else t
        for n, t in enumerate(OTHER)
    ][:7],
    "下支部少，全年只到过两个支部，对学生党员在校外实习时的教育管理没有好的办法，打算与企业共建联合小组。",
    "品牌培育停留在口号上，经费用得慢，活动后没有总结，今后先定目标再做预算，每月通报一次进度，请大家监督。",
]


def good() -> dict[str, bytes]:
    return {A: docx(lines()), B: docx(OTHER), "甲党总支述职报告.pdf": PDF, "乙党总支述职报告.pdf": PDF}


@functools.cache
def _begun(text: str) -> Path:
    """A workspace of the scheme, to be copied: making one takes longer than most tests."""
    made = Path(tempfile.mkdtemp(prefix="reports-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    pipeline.new_from(made / "年度", scheme(text), KEY)
    return made / "年度"


def collected(
    folder: Path, files: Mapping[str, bytes], prefer: str | None = None, text: str = TEXT
) -> Collection:
    shutil.copytree(_begun(text), folder)
    put(folder, dict(files))
    return pipeline.collect(folder, prefer=prefer)  # type: ignore[arg-type]


def told(collection: Collection) -> list[tuple[str, str]]:
    """Codes on reports with the file's own name."""
    found = [f for f in collection.findings if f.code.startswith("report-")]
    return sorted((f.code, f.place.file.rpartition("/")[2]) for f in found)


def zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return stream.getvalue()


def test_good_reports_are_checked_and_nothing_is_told(tmp_path: Path) -> None:
    collection = collected(tmp_path / "年度", good())
    assert told(collection) == []
    verdicts = [f.verdict for f in collection.files]
    assert verdicts == [Verdict.REPORT, Verdict.STAMPED] * 2
    assert [(r.owner, r.state, r.counts) for r in collection.reports] == [
        ("A1", "已检查", True),
        ("A2", "已检查", True),
    ]


def change(name: str, data: bytes | None) -> dict[str, bytes]:
    files = {k: v for k, v in good().items() if k != name}
    return files if data is None else {**files, name: data}


LATE = datetime(2024, 12, 8, 16, 1)  # noqa: DTZ001 - a minute past midnight in Beijing


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (change("乙党总支述职报告.pdf", None), [("report-pdf-missing", B)]),
        (change(B, None), [("report-word-missing", "乙党总支述职报告.pdf")]),
        ({A: good()[A], "甲党总支述职报告.pdf": PDF}, [("report-missing", "")]),
        (change(B, docx(OTHER, LATE)), [("report-late", B)]),
        (change(B, docx([])), [("report-blank", B)]),
        (change(B, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(600)), [("report-not-docx", B)]),
        (change(B, b"{\\rtf1 x}"), [("report-not-docx", B)]),
        (change(B, docx(OTHER)[:4000]), [("report-unreadable", B)]),
        (change(B, b"%PDF-1.4"), [("report-not-docx", B)]),
        (good() | {"述职报告.docx": docx(["述职报告", "文字。"])}, [("report-whose", "述职报告.docx")]),
        (good() | {"甲党总支和乙党总支.docx": docx(["文字。"])}, [("report-whose-many", "甲党总支和乙党总支.docx")]),
        (good() | {"甲第一支部.docx": docx(["文字。"])}, [("report-unasked", "甲第一支部.docx")]),
        (good() | {"扫描件.pdf": PDF}, [("report-pdf-whose", "扫描件.pdf")]),
        (good() | {"副本/" + A: good()[A]}, [("report-duplicate", A)]),
        (good() | {"新/" + A: docx(lines(results=RESULTS + "又办一件。"))}, [("report-conflict", A), ("report-conflict", A)]),
        (good() | {"~$" + A: b"x", "照片.jpg": b"\xff\xd8\xff", "空.docx": b""}, []),
    ],
)  # fmt: skip
def test_what_is_wrong_with_files_is_told(
    tmp_path: Path, files: dict[str, bytes], expected: list[tuple[str, str]]
) -> None:
    assert told(collected(tmp_path / "年度", files)) == expected


def test_of_two_versions_the_newest_counts_if_staff_say_so(tmp_path: Path) -> None:
    newer = docx(lines(results=RESULTS + "又办一件。"), datetime(2024, 12, 6, 2))  # noqa: DTZ001
    files = good() | {"新/" + A: newer}
    held = collected(tmp_path / "一", files)
    (first, _) = (f for f in held.findings if f.code == "report-conflict")
    assert "回收/述职报告/新/甲党总支述职报告.docx 较新" in first.what
    assert [(r.owner, r.counts) for r in held.reports] == [("A1", False), ("A1", False), ("A2", True)]
    taken = collected(tmp_path / "二", files, "newest")
    assert told(taken) == [("report-older", A)]
    assert [(r.file.split("/")[2], r.counts) for r in taken.reports] == [("新", True), (B, True)]


def test_reports_in_archives_and_folders_are_read_and_word_files_elsewhere_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    pipeline.new_from(folder, scheme(TEXT), KEY)
    put(folder, {"汇总/全部.zip": zipped(good())})
    (folder / "回收" / "别处.docx").write_bytes(docx(lines()))
    collection = pipeline.collect(folder)
    assert told(collection) == [("report-elsewhere", "别处.docx")]
    assert all(report.counts for report in collection.reports)
    assert collection.files[0].verdict is Verdict.IGNORED


def test_links_and_pipes_do_not_hold_the_run_up(tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    pipeline.new_from(folder, scheme(TEXT), KEY)
    put(folder, good())
    os.mkfifo(folder / "回收" / "述职报告" / "管道.docx")
    (folder / "回收" / "述职报告" / "链接.docx").symlink_to(A)
    collection = pipeline.collect(folder)
    assert told(collection) == []
    assert [f.code for f in collection.findings].count("file-not-regular") == 2


def test_without_demands_nothing_changes(tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    start = TEXT.index("## 述职报告要求")
    without = scheme(TEXT[:start] + TEXT[TEXT.index("## 工作阶段") :])
    pipeline.new_from(folder, without, KEY)
    put(folder, good())
    collection = pipeline.collect(folder)
    assert {f.verdict for f in collection.files} == {Verdict.IGNORED}
    assert not (folder / "退回" / "述职报告检查.xlsx").exists()


def test_last_years_reports_are_compared_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    pipeline.new_from(folder, scheme(TEXT), KEY)
    put(folder, good())
    past = folder / "上年述职报告"
    past.mkdir()
    (past / "甲.docx").write_bytes(docx(["2023年度述职报告", PROBLEMS[0].replace("三名", "五名")]))
    (past / "乙.docx").write_bytes(docx(OTHER))
    (past / "丙.doc").write_bytes(b"{\\rtf1}")
    collection = pipeline.collect(folder)
    assert told(collection) == [
        ("report-alike-past", A),
        ("report-past-unread", "丙.doc"),
        ("report-same-past", B),
    ]
    assert len(collection.files) == 4
    alike = next(f for f in collection.findings if f.code == "report-alike-past")
    assert "第8段“" in alike.what
    assert "第2段“" in alike.what


def test_copied_wording_is_told_to_both_with_both_paragraphs() -> None:
    sent = [
        Sent("甲.docx", document(lines()), "A1"),
        Sent("乙.docx", document([*OTHER[:7], PROBLEMS[0]]), "A2"),
    ]
    found = list(compare(scheme(TEXT), sent, []))
    assert [(f.code, f.place.file) for f in found] == [
        ("report-alike", "甲.docx"),
        ("report-alike", "乙.docx"),
    ]
    assert "有 1 段和“乙党总支”的述职报告（乙.docx）雷同：第8段“" in found[0].what
    same = [Sent("甲.docx", document(lines()), "A1"), Sent("乙.docx", document(lines()), "A2")]
    assert [f.code for f in compare(scheme(TEXT), same, [])] == ["report-same"] * 2


def test_unmet_demands_cost_what_the_scheme_says(tmp_path: Path) -> None:
    long = docx(lines(results=RESULTS * 5))
    files = change(A, long)
    files.pop("甲党总支述职报告.pdf")
    collection = collected(tmp_path / "年度", files)
    costs = penalties(scheme(TEXT), collection.reports)
    assert [(c.target, c.kind, c.points) for c in costs] == [("A1", "J2", Decimal("0.5"))] * len(costs)
    awards = [c.award for c in costs]
    assert awards[0].startswith("述职报告：字数 ")
    assert awards[0].endswith("，超过 300")
    assert awards[-1] == "述职报告：没有盖章的 PDF"
    assert len(set(awards)) == len(awards) == 4
    free = scheme(TEXT.replace("| 写报告 | J2 | 0.5 |", "| 写报告 | | |"))
    assert penalties(free, collection.reports) == ()


def test_the_list_shows_every_report_and_every_finding(tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    collection = collected(folder, change(B, None) | {A: docx(lines(results=RESULTS * 5))})
    written = folder / "退回" / "述职报告检查.xlsx"
    first = written.read_bytes()
    book = load_workbook(io.BytesIO(first))
    rows = list(book["述职报告"].iter_rows(min_row=4, values_only=True))
    assert [(row[1], row[2], row[4]) for row in rows] == [
        ("甲党总支", "张三", "已检查"),
        ("乙党总支", "李四（副书记）", "只有盖章PDF"),
    ]
    assert "1. 字数 " in str(rows[0][-1])
    assert "只交了盖章的 PDF" in str(rows[1][-1])
    problems = list(book["报告里的问题"].iter_rows(min_row=4, values_only=True))
    assert len(problems) == len(told(collection))
    pipeline.collect(folder)
    assert written.read_bytes() == first


def invented(planned: Sequence[Planned], of: Scheme | None = None) -> dict[str, bytes]:
    files = {f"{plan.target.name}.docx": data for plan, data in reports(of or scheme(), 1, planned)}
    return files | {f"{plan.target.name}.pdf": PDF for plan in planned}


def test_the_invented_reports_are_right_but_for_their_mistakes(tmp_path: Path) -> None:
    plan = [Planned(plan.target) for plan in planned_reports(scheme())]
    first = invented(plan)
    _bodies.cache_clear()
    assert invented(plan) == first
    assert told(collected(tmp_path / "年度", invented(plan), text=SMALL_TEXT)) == []


@pytest.mark.parametrize("preset_id", preset_ids())
def test_no_two_invented_reports_are_alike_but_what_is_copied(preset_id: str) -> None:
    of = preset(preset_id)
    plan = planned_reports(of)
    sent = [Sent(p.target.name, read_document(data), p.target.code) for p, data in reports(of, 2022, plan)]
    copied = {p.target.name for p in plan if p.copied} | {
        of.organisation(p.copied).name for p in plan if p.copied
    }
    assert {f.about.target for f in compare(of, sent, [])} == copied


EXPECTED = {"too-long": "report-too-long", "part-missing": "report-part-missing", "last-year": "report-year-title", "recycled": "report-alike"}  # fmt: skip


@pytest.mark.parametrize("mistake", sorted(EXPECTED))
def test_every_invented_mistake_is_found(tmp_path: Path, mistake: str) -> None:
    first, second = (plan.target for plan in planned_reports(scheme()))
    other = first.code if mistake == "recycled" else ""
    files = invented([Planned(first), Planned(second, mistake, other)])
    codes = [code for code, _ in told(collected(tmp_path / "年度", files, text=SMALL_TEXT))]
    assert EXPECTED[mistake] in codes
    assert mistake in MISTAKES
