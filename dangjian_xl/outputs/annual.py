"""年度考核核对.xlsx: the list of proposed annual grades, each row beside what the assessment allows."""

from __future__ import annotations

import io
from collections.abc import Sequence

from dangjian_xl import style
from dangjian_xl.outputs.sheet import Book, Cell, Column, Table
from dangjian_xl.scoring.annual import BARRED, DOUBTFUL, EXCELLENT, Checked
from dangjian_xl.scoring.approval import Approval

ANNUAL_NAME = "年度考核核对.xlsx"
_COLUMNS = (
    Column("number", "序号", 6, "centre"),
    Column("name", "姓名", 18, "centre"),
    Column("unit", "名单上的单位", 26),
    Column("organisation", "党组织", 30),
    Column("assessed", "述职评议考核等次", 17, "centre"),
    Column("annual", "年度考核拟定等次", 17, "centre"),
    Column("verdict", "核对结果", 20, "centre"),
    Column("place", "出处", 40),
)


def annual_workbook(approval: Approval, checked: Sequence[Checked]) -> bytes:
    """The workbook; those who cannot be 优秀 first, then those to be looked at, then the others in the list's order."""
    basics, best = approval.scheme.basics, approval.scheme.grades[0].name
    stream = io.BytesIO()
    title = f"{basics.college}{basics.year}年度考核等次核对"
    book = Book(style.new_workbook(stream, title), title)
    order = {BARRED: 0, DOUBTFUL: 1}
    listed = sorted(checked, key=lambda row: order.get(row.verdict, 2))
    barred = sum(row.verdict == BARRED for row in checked)
    purpose = (
        f"述职评议考核不是“{best}”的，年度考核不能评“{EXCELLENT}”。名单共 {len(checked)} 人，"
        f"不能评“{EXCELLENT}”而拟评的 {barred} 人，列在最前。"
    )
    rows = [_row(number, row) for number, row in enumerate(listed, 1)]
    sheet = book.write(Table("年度考核核对", purpose, _COLUMNS, rows, frozen=2, first=True, title=title))
    for word in (BARRED, DOUBTFUL):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.theme["problem"]}
        sheet.conditional_format(3, 6, max(3, len(rows) + 2), 6, rule)
    book.workbook.close()
    return stream.getvalue()


def _row(number: int, one: Checked) -> list[Cell]:
    row, target = one.row, one.decision.target if one.decision else None
    return [
        number,
        row.name,
        "、".join(row.units) or None,
        target.name if target else None,
        one.decision.grade if one.decision else None,
        row.grade or None,
        one.verdict,
        str(row.place),
    ]
