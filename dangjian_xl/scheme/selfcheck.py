"""What a scheme workbook checks by itself: the live formula beside each row, drop-downs and validation.

Classic worksheet functions only, so that Excel 2010, WPS and LibreOffice agree. Each problem is a text that ends
in “；”, so a row's problems can be counted. `check` is the authority: it knows more than a row can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dangjian_xl.grids import column_letters
from dangjian_xl.scheme.codecs import Choice, Code, Day, Number, Share, Text, Whole, YesNo
from dangjian_xl.scheme.parse import FIRST_ROW, HEADING_ROW
from dangjian_xl.scheme.tables import BASICS, BASICS_SHEET, TABLES, Column, Table, key_field, table

#: Ends every problem in a row's self-check, and stands nowhere else in it.
STOP = "；"
#: Tables without which nothing can be assessed.
NEEDED = frozenset({"tiers", "organisations", "groups", "raters", "components", "panels", "forms", "items", "grades"})

_BASICS_ROWS = {column.field: FIRST_ROW + index for index, column in enumerate(BASICS)}


@dataclass(frozen=True, slots=True)
class Ref:
    """One column as a row's formula names it: its cell, and the column down to, from, and all around this row.

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
    """The columns of all sheets as absolute ranges; `last` is the last row of each table that formulas look at."""

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


#: Checks across rows and columns by table: when it is wrong, and the text to show. Names are the model's fields;
#: {x.cell} and the like are this sheet's column x, {tiers[code]} a column of another sheet. Fields with a problem of
#: their own make a condition an error, which says nothing: the cell itself is reported already.
_Cross = tuple[tuple[str, str], ...]


def _childless(field: str, column: str) -> str:
    return f"SUMPRODUCT(--EXACT(TRIM({{code.cell}}),TRIM({{{field}[{column}]}})))=0"


def _sum_of_weights(group: str, what: str) -> tuple[str, str]:
    """Told once a group, on its first row."""
    total = f"SUMPRODUCT(--{{{group}.same}},{{weight.column}})"
    first = f'TRIM({{{group}.cell}})<>"",SUMPRODUCT(--{{{group}.same_above}})=1'
    return f"AND({first},ABS({total}-100)>1E-6)", f'"{what}合计"&ROUND({total},4)&"，应为100"'


def _outside(field: str) -> str:
    day = f"{{{field}.cell}}"
    window = f"COUNT({day},{{basics[starts]}},{{basics[ends]}})=3"
    return f"AND({window},OR({day}<{{basics[starts]}},INT({day})>{{basics[ends]}}))"


_FULL = "SUMPRODUCT(--EXACT(TRIM({code.cell}),TRIM({items[form]})),{items[full]})"
CROSS: Mapping[str, _Cross] = {
    "basics": (("AND(COUNT({starts.cell},{ends.cell})=2,{ends.cell}<{starts.cell})", '"结束日期早于开始日期"'),),
    "tiers": (
        (_childless("organisations", "tier"), '"没有党组织参加"'),
        (_childless("components", "tier"), '"没有评价环节"'),
    ),
    "organisations": (
        ('AND(TRIM({tier.cell})<>"",TRIM({secretary.cell}&{deputy.cell})="")', '"书记和副书记都没有填"'),
        ('AND(TRIM({superior.cell})<>"",EXACT(TRIM({superior.cell}),TRIM({code.cell})))', '"上级组织不能是自己"'),
    ),
    "raters": (('AND(TRIM({name.cell})<>"",SUMPRODUCT(--{name.same_above})>1)', '"评价人重名"'),),
    "components": (
        _sum_of_weights("tier", "本层面权重"),
        (_childless("panels", "component"), '"没有评价安排"'),
        (_outside("deadline"), '"截止日期不在考核起止日期内"'),
    ),
    "panels": (
        _sum_of_weights("component", "本环节权重"),
        ('AND({aggregation.cell}="去最高最低后平均",{trim_above.cell}="")', '"未填：多于几张才去高低"'),
    ),
    "forms": (
        (_childless("items", "form"), '"没有指标"'),
        (
            f"AND(ISNUMBER({{total.cell}}),ABS({_FULL}-{{total.cell}})>1E-6)",
            f'"各项满分合计"&ROUND({_FULL},4)&"，与满分合计不符"',
        ),
    ),
    "items": (
        ('AND({kind.cell}<>"",{kind.cell}<>"文字",N({full.cell})=0)', '"未填：满分"'),
        ('AND({kind.cell}="文字",{full.cell}<>"")', '"文字项不计分，满分应留空"'),
        ('AND(OR({kind.cell}="扣分",{kind.cell}="次数"),N({unit.cell})=0)', '"未填：每次扣分／要求次数"'),
    ),
    "grades": (
        ('AND(ISNUMBER({lower.cell}),COUNTIF({lower.above},"<="&{lower.cell})>1)', '"下限分应低于上一等次"'),
        ('AND({lower.cell}<>0,SUMPRODUCT(--(TRIM({name.below})<>""))=1)', '"最后一个等次的下限分应为0"'),
        (
            "AND(ISNUMBER({upper.cell}),COUNT({lower.above})>1,{upper.cell}<>SMALL({lower.above},2))",
            '"上限分应等于上一等次的下限分"',
        ),
    ),
    "visits": ((_outside("day"), '"日期不在考核起止日期内"'),),
}


