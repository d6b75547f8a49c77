"""结果/试算对比.xlsx: what other settings would change, tier by tier. It lays out and computes nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence

from dangjian_xl import style
from dangjian_xl.forms.kinds.common import tab_names
from dangjian_xl.outputs.sheet import Book, Cell, Column, Table, number_format
from dangjian_xl.scoring.compare import SAME, Compared, Comparison, TierCompared

#: Stands on every sheet, and in the head of every printed page.
NOTICE = "试算，不作为考核结果"
SETTINGS, COUNTS = "试算的改动", "升降统计"


def trial_workbook(comparison: Comparison) -> bytes:
    """The workbook; equal comparisons give equal bytes."""
    stream = io.BytesIO()
    title = f"{NOTICE}　{comparison.title}"
    book = Book(style.new_workbook(stream, title), title)
    book.write(_settings(comparison))
    book.write(_counts(comparison))
    names = tab_names(f"试算 {tier.tier.name}" for tier in comparison.tiers)
    for name, tier in zip(names, comparison.tiers, strict=True):
        sheet = book.write(_tier(comparison, name, tier))
        for way in ("升", "降", "→"):
            options = {
                "type": "text",
                "criteria": "containing",
                "value": way,
                "format": book.theme["problem"],
            }
            sheet.conditional_format(3, 4, 3 + len(tier.rows), 12, options)
    book.workbook.close()
    return stream.getvalue()


def _settings(comparison: Comparison) -> Table:
    columns = (
        Column("sheet", "方案的表", 16),
        Column("row", "行", 34),
        Column("column", "栏", 22),
        Column("old", "方案规定的", 22, "centre"),
        Column("new", "试算用的", 22, "centre"),
    )
    rows: list[Sequence[Cell]] = [[c.sheet, c.row, c.column, c.old, c.new] for c in comparison.changes]
    purpose = f"{NOTICE}。只改了下面各项，其余和收回的表都与正式结果相同；方案.xlsx和考核结果.xlsx没有改动。"
    return Table(SETTINGS, purpose, columns, rows, first=True)


def _counts(comparison: Comparison) -> Table:
    headings = list(comparison.tiers[0].counts) if comparison.tiers else []
    columns = (
        Column("tier", "层面", 50),
        *(Column(f"count{n}", heading, 11, "centre") for n, heading in enumerate(headings)),
    )
    rows: list[Sequence[Cell]] = [[t.tier.name, *t.counts.values()] for t in comparison.tiers]
    purpose = f"{NOTICE}。各层面按试算的改动，有多少人的建议等次、名次、总分会变；“未定”指待定或无法评定。"
    return Table(COUNTS, purpose, columns, rows, frozen=1, first=True)


def _tier(comparison: Comparison, name: str, tier: TierCompared) -> Table:
    digits, tried = number_format(comparison.digits), number_format(comparison.tried_digits)
    columns = (
        Column("code", "组织编号", 9, "centre"),
        Column("name", "党组织", 28),
        Column("reporter", "述职人", 16, "centre"),
        Column("total", "正式总分", 9, "centre", digits),
        Column("tried_total", "试算总分", 9, "centre", tried),
        Column("total_words", "总分变化", 13, "centre"),
        Column("rank", "正式名次", 9, "centre"),
        Column("tried_rank", "试算名次", 9, "centre"),
        Column("rank_words", "名次变化", 12, "centre"),
        Column("proposed", "正式建议等次", 10, "centre"),
        Column("tried_proposed", "试算建议等次", 10, "centre"),
        Column("grade_words", "建议等次变化", 18, "centre"),
    )
    purpose = f"{NOTICE}。按正式名次排列；“{SAME}”以外的，是按试算的改动会变的。"
    rows = [_row(row) for row in tier.rows]
    return Table(name, purpose, columns, rows, frozen=2, title=f"{tier.tier.name}：试算对比")


def _row(row: Compared) -> Sequence[Cell]:
    before, after = row.official, row.tried
    return [
        row.target.code,
        row.target.name,
        row.target.reporter_title,
        before.total,
        after.total,
        row.total_words,
        before.rank,
        after.rank,
        row.rank_words,
        before.proposed,
        after.proposed,
        row.grade_words,
    ]
