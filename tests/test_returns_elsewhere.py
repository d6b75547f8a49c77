"""What stands elsewhere than in its own cell, and whose form it is: told in one finding, never used as an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from dangjian_xl.findings import Finding, Severity
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.marking import TICKS
from dangjian_xl.grids import Aside, Cell
from dangjian_xl.returns.recognised import Recognised
from tests.support.forms import FILE, Kit, Paper, answers, kit_of, said, scheme_of, unmerged

KIT = kit_of("""
# 评分 评分表 1 是
| 1 | 类 | 党课 | 评分 | 20 | | 否 | |
| 2 | 类 | 主题党日 | 评分 | 20 | | 否 | |
| 3 | 类 | 换届 | 是否 | 20 | | 否 | |
| 4 | 类 | 问题 | 文字 | | | 否 | |
# 矩阵 评分矩阵 1 否
| 1 | | 述职 | 评分 | 60 | | 否 | |
| 2 | | 实绩 | 评分 | 40 | | 否 | |
# 票 测评票 0 否
| 1 | | 评价 | 等次 | 100 | | 否 | |
""", targets=3)  # fmt: skip
SHEET = answers("\n".join(f"A{n} 1 = 20\nA{n} 2 = 20\nA{n} 3 = 是" for n in (1, 2, 3)))
MATRIX = answers("\n".join(f"A{n} 1 = 60\nA{n} 2 = 40" for n in (1, 2, 3)))
BALLOT = answers("A1 1 = 好\nA2 1 = 好\nA3 1 = 好")
RIGHT = {"评分": SHEET, "矩阵": MATRIX, "票": BALLOT}


def place(cell: str) -> tuple[int, int]:
    return int(cell[1:]) - 1, ord(cell[0]) - 65


def merge(cells: str) -> tuple[int, int, int, int]:
    first, last = cells.split(":")
    return (*place(first), *place(last))


@dataclass(frozen=True)
class Case:
    """What is written on the first sheet (cell = value), merged and noted there; the (code, cell) pairs that it gives."""

    name: str
    form: str
    typed: str
    found: tuple[tuple[str, str], ...] = ()
    merged: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    words: str = ""


CASES = (
    Case("untouched", "评分", ""),
    Case("the layout's own merges", "评分", "", (), ("B2:K2", "H10:J10", "B3:K3")),
    Case("two scores merged", "评分", "H8=", (("answer-merged", "H7"),), ("H7:H8",), words="H7:H8 被合并成了一格（写的是“20”）"),
    Case("scores merged with nothing in them", "评分", "H7= H8=", (("answer-merged", "H7"),), ("H7:H8",), words="空白"),
    Case("score and marks merged", "评分", "", (), ("H7:I7",)),
    Case("score and reason merged", "评分", "", (("answer-merged", "H7"),), ("H7:J7",)),
    Case("remarks merged, nothing written", "评分", "", (), ("K7:K9",)),
    Case("remarks merged and written", "评分", "K7=都不错", (("answer-merged", "K7"),), ("K7:K9",)),
    Case("two targets merged in a matrix", "矩阵", "E9=", (("answer-merged", "E8"),), ("E8:E9",)),
    Case("a whole block merged", "矩阵", "", (("answer-merged", "E8"),), ("E8:F10",)),
    Case("two merges", "票", "F8=都不错", (("answer-merged", "E8"), ("answer-merged", "F8")), ("E8:E9", "F8:F9")),
    Case("number typed over the marks", "评分", "I7=15", (("answer-score-overwritten", "I7"),), words="显示 15，按填写的内容应为 20"),
    Case("marks of a choice", "评分", "I9=0", (("answer-score-overwritten", "I9"),)),
    Case("marks as they are", "评分", "I7=20 I8=20 I9=20", ()),
    Case("marks beside a repaired answer", "评分", "H7=20分 I7=15", (("answer-text-number", "H7"),)),
    Case("total that follows the marks", "评分", "I7=15 I11=55", (("answer-score-overwritten", "I7"),)),
    Case("total that follows nothing", "评分", "I11=55", (("answer-total-overwritten", "I11"),)),
    Case("score in the remarks", "评分", "H8= K8=8", (("answer-misplaced", "H8"),), words="“主题党日”的“填写”栏空着，“备注”栏里却写着 8，像是填错了列"),
    Case("score as text in the remarks", "评分", "H8= K8=8分", (("answer-misplaced", "H8"),)),
    Case("score in the reasons", "评分", "H8= J8=8", (("answer-misplaced", "H8"),), words="扣分原因"),
    Case("score over the marks", "评分", "H8= I8=8", (("answer-misplaced", "H8"),), words="得分"),
    Case("score over 怎样填", "评分", "H8= G8=8", (("answer-misplaced", "H8"), ("form-text-changed", "G8"))),
    Case("score over the full marks", "评分", "H8= F8=8", (("answer-misplaced", "H8"), ("form-text-changed", "F8"))),
    Case("choice in the reasons", "评分", "H9= J9=否", (("answer-misplaced", "H9"),)),
    Case("words in the remarks", "评分", "H8= K8=约8分", (("answer-blank", "H8"),)),
    Case("more than the full marks in the remarks", "评分", "H8= K8=2022", (("answer-blank", "H8"),)),
    Case("a choice that is none", "评分", "H9= K9=无", (("answer-blank", "H9"),)),
    Case("a number beside a filled answer", "评分", "K8=8", ()),
    Case("one of a matrix row in the remarks", "矩阵", "F8= H8=35", (("answer-misplaced", "F8"),)),
    Case("which of a matrix row?", "矩阵", "E8= F8= H8=35", (("answer-blank", "E8"), ("answer-blank", "F8"))),
    Case("a ballot's grade in the opinions", "票", "E8= F8=较好", (("answer-misplaced", "E8"),)),
    Case("a note instead of a score", "评分", "H8=", (("answer-in-note", "H8"),), (), (("H8", "给8分"),), "批注里却写着“给8分”"),
    Case("a note on a filled cell", "评分", "", (("answer-note-unread", "H8"),), (), (("H8", "有待提高"),), "有待提高"),
    Case("a note on a blank remark", "评分", "", (("answer-note-unread", "K8"),), (), (("K8", "有待提高"),)),
    Case("a note instead of a text", "评分", "", (("answer-in-note", "H10"),), (), (("H10", "问题很多"),)),
    Case("notes elsewhere", "评分", "", (("form-notes-unread", "D8"),), (), (("E9", "二"), ("D8", "一")), "2 处批注没有读取，第一处写着“一”"),
    Case("a note and a number in the remarks", "评分", "H8= K8=8", (("answer-in-note", "H8"),), (), (("H8", "给8分"),)),
    Case("a long note", "评分", "H8=", (("answer-in-note", "H8"),), (), (("H8", "很" * 99),), "很…”"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_stands_elsewhere(case: Case) -> None:
    form = KIT.form(case.form)
    paper = KIT.paper(form, RIGHT[case.form])
    for cell, value in (part.split("=") for part in case.typed.split()):
        unmerged(paper.sheet())
        paper.type(cell, float(value) if value.isdigit() else value)
    aside = Aside(tuple(map(merge, case.merged)), {place(cell): text for cell, text in case.notes})
    judged = KIT.judge(paper.data(), FILE, aside)
    assert sorted((f.code, f.place.cell) for f in judged.findings) == sorted(case.found)
    assert case.words in "".join(f.message for f in judged.findings)
    # What stands elsewhere, and what is doubtful, is never an answer.
    told = {f.place.cell for f in judged.findings if f.severity is Severity.ERROR}
    read = {e.cell: e.answer.reading.value for e in judged.answers if e.sheet == form.layouts[0].name}
    assert all(read.get(cell) is None for cell in told)


def test_the_form_is_not_blank_where_all_was_written_into_the_wrong_column() -> None:
    form = KIT.form("票")
    paper = KIT.paper(form, {})
    for row in (8, 9, 10):
        paper.type(f"F{row}", "好")
    judged = KIT.judge(paper.data())
    assert [f.code for f in judged.findings] == ["answer-misplaced"] * 3
    assert {f.about.target for f in judged.findings} == {"第1党支部", "第2党支部", "第3党支部"}


def test_full_marks_and_criteria_come_from_the_scheme() -> None:
    form = KIT.form("评分")
    paper = KIT.paper(form, SHEET | answers("A1 1 = 15\nA1 1 原因 = 缺课"))
    paper.type("F7", 15)
    paper.type("E7", "从宽")
    judged = KIT.judge(paper.data())
    assert [(f.code, f.place.cell) for f in judged.findings] == [
        ("form-text-changed", "E7"),
        ("form-text-changed", "F7"),
    ]
    assert "“满分”被改成了“15”，原来是“20”，仍按原来的计算" in judged.findings[1].message
    entry = next(e for e in judged.answers if e.address == ("A1", "1", "value"))
    assert (entry.answer.score, entry.answer.full) == (15 * TICKS, 20 * TICKS)


# Whose form, and about whom.


def own_kit() -> Kit:
    """R1 sits in A2, and so is asked about A1 and A3."""
    scheme = scheme_of(
        """
        # 评分 评分表 1 否
        | 1 | | 党课 | 评分 | 20 | | 否 | |
        # 票 测评票 0 否
        | 1 | | 评价 | 等次 | 100 | | 否 | |
        """,
        targets=3,
        raters=11,
    )
    first, *others = scheme.raters
    return Kit(replace(scheme, raters=(replace(first, organisation="A2"), *others)))


OWN = own_kit()


def codes(recognised: Recognised) -> list[tuple[str, str]]:
    return [(f.code, f.place.cell) for f in recognised.findings]


def test_the_own_organisation_is_not_asked_about() -> None:
    assert [layout.target for layout in OWN.form("评分").layouts] == ["A1", "A3"]


@pytest.mark.parametrize(
    ("target", "code"), [("A2", "form-page-self"), ("A9", "form-page-foreign"), ("A1", "")]
)
def test_a_page_about_somebody_else(target: str, code: str) -> None:
    form = OWN.form("评分")
    paper = OWN.paper(form, answers("A1 1 = 9\nA3 1 = 9"))
    stamp = form.stamp(OWN.scheme.basics.identity, form.layouts[0])
    signed = type(stamp)(stamp.scheme, stamp.form, target, stamp.digest).sign(OWN.key)
    if code:
        paper.book.create_sheet("加的")["A1"] = signed
    recognised = OWN.recognise(paper.data())
    assert [f.code for f in recognised.findings] == [code] * bool(code)
    assert {e.address[0] for e in recognised.answers} == {"A1", "A3"}
    if code == "form-page-self":
        assert "“第2党支部”，是评价人自己所在的党组织" in recognised.findings[0].message


#: (what is typed below the table of a 票, the code, the cell)
ADDED: list[tuple[dict[str, Cell], str, str]] = [
    ({"C10": "第2党支部", "E10": "好"}, "form-row-self", "C10"),
    ({"C10": "第 2党支部", "F10": "不错"}, "form-row-self", "C10"),
    ({"A10": "t:A2", "C10": "第2党支部", "E10": "好"}, "form-row-self", "B10"),
    ({"A10": "t:A7", "E10": "好"}, "form-row-unknown", "B10"),
    ({"C10": "别的支部", "E10": "好"}, "form-stray", "C10"),
]


@pytest.mark.parametrize(("typed", "code", "cell"), ADDED)
def test_a_row_added_for_the_own_organisation(typed: dict[str, Cell], code: str, cell: str) -> None:
    form, values = OWN.form("票"), answers("A1 1 = 好\nA3 1 = 好")
    paper = OWN.paper(form, values)
    for where, value in typed.items():
        paper.type(where, value)
    recognised = OWN.recognise(paper.data())
    assert codes(recognised) == [(code, cell)]
    assert set(said(recognised.answers)) == set(values)


def test_the_own_organisation_written_over_another() -> None:
    form, values = OWN.form("票"), answers("A1 1 = 好\nA3 1 = 好")
    paper = OWN.paper(form, values)
    paper.type("C9", "第2党支部")
    recognised = OWN.recognise(paper.data())
    assert codes(recognised) == [("form-row-mixed", "C9")]
    assert set(said(recognised.answers)) == {("A1", "1", "value")}


#: (whose form, the file's name, who is named in the finding)
NAMED = [
    ("R1", "回收/R1_评委1_票.xlsx", ""),
    ("R1", "回收/评委2.xlsx", "评委2"),
    ("R1", "回收/评委10.xlsx", "评委10"),
    ("R10", "回收/评委1.xlsx", "评委1"),
    ("R10", "回收/评委10.xlsx", ""),
    ("R3", "回收/评委12.xlsx", ""),
    ("R1", "回收/评委1代评委2交.xlsx", ""),
    ("R1", "回收/评 委 2.xlsx", "评委2"),
    ("R1", "评委2/交回.xlsx", ""),
    ("R1", "回收/测评票.xlsx", ""),
    ("R1", "交回", ""),
]


@pytest.mark.parametrize(("rater", "file", "other"), NAMED)
def test_a_file_named_after_another(rater: str, file: str, other: str) -> None:
    form = OWN.form("票", rater)
    values: dict[Address, Cell] = dict.fromkeys((a for a in form.specs if a[2] == "value"), "好")
    recognised = OWN.recognise(OWN.written(form, values), file)
    assert [f.code for f in recognised.findings] == ["form-file-named"] * bool(other)
    assert other in "".join(f.message for f in recognised.findings)
    assert recognised.form_id == form.assignment.id


def signed(text: str) -> Callable[[Paper], None]:
    def how(paper: Paper) -> None:
        for row in unmerged(paper.sheet()).iter_rows():
            for cell in row:
                if str(cell.value).startswith("评价人签名："):
                    cell.value = text

    return how


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("评价人签名：评委2　　日期：2024年12月1日", "评委2"),
        ("评价人签名：评委1　　日期：2024年12月1日", ""),
        ("评价人签名：＿＿评委11＿＿　　日期：", "评委11"),
        ("评价人签名：已阅　　日期：评委2", ""),
    ],
)
def test_signed_by_another(text: str, other: str) -> None:
    form = OWN.form("评分")
    paper = OWN.paper(form, answers("A1 1 = 9\nA3 1 = 9"))
    signed(text)(paper)
    found: tuple[Finding, ...] = OWN.recognise(paper.data()).findings
    assert [f.code for f in found] == ["form-signed-other"] * bool(other)
    assert other in "".join(f.message for f in found)
