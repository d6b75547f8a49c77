"""What a scheme workbook checks by itself: a row's live formula, a sheet's verdict, drop-downs, validation.

Classic worksheet functions only, so that Excel 2010, WPS and LibreOffice agree. Each problem is a text that
ends in “；”, so problems can be counted. `check` is the authority: it knows more than a row can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dangjian_xl.grids import column_letters
from dangjian_xl.scheme.codecs import Choice, Clock, Code, Day, Number, Share, Text, Whole, YesNo
from dangjian_xl.scheme.columns import Column, Table
from dangjian_xl.scheme.crosschecks import CROSSCHECKS
from dangjian_xl.scheme.parse import FIRST_ROW, HEADING_ROW
from dangjian_xl.scheme.tables import BASICS, BASICS_SHEET, TABLES, key_field, table

#: Ends every problem in a row's self-check, and stands nowhere else in it.
STOP = "；"

_BASICS_ROWS = {column.field: FIRST_ROW + index for index, column in enumerate(BASICS)}


@dataclass(frozen=True, slots=True)
class Ref:
    """One column as a row's formula names it: its cell, and the column up to, from, and around this row.

    Ranges begin at the heading, so that a row inserted above the first record is inside them.
    """

    letter: str
    row: int
    last: int

    @property
    def cell(self) -> str:
        """The row's own cell."""
        return f"{self.letter}{self.row}"

    @property
    def above(self) -> str:
        """From the heading to this row."""
        return f"{self.letter}${HEADING_ROW}:{self.cell}"

    @property
    def below(self) -> str:
        """From this row to the end."""
        return f"{self.cell}:{self.letter}${self.last}"

    @property
    def column(self) -> str:
        """From the heading to the end."""
        return f"{self.letter}${HEADING_ROW}:{self.letter}${self.last}"

    @property
    def same_above(self) -> str:
        """Array: whether a cell so far is the same text as this row's."""
        return f"EXACT(TRIM({self.cell}),TRIM({self.above}))"

    @property
    def same(self) -> str:
        """Array: whether a cell of the column is the same text as this row's."""
        return f"EXACT(TRIM({self.cell}),TRIM({self.column}))"


@dataclass(frozen=True, slots=True)
class Ranges:
    """The columns of all sheets as absolute ranges; `last` is the last row that formulas see, by table."""

    last: Mapping[str, int]

    def column(self, field: str, column: str) -> str:
        """A column of a table from its heading on, as other sheets name it."""
        declared = table(field)
        letter = column_letters([c.field for c in declared.columns].index(column))
        return f"'{declared.sheet}'!${letter}${HEADING_ROW}:${letter}${self.last[field]}"

    def choices(self, field: str) -> str:
        """The filled part of a table's key column, for a drop-down that ends where the codes end."""
        keys = self.column(field, key_field(field))
        heading = keys.partition(":")[0]
        filled = f'SUMPRODUCT(MAX(({keys}<>"")*ROW({keys})))-ROW({heading})'
        return f"=OFFSET({heading},1,0,MAX(1,{filled}),1)"


def row_formula(declared: Table, row: int, ranges: Ranges) -> str:
    """The self-check of one row: empty for an empty row, else its problems, each ended by STOP."""
    last = ranges.last[declared.field]
    refs = {c.field: Ref(column_letters(i), row, last) for i, c in enumerate(declared.columns)}
    problems = [_cell_problem(column, refs[column.field].cell, ranges) for column in declared.columns]
    if declared.unique:
        problems.append(_repeated(declared, refs))
    problems += _cross(declared.field, refs, ranges)
    text = "&".join(ref.cell for ref in refs.values())
    # An error cell makes the whole an error, and is not an empty row.
    return f'=IF(IFERROR({_trimmed(text)}="",FALSE),"",{"&".join(problems)})'


def basics_formula(column: Column) -> str:
    """The self-check of one basic fact."""
    refs = {c.field: Ref("B", _BASICS_ROWS[c.field], _BASICS_ROWS[c.field]) for c in BASICS}
    problems = [_cell_problem(column, refs[column.field].cell, Ranges({}))]
    if column.field == "ends":
        problems += _cross("basics", refs, Ranges({}))
    return "=" + "&".join(problems)