def row_formula(declared: Table, row: int, ranges: Ranges) -> str:
    """The self-check of one row: empty for an empty row, else its problems, each ended by STOP."""
    refs = {c.field: Ref(column_letters(i), row, ranges.last[declared.field]) for i, c in enumerate(declared.columns)}
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
    """One sheet's verdict over its self-checks: `letter` is their column, `count_cell` where their number stands."""

    sheet: str
    letter: str
    last: int
    needed: bool = False

    @property
    def count_cell(self) -> str:
        """Above the heading of the self-checks."""
        return f"${self.letter}${HEADING_ROW - 1}"

    @property
    def count(self) -> str:
        """Number of problems: those told, rows that have lost their formula, and an empty table that is needed."""
        told = f'SUMPRODUCT(LEN({self._checks})-LEN(SUBSTITUTE({self._checks},"{STOP}","")))'
        empty = f"+IF(COUNTA({self._keys})<=1,1,0)" if self.needed else ""
        return f"={told}+{self._unchecked}{empty}"

    @property
    def verdict(self) -> str:
        """The sentence for people, a link to the first problem."""
        first = f'IFERROR(MATCH("*{STOP}",{self._checks},0),1)+ROW({self._heading})-1'
        place = f"\"#'{self.sheet}'!\"&ADDRESS({first},COLUMN({self._heading}))"
        told = f'"本表有 "&{self.count_cell}&" 处需修改，点这里转到第一处"'
        unchecked = f'IF({self._unchecked}>0,"（有 "&{self._unchecked}&" 行没有自检，请从上一行复制“自检”格）","")'
        if self.needed:
            told = f'IF(COUNTA({self._keys})<=1,"本表还没有填写，至少要有一行",{told})'
        return f'=HYPERLINK({place},IF({self.count_cell}=0,"本表没有发现问题",{told}&{unchecked}))'

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
    """XlsxWriter's options for a column's cells; `cell` is the first of them. The column's help is shown beside it."""
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
        case Number() | Whole() | Share() | Day() | Code():
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
    return f'IF(ISERROR({cell}),"公式错误：{column.title}{STOP}",IF({_trimmed(cell)}="",{blank},{wrong}))'


def _repeated(declared: Table, refs: Mapping[str, Ref]) -> str:
    columns = [declared.column(field) for field in declared.unique]
    same = "*".join(refs[c.field].same_above for c in columns)
    given = "&".join(refs[c.field].cell for c in columns if c.required)
    titles = "、".join(c.title for c in columns)
    return _when(f'AND(TRIM({given})<>"",SUMPRODUCT(--({same}))>1)', f'"与前面的行重复：{titles}"')


def _cross(field: str, refs: Mapping[str, Ref], ranges: Ranges) -> Iterable[str]:
    others = {t.field: _Others(t, ranges) for t in TABLES}
    for wrong, message in CROSS.get(field, ()):
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
