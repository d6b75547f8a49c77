"""The live formulas of a form's sheet, each with the value that it shows before anything is recalculated."""

from __future__ import annotations

from collections.abc import Mapping

from dangjian_xl.forms.layout import FULL_KEY, SCORE_KEY, Layout, Row
from dangjian_xl.forms.marking import NOT_APPLICABLE, to_points
from dangjian_xl.forms.rules import END, Cells, self_check
from dangjian_xl.grids import cell_name

#: 0-based worksheet column by column key.
Columns = Mapping[str, int]


def _block(first: int, last: int, column: int) -> str:
    return f"{cell_name(first, column)}:{cell_name(last, column)}"


def summary_formula(first: int, last: int, column: int, problems: int) -> tuple[str, str]:
    """The line on top: may the form be handed in, or how many cells are blank or wrong."""
    checks = _block(first, last, column)
    count = f'SUMPRODUCT(LEN({checks})-LEN(SUBSTITUTE({checks},"{END}","")))'
    good, bad = "自检：没有发现问题，可以上报", "自检：还有 "
    shown = f"{bad}{problems} 处未填或需修改" if problems else good
    return f'=IF({count}=0,"{good}","{bad}"&{count}&" 处未填或需修改")', shown


def link_formula(first: int, last: int, column: int, tab: str, faulty: int | None) -> tuple[str, str]:
    """A link to the first row whose self-check says something."""
    checks = _block(first, last, column)
    quoted = tab.replace("'", "''")
    found = f'MATCH("?*",{checks},0)'
    letter = cell_name(0, column).rstrip("1")
    address = f"\"#'{quoted}'!{letter}\"&({found}+{first})"
    return (
        f'=IF(ISNUMBER({found}),HYPERLINK({address},"到第一处需修改的行"),"")',
        "" if faulty is None else "到第一处需修改的行",
    )


def check_formula(layout: Layout, row: Row, at: int, columns: Columns) -> str:
    """The row's self-check: a segment for each answer that is wrong, named where a row has several items."""
    specs = {
        c.key: layout.answers[row.key, c.key] for c in layout.columns if (row.key, c.key) in layout.answers
    }
    several = sum(1 for key in specs if key != "f:remark") > 2
    parts = []
    for key, spec in specs.items():
        own = cell_name(at, columns[key])
        score = cell_name(at, columns[SCORE_KEY]) if SCORE_KEY in columns else ""
        full = cell_name(at, columns[FULL_KEY]) if FULL_KEY in columns else ""
        prefix = f"{spec.label}：" if several and key[0] == "i" else ""
        parts.append(self_check(spec, Cells(own, score, full), prefix.replace('"', '""')))
    return "=" + "&".join(parts)


def score_formula(layout: Layout, row: Row, at: int, columns: Columns) -> str:
    """The marks of a score sheet's row, blank while there is nothing to mark; "" for a text item."""
    marking = layout.markings.get((row.key, "f:value"))
    if marking is None:
        return ""
    cell = cell_name(at, columns["f:value"])
    spec = layout.answers[row.key, "f:value"]
    return f'=IF(ISERROR({cell}),"",IF({spec.markable_formula(cell)},{marking.formula(cell)},""))'


def row_total(
    layout: Layout, row: Row, at: int, columns: Columns, marks: Mapping[str, int | None]
) -> tuple[str, float | str]:
    """The marks of a matrix row added up, blank while nothing is filled in."""
    parts, cells = [], []
    for (row_key, column_key), marking in layout.markings.items():
        if row_key == row.key:
            cell = cell_name(at, columns[column_key])
            cells.append(cell)
            markable = layout.answers[row_key, column_key].markable_formula(cell)
            parts.append(f"IF(ISERROR({cell}),0,IF({markable},{marking.formula(cell)},0))")
    given = [m for m in marks.values() if m is not None]
    shown: float | str = float(to_points(sum(given))) if given else ""
    return f'=IF(COUNTA({",".join(cells)})=0,"",{"+".join(parts)})', shown


def full_total(layout: Layout, columns: Columns, end: int) -> tuple[str, float]:
    """Full marks of what applies."""
    full = _block(layout.first_row, end - 1, columns[FULL_KEY])
    values = _block(layout.first_row, end - 1, columns["f:value"])
    shown = sum(
        float(text) for row in layout.rows if not isinstance(text := row.texts.get(FULL_KEY, ""), str)
    )
    return f'=SUM({full})-SUMPRODUCT(({values}="{NOT_APPLICABLE}")*{full})', shown