@dataclass(frozen=True, slots=True)
class Summary:
    """One sheet's verdict: `letter` is the self-checks' column, `last` the last row it looks at."""

    sheet: str
    letter: str
    last: int
    needed: bool = False

    @property
    def count_cell(self) -> str:
        """Where the number of problems stands: above the heading of the self-checks."""
        return f"${self.letter}${HEADING_ROW - 1}"

    @property
    def count(self) -> str:
        """Number of problems: those told, rows without a self-check, and an empty table that is needed."""
        told = f'SUMPRODUCT(LEN({self._checks})-LEN(SUBSTITUTE({self._checks},"{STOP}","")))'
        empty = f"+IF(COUNTA({self._keys})<=1,1,0)" if self.needed else ""
        return f"={told}+{self._unchecked}{empty}"

    @property
    def verdict(self) -> str:
        """The sentence for people, a link to the first problem."""
        first = f'IFERROR(MATCH("*{STOP}",{self._checks},0),1)+ROW({self._heading})-1'
        place = f"\"#'{self.sheet}'!\"&ADDRESS({first},COLUMN({self._heading}))"
        told = f'"本表有 "&{self.count_cell}&" 处需修改，点这里转到第一处"'
        lost = f'"（有 "&{self._unchecked}&" 行没有自检，请从上一行复制“自检”格）"'
        if self.needed:
            told = f'IF(COUNTA({self._keys})<=1,"本表还没有填写，至少要有一行",{told})'
        lost = f'IF({self._unchecked}>0,{lost},"")'
        return f'=HYPERLINK({place},IF({self.count_cell}=0,"本表没有发现问题",{told}&{lost}))'

    @property
    def records(self) -> str:
        """Number of rows that have something in the first column, for another sheet."""
        return f"COUNTA('{self.sheet}'!{self._keys})-1"

    @property
    def _heading(self) -> str:
        return f"${self.letter}${HEADING_ROW}"

    @property
    def _checks(self) -> str:
        return f"{self._heading}:${self.letter}${self.last}"

    @property
    def _keys(self) -> str:
        return f"$A${HEADING_ROW}:$A${self.last}"

    @property
    def _unchecked(self) -> str:
        return f"SUMPRODUCT(ISBLANK({self._checks})*NOT(ISBLANK({self._keys})))"


def validation(column: Column, cell: str, ranges: Ranges) -> dict[str, object]:
    """XlsxWriter's options for a column's cells, `cell` the first; the column's help is shown beside them."""
    must = "必填" if column.required else "选填"
    options: dict[str, object] = {
        "input_title": f"{column.title}（{must}）"[:32],
        "input_message": column.help[:255],
        "error_title": "填写有误",
        "error_message": f"请重新填写“{column.title}”。{column.help}"[:255],
    }
    if column.refers:
        # Only warned, for the referenced row may be written later.
        source = {"validate": "list", "source": ranges.choices(column.refers), "error_type": "warning"}
        return options | source | {"error_message": f"“{table(column.refers).sheet}”表里还没有这一项。"}
    match column.codec:
        case Choice() | YesNo():
            return options | {"validate": "list", "source": list(column.codec.choices)}
        case Number() | Whole() | Share() | Day() | Clock() | Code():
            return options | {"validate": "custom", "value": f"=NOT({column.codec.wrong(cell)})"}
        case _:
            return options | {"validate": "any"}


def _cell_problem(column: Column, cell: str, ranges: Ranges) -> str:
    wrong = '""'
    if column.refers:
        key = ranges.column(column.refers, key_field(column.refers))
        # 1/ makes an error of FALSE, so that an error among the keys does not spoil the count.
        found = f"SUMPRODUCT(--ISNUMBER(1/EXACT(TRIM({cell}),TRIM({key}))))"
        wrong = f'IF({found}=0,"找不到：{column.title}{STOP}","")'
    if not isinstance(column.codec, Text):
        wrong = f'IF({column.codec.wrong(cell)},"格式不对：{column.title}{STOP}",{wrong})'
    blank = f'"未填：{column.title}{STOP}"' if column.required else '""'
    told = wrong if blank == wrong else f'IF({_trimmed(cell)}="",{blank},{wrong})'
    return f'IF(ISERROR({cell}),"公式错误：{column.title}{STOP}",{told})'


def _repeated(declared: Table, refs: Mapping[str, Ref]) -> str:
    columns = [declared.column(field) for field in declared.unique]
    same = "*".join(refs[c.field].same_above for c in columns)
    given = "&".join(refs[c.field].cell for c in columns if c.required)
    titles = "、".join(c.title for c in columns)
    return _when(f'AND(TRIM({given})<>"",SUMPRODUCT(--({same}))>1)', f'"与前面的行重复：{titles}"')


def _cross(field: str, refs: Mapping[str, Ref], ranges: Ranges) -> Iterable[str]:
    others = {t.field: _Others(t, ranges) for t in TABLES}
    for wrong, message in CROSSCHECKS.get(field, ()):
        names = {**others, "basics": _BasicsCells(), **refs}
        yield _when(wrong.format(**names), message.format(**names))


def _when(wrong: str, message: str) -> str:
    return f'IFERROR(IF({wrong},{message}&"{STOP}",""),"")'


def _trimmed(text: str) -> str:
    # TRIM knows only the half-width space.
    return f'TRIM(SUBSTITUTE({text},"　",""))'


@dataclass(frozen=True, slots=True)
class _Others:
    declared: Table
    ranges: Ranges

    def __getitem__(self, column: str) -> str:
        return self.ranges.column(self.declared.field, column)


class _BasicsCells:
    def __getitem__(self, field: str) -> str:
        return f"'{BASICS_SHEET}'!$B${_BASICS_ROWS[field]}"
