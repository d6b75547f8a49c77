"""The live formulas of a form's rows, each with the value that it shows before anything is recalculated."""

from __future__ import annotations

import re
from decimal import Decimal

from dangjian_xl.forms.layout import FULL_KEY, HEADING_ROW, OWN_KEY, SCORE_KEY, Row
from dangjian_xl.forms.marking import NOT_APPLICABLE, to_points
from dangjian_xl.forms.rule import Cells
from dangjian_xl.forms.rules import END, self_check
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.shown import Shown
from dangjian_xl.grids import cell_name, column_letters, quoted_tab

#: What the self-check shows of a row without a problem. An empty cell is then one that somebody deleted.
FINE = "√"
#: What it shows of a row that is not where its hidden key is, or was pasted over.
MOVED = "行已错位，请撤销"
#: So much of its words tells a row apart; programs count characters beyond the basic plane differently.
_ANCHOR = re.compile(r"[^\n\r\U00010000-\U0010ffff]{0,60}")

#: A formula, and what it shows.
Live = tuple[str, float | str]


def answer_check(screen: Screen, row: Row, at: int, key: str) -> str:
    """The self-check of one answer: "" or its segment, naming the item where a row asks about several."""
    layout, columns = screen.layout, screen.columns
    score = cell_name(at, columns[SCORE_KEY]) if SCORE_KEY in columns else ""
    full = cell_name(at, columns[FULL_KEY]) if FULL_KEY in columns else ""
    named = layout.named(row.key, key)
    # The row is fixed, so that sorted rows still name their columns.
    heading = f"{column_letters(columns[key])}${HEADING_ROW + 1}" if named else ""
    spec = layout.answers[row.key, key]
    peers = tuple(screen.own(at, peer) for peer in spec.relation.peers) if spec.relation else ()
    asked = {a.key: screen.whole(columns[a.key]) for a in spec.whole.columns} if spec.whole else {}
    column = screen.whole(columns[key]) if spec.most is not None else ""
    chosen = screen.own(at, spec.on.peer) if spec.on else ""
    stated_cell = cell_name(at, screen.stated)
    cells = Cells(screen.own(at, key), score, full, peers, column, chosen, stated_cell, asked)
    return "=" + self_check(spec, cells, heading)


def anchor_check(screen: Screen, row: Row, at: int) -> Live:
    """Whether the row's words stand beside its key: rows sorted without the hidden column, or pasted over, do not."""
    words = _ANCHOR.match(str(row.texts[screen.words]))
    told = words[0] if words else ""
    quoted, cell = told.replace('"', '""'), cell_name(at, screen.columns[screen.words])
    own = f'AND($A{at + 1}="{row.key}",LEFT({cell},{len(told)})="{quoted}")'
    return f'=IF({own},"","{MOVED}{END}")', ""


def row_check(screen: Screen, at: int, problems: dict[str, str]) -> Live:
    """The row's self-check: the segments of its answers, or that there are none."""
    told = "&".join(cell_name(at, column) for column in screen.judging)
    return f'=IF(LEN({told})=0,"{FINE}",{told})', "".join(problems.values()) or FINE


def first_wrong(screen: Screen, at: int, problems: dict[str, str]) -> Live:
    """The name of the row's first wrong cell, "" for none; by way of the headings, which cannot be moved."""
    columns = [screen.columns[key] for key in (screen.words, *screen.checks)]
    headings = ",".join(f"COLUMN({cell_name(screen.top, column, fixed=True)})" for column in columns)
    found = f'MATCH("?*",{screen.beside(at, screen.judging)},0)'
    first = next((key for key in screen.checks if key in problems), None)
    shown = "" if first is None else cell_name(at, screen.columns[first])
    return f'=IFERROR(ADDRESS(ROW(),CHOOSE({found},{headings}),4),"")', shown


