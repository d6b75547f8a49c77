"""The sheet 等次审定: where the committee's grades are entered, checked while they are typed, and read back from.

Each row finds what it needs by its own cells, so the sheet may be sorted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dangjian_xl import style
from dangjian_xl.grids import column_letters
from dangjian_xl.outputs.approving import TOP, Approving
from dangjian_xl.outputs.grading import Grading
from dangjian_xl.outputs.rulemap import GRADES, PLACES
from dangjian_xl.outputs.sheet import (
    Book,
    Cell,
    Live,
    fit_row,
    write_cell,
    write_headings,
    write_row,
)
from dangjian_xl.returns.approved import (
    APPROVAL,
    APPROVED_HEADING,
)
from dangjian_xl.scheme.settings import Settings
from dangjian_xl.scoring.approval import NOT_GRADED
from dangjian_xl.scoring.grade import PENDING, UNGRADED
from dangjian_xl.scoring.tree import GradeProposal

_PURPOSE = "党委研究后，在黄色的“审定等次”一栏选等次；和建议等次不同的，写明理由。都填好、保存、关闭后，再出通报（report）。"
_ALLOWED = "允许不允许超出，这里按评定时的方案核对，出通报时按那时的方案。"
_READY = "可以出通报：都已审定，没有超出名额，改动都写了理由。"
#: What the check of a row says; the same, in this order, as `scoring.approval.breaches`.
OPEN, UNKNOWN, UNREASONED, BEYOND, OVER = (
    "还没有审定",
    "不是方案里的等次",
    "改动了，请写理由",
    "高于否决或前提允许的",
    "超出名额",
)
#: 0-based row, below title and purpose.
_VERDICT = 2


def write_approval(book: Book, grading: Grading, before: Mapping[str, str]) -> None:
    """Write the sheet at the end of the workbook. `before`: by code what was approved in a result that this one replaces."""
    place = Approving(grading, before)
    sheet, theme = book.add(APPROVAL, first=True), book.theme
    sheet.set_default_row(19)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, APPROVAL, theme["title"])
    sheet.write_string(1, 0, _PURPOSE, theme["explanation"])
    for position, column in enumerate(place.columns):
        hidden = {"hidden": True} if position > place.shown else {}
        sheet.set_column(position, position, column.width, None, hidden)
    rows = place.rows()
    if not rows:
        sheet.write_string(_VERDICT, 0, "没有参加考核的人。", theme["status"])
        return
    _write_places(book, sheet, place)
    write_headings(book, sheet, place.head, place.columns)
    formats = [book.format_of(column) for column in place.columns]
    for row, proposal in enumerate(rows, place.first):
        cells = _cells(place, proposal, row)
        write_row(sheet, row - 1, cells, formats)
        fit_row(sheet, row - 1, cells, [column.width for column in place.columns])
    _write_verdict(book, sheet, place, len(rows))
    _add_choices(sheet, place)
    _mark(book, sheet, place)
    _finish(book, sheet, place)


def _cells(place: Approving, proposal: GradeProposal, row: int) -> list[Cell]:
    grading, at_ = place.grading, place.grading.trail.row(proposal)
    organisation = proposal.target
    own = {key: f"{letter}{row}" for key, letter in place.letters.items()}
    grades, first = grading.rules.grade_names, grading.rules.starts[GRADES]
    # MATCH would take “?” and “*” for any letters.
    same = f"EXACT({grades},{_trimmed(own['approved'])})"
    index = f"SUMPRODUCT({same}*(ROW({grades})-{first - 1}))"
    places = [grading.rules.place_of(order, organisation.code) for order in range(len(place.scheme.quotas))]
    return [
        organisation.tier,
        organisation.code,
        organisation.name,
        organisation.reporter_title,
        Live(
            grading.cell("total", at_),
            proposal.total.total if proposal.total.total is not None else "",
        ),
        Live(grading.cell("rank", at_), proposal.rank or ""),
        grading.limit_name(own["limit"], proposal),
        Live(grading.cell("final", at_), proposal.proposed),
        None,
        None,
        Live(_check(own, place.told), OPEN),
        *([place.before.get(organisation.code)] if place.before else []),
        Live(index, 0),
        Live(grading.limit(at_), proposal.limit + 1),
        *(one.number if one else 0 for one in places),
    ]


def _trimmed(cell: str) -> str:
    """A cell's text as `returns.approved.trimmed` reads it."""
    return f'TRIM(SUBSTITUTE(SUBSTITUTE({cell},"　"," "),CHAR(10)," "))'


def _check(own: dict[str, str], told: Settings) -> str:
    """What stands against one row's decision, "" for nothing."""
    approved, reason = _trimmed(own["approved"]), _trimmed(own["reason"])
    beyond = f"AND({own['index']}>0,{own['index']}<{own['limit']})"
    last = '""' if told.over_limit else f'IF({beyond},"{BEYOND}","")'
    unreasoned = f'IF(AND({approved}<>{own["final"]},{reason}=""),"{UNREASONED}",{last})'
    known = f'OR({own["index"]}>0,{approved}="{NOT_GRADED}")'
    return f'IF({approved}="","{OPEN}",IF({known},{unreasoned},"{UNKNOWN}"))'


