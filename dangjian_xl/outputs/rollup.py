"""汇总表.xlsx: every target's approved grade, for the superior level; and how many have which grade."""

from __future__ import annotations

import io
from collections.abc import Sequence

from dangjian_xl import style
from dangjian_xl.outputs.sheet import Book, Cell, Column, Table, number_format
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scoring.approval import NOT_GRADED, Approval, Decision

ROLLUP_NAME = "汇总表.xlsx"
_GRADES, _COUNTS = "考核等次汇总表", "人数"


def rollup_workbook(approval: Approval) -> bytes:
    """The workbook; equal approvals give equal bytes."""
    scheme = approval.scheme
    stream = io.BytesIO()
    title = f"{scheme.basics.college}{scheme.basics.title}等次汇总表"
    book = Book(style.new_workbook(stream, title), title)
    sheet = book.write(_grades(approval, title))
    end = len(approval.decisions) + 4
    sheet.set_row(end, 34)
    sheet.write_string(
        end, 0, f"填报单位（盖章）：{scheme.basics.college}{scheme.basics.department}", book.theme["section"]
    )
    sheet.write_string(end, 6, "填报人：　　　　　　审核人：　　　　　　填报日期：", book.theme["section"])
    book.write(_counts(approval))
    book.workbook.close()
    return stream.getvalue()


def _grades(approval: Approval, title: str) -> Table:
    scheme = approval.scheme
    columns = (
        Column("number", "序号", 6, "centre"),
        Column("tier", "层面", 30),
        Column("code", "组织编号", 9, "centre"),
        Column("name", "党组织", 32),
        Column("kind", "类型", 12, "centre"),
        Column("person", "姓名", 12, "centre"),
        Column("post", "职务", 10, "centre"),
        Column("total", "总分", 9, "centre", number_format(scheme.basics.digits)),
        Column("grade", "考核等次", 10, "centre"),
        Column("note", "备注", 26),
    )
    decisions = [decision for tier in scheme.tiers for decision in approval.of_tier(tier.code)]
    rows = [_row(scheme, number, decision) for number, decision in enumerate(decisions, 1)]
    about = f"{scheme.basics.year}年度　共 {len(rows)} 人　等次由党委审定"
    return Table(_GRADES, about, columns, rows, frozen=4, first=True, title=title)


def _row(scheme: Scheme, number: int, decision: Decision) -> list[Cell]:
    target = decision.target
    return [
        number,
        scheme.tier(target.tier).name,
        target.code,
        target.name,
        str(target.kind),
        target.reporter,
        "书记" if target.secretary else "副书记",
        decision.proposal.total.total,
        decision.grade,
        None,
    ]


def _counts(approval: Approval) -> Table:
    """How many of each tier have which grade."""
    scheme = approval.scheme
    given = [d.grade for d in approval.decisions]
    names = [grade.name for grade in scheme.grades]
    names += [NOT_GRADED] if NOT_GRADED in given else []
    columns = (
        Column("tier", "层面", 44),
        Column("all", "人数", 9, "centre"),
        *(Column(name, name, 11, "centre") for name in names),
    )

    def counted(label: str, decisions: Sequence[Decision]) -> list[Cell]:
        grades = [decision.grade for decision in decisions]
        return [label, len(grades), *(grades.count(name) for name in names)]

    rows = [counted(tier.name, approval.of_tier(tier.code)) for tier in scheme.tiers]
    return Table(_COUNTS, "各层面各等次的人数。", columns, [*rows, counted("合计", approval.decisions)])