def next_link(screen: Screen, at: int, *, wrong: bool, more: bool) -> Live:
    """A link to the next wrong cell below this row; `wrong`: this row has one, `more`: a row below has one, as written."""
    below = screen.below(at, screen.where)
    found = f'MATCH("?*",{below},0)'
    link = f'HYPERLINK("#"&INDEX({below},{found}),"到下一处")'
    shown = ""
    if wrong:
        shown = "到下一处" if more else "最后一处"
    return f'=IF({cell_name(at, screen.where)}="","",IF(ISNUMBER({found}),{link},"最后一处"))', shown


def score_formula(screen: Screen, row: Row, at: int) -> str:
    """The marks of a score sheet's row, blank while there is nothing to mark; "" for a text item."""
    marking = screen.layout.markings.get((row.key, "f:value"))
    if marking is None:
        return ""
    cell = screen.own(at, "f:value")
    spec = screen.layout.answers[row.key, "f:value"]
    return f'=IF(ISERROR({cell}),"",IF({spec.markable_formula(cell)},{marking.formula(cell)},""))'


def answer_marks(shown: Shown, screen: Screen, row: Row, at: int, key: str) -> Live:
    """The marks of one answer of a matrix row: blank while nothing stands there, 0 while it cannot be marked."""
    layout, cell = screen.layout, screen.own(at, key)
    marking = layout.markings[row.key, key].formula(cell)
    markable = layout.answers[row.key, key].markable_formula(cell)
    value: float | str = ""
    if shown.value(row, key) != "":
        value = float(to_points(shown.marks(row)[key] or 0))
    return f'=IF(ISERROR({cell}),0,IF({cell}="","",IF({markable},{marking},0)))', value


def row_total(shown: Shown, screen: Screen, row: Row, at: int) -> Live:
    """The marks of a matrix row added up, blank while nothing is filled in."""
    if not screen.marks:
        return '=""', ""
    cells = screen.beside(at, list(screen.marks.values()))
    total = sum(marks or 0 for marks in shown.marks(row).values())
    value: float | str = float(to_points(total)) if shown.answered(row) else ""
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))', value


def difference(shown: Shown, screen: Screen, row: Row, at: int) -> Live:
    """By how much a row's marks differ from those that the target gave itself; blank while either is."""
    own, score = cell_name(at, screen.columns[OWN_KEY]), cell_name(at, screen.columns[SCORE_KEY])
    said, marked = row.texts.get(OWN_KEY, ""), shown.marks(row).get("f:value")
    value: float | str = "" if said == "" or marked is None else float(to_points(marked) - Decimal(said))
    return f'=IF(AND(ISNUMBER({own}),ISNUMBER({score})),{score}-{own},"")', value


def full_marks(shown: Shown, screen: Screen, row: Row, at: int) -> Live:
    """A row's full marks if it applies: an item that may be 不适用, and is, does not count."""
    full, text = cell_name(at, screen.columns[FULL_KEY]), row.texts.get(FULL_KEY, "")
    value = 0.0 if isinstance(text, str) or shown.left_out(row) else float(text)
    if not screen.layout.answers[row.key, "f:value"].optional:
        return f"=N({full})", value
    cell = screen.own(at, "f:value")
    return f'=IF(ISERROR({cell}),{full},IF({cell}="{NOT_APPLICABLE}",0,{full}))', value


def stated(source: Shown, row: Row, at: int) -> Live:
    """What an earlier sheet states in this row, found there by the row's hidden key; "" for nothing."""
    key = next(key for (row_key, key), a in source.layout.answers.items() if row_key == row.key and a.states)
    tab, screen = quoted_tab(source.layout.name), source.screen
    cells, keys = (f"{tab}!{screen.whole(column)}" for column in (screen.columns[key], 0))
    found = f"INDEX({cells},MATCH($A{at + 1},{keys},0))"
    return f'=IFERROR({found}&"","")', str(source.value(row, key))


def added(screen: Screen, column: int) -> str:
    """A column of computed cells, added up."""
    return f"=SUM({cell_name(screen.layout.first_row, column)}:{cell_name(screen.bottom - 1, column)})"