def _write_places(book: Book, sheet: Any, place: Approving) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """How many of each pool's places the approved grades take."""
    rules, theme = place.grading.rules, book.theme
    if not rules.places:
        return
    sheet.write_string(TOP, 0, "名额核对", theme["section"])
    sheet.write_string(TOP, _PLACE_COLUMNS[1][0], _ALLOWED, theme["explanation"])
    merged = sum(column.width for column in place.columns[: _PLACE_COLUMNS[0][1] + 1])
    headings = ("名额范围", "等次", "名额", "已审定", "核对")
    for position, text in zip(_PLACE_COLUMNS, headings, strict=True):
        _across(sheet, TOP + 1, position, text, theme["heading"])
    for row, one in enumerate(rules.places, TOP + 2):
        taken = (
            f"SUMPRODUCT(({place.block(f'place{one.order}')}={one.number})*({place.block('index')}>0)"
            f"*({place.block('index')}<={one.limited + 1}))"
        )
        room, number = (
            f"{column_letters(_PLACE_COLUMNS[2][0])}{row + 1}",
            f"{column_letters(_PLACE_COLUMNS[3][0])}{row + 1}",
        )
        over = '""' if place.told.over_quota else f'IF({number}>{room},"{OVER}","")'
        cells: Sequence[Cell] = (
            one.pool.name,
            one.grade,
            Live(rules.place(one, PLACES), one.room),
            Live(taken, 0),
            Live(over, ""),
        )
        roles = ("text", "centre", "centre", "centre", "check")
        for position, cell, role in zip(_PLACE_COLUMNS, cells, roles, strict=True):
            _across(sheet, row, position, cell, theme[role])
        # A merged cell does not make its row grow.
        sheet.set_row(row, style.row_height(style.lines_needed(one.pool.name, merged)))


#: 0-based first and last columns of the table of places, which stands above columns of other widths.
_PLACE_COLUMNS = ((0, 2), (3, 3), (4, 5), (6, 7), (8, 9))


def _across(sheet: Any, row: int, columns: tuple[int, int], cell: Cell, shown: Any) -> None:  # noqa: ANN401 - as above
    """One cell, merged over columns."""
    if columns[0] != columns[1]:
        sheet.merge_range(row, columns[0], row, columns[1], "", shown)
    write_cell(sheet, row, columns[0], cell, shown)


def _write_verdict(book: Book, sheet: Any, place: Approving, people: int) -> None:  # noqa: ANN401 - as above
    checks = [place.block("check")]
    if place.grading.rules.places:
        letter = column_letters(_PLACE_COLUMNS[4][0])
        checks.append(f"{letter}{TOP + 3}:{letter}{TOP + 2 + len(place.grading.rules.places)}")
    count = "+".join(f'SUMPRODUCT(--({cells}<>""))' for cells in checks)
    open_rows = f'COUNTIF({place.block("check")},"{OPEN}")'
    all_open = f"还没有审定，共 {people} 人。"
    told = f'"还有 "&({count})&" 处要处理，见“核对”一栏。"'
    formula = f'IF({open_rows}={people},"{all_open}",IF(({count})=0,"{_READY}",{told}))'
    sheet.set_row(_VERDICT, 22)
    write_cell(sheet, _VERDICT, 0, Live(formula, all_open), book.theme["status"])
    bad = {"type": "cell", "criteria": "!=", "value": f'"{_READY}"', "format": book.theme["problem"]}
    sheet.conditional_format(_VERDICT, 0, _VERDICT, 0, bad)


def _add_choices(sheet: Any, place: Approving) -> None:  # noqa: ANN401 - as above
    column = list(place.letters).index("approved")
    choices = [*(grade.name for grade in place.scheme.grades), NOT_GRADED]
    message = "请从列表里选党委审定的等次。"
    options = {
        "validate": "list",
        "source": choices,
        "error_title": APPROVED_HEADING,
        "error_message": message,
    }
    # Longer lists do not fit into a validation; the check beside the cell says what is none.
    if len(",".join(choices)) <= 255:
        sheet.data_validation(place.first - 1, column, place.last - 1, column, options)


def _mark(book: Book, sheet: Any, place: Approving) -> None:  # noqa: ANN401 - as above
    """Colour what is undecided by the program, what was changed, and what the check names."""
    theme, first, own = book.theme, place.first, place.letters
    for word in (PENDING, UNGRADED):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": theme["problem"]}
        sheet.conditional_format(f"{own['final']}{first}:{own['final']}{place.last}", rule)
    approved = _trimmed(f"${own['approved']}{first}")
    decided = f'AND({approved}<>"",${own["check"]}{first}<>"")'
    changed = f'AND({approved}<>"",{approved}<>${own["final"]}{first})'
    for criteria, role in ((decided, "wrong"), (changed, "sample")):
        rule = {"type": "formula", "criteria": f"={criteria}", "format": theme[role], "stop_if_true": True}
        sheet.conditional_format(f"{own['approved']}{first}:{own['reason']}{place.last}", rule)


def _finish(book: Book, sheet: Any, place: Approving) -> None:  # noqa: ANN401 - as above
    check = place.shown
    sheet.freeze_panes(place.head + 1, 3)
    # With the hidden columns, which sorting must take along.
    sheet.autofilter(place.head, 0, place.last - 1, len(place.columns) - 1)
    area = f"A{place.first}:{column_letters(check)}{place.last}"
    sheet.ignore_errors({"number_stored_as_text": area})
    sheet.set_row(place.last + 1, 34)
    sheet.write_string(place.last + 1, 0, "党委审定意见：", book.theme["section"])
    # Not under the grades, where it would be read as one.
    signed = list(place.letters).index("final")
    sheet.write_string(place.last + 1, signed, "签字：　　　　　　　　　　日期：", book.theme["section"])
    style.print_setup(sheet, book.title, place.head)
    sheet.print_area(0, 0, place.last + 1, check)
