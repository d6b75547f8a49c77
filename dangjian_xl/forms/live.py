"""The live formulas of a form's sheet, each with the value that it shows before anything is recalculated."""

from __future__ import annotations

from collections.abc import Mapping

from dangjian_xl.forms.layout import FULL_KEY, HEADING_ROW, SCORE_KEY, Layout, Row
from dangjian_xl.forms.marking import NOT_APPLICABLE, to_points
from dangjian_xl.forms.rules import END, Cells, self_check
from dangjian_xl.forms.shown import Shown
from dangjian_xl.grids import cell_name, column_letters

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
    quoted = tab.replace("'", "''").replace('"', '""')
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
    named = layout.names_answers(row.key)
    parts = []
    for key, spec in specs.items():
        own = cell_name(at, columns[key])
        score = cell_name(at, columns[SCORE_KEY]) if SCORE_KEY in columns else ""
        full = cell_name(at, columns[FULL_KEY]) if FULL_KEY in columns else ""
        # The row is fixed, so that sorted rows still name their columns.
        heading = f"{column_letters(columns[key])}${HEADING_ROW + 1}" if named and key[0] == "i" else ""
        parts.append(self_check(spec, Cells(own, score, full), heading))
    return "=" + "&".join(parts)


def score_formula(layout: Layout, row: Row, at: int, columns: Columns) -> str:
    """The marks of a score sheet's row, blank while there is nothing to mark; "" for a text item."""
    marking = layout.markings.get((row.key, "f:value"))
    if marking is None:
        return ""
    cell = cell_name(at, columns["f:value"])
    spec = layout.answers[row.key, "f:value"]
    return f'=IF(ISERROR({cell}),"",IF({spec.markable_formula(cell)},{marking.formula(cell)},""))'


def row_total(shown: Shown, row: Row, at: int, columns: Columns) -> tuple[str, float | str]:
    """The marks of a matrix row added up, blank while nothing is filled in."""
    layout = shown.layout
    parts, cells = [], []
    for key in shown.marks(row):
        cell = cell_name(at, columns[key])
        cells.append(cell)
        markable = layout.answers[row.key, key].markable_formula(cell)
        parts.append(f"IF(ISERROR({cell}),0,IF({markable},{layout.markings[row.key, key].formula(cell)},0))")
    total = sum(marks or 0 for marks in shown.marks(row).values())
    value: float | str = float(to_points(total)) if shown.answered(row) else ""
    return f'=IF(COUNTA({",".join(cells)})=0,"",{"+".join(parts)})', value


def full_total(shown: Shown, columns: Columns) -> tuple[str, float]:
    """Full marks of what applies: an item that may be 不适用, and is, does not count."""
    layout = shown.layout
    full = columns[FULL_KEY]
    formula = f"=SUM({_block(layout.first_row, layout.first_row + len(layout.rows) - 1, full)})"
    total = 0.0
    for at, row in enumerate(layout.rows, layout.first_row):
        text = row.texts.get(FULL_KEY, "")
        if isinstance(text, str):
            continue
        total += 0.0 if shown.left_out(row) else float(text)
        if layout.answers[row.key, "f:value"].optional:
            cell = cell_name(at, columns["f:value"])
            formula += f'-IF(ISERROR({cell}),0,IF({cell}="{NOT_APPLICABLE}",{cell_name(at, full)},0))'
    return formula, total
