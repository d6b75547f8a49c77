"""What the top of a form's sheet tells: how many problems of which kind, here and on the other sheets, and where.

The counts stand in the hidden key row, one cell each, so that formulas stay short and macros can read them. Sheets
refer to each other in a chain: each knows the next one, which goes on when people rename or move tabs; a sheet that
was deleted leaves an error, which is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from dangjian_xl.forms.live import Live, first_wrong
from dangjian_xl.forms.rules import BLANK_LABEL, END, REASON_LABEL
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.shown import Shown
from dangjian_xl.grids import cell_name, quoted_tab

#: Names of the workbook that lead to its sheets, in order.
SHEET_NAME = "djxl_sheet_{}"


class Fact(IntEnum):
    """What the key row holds right of the columns' keys."""

    COUNT = 0  # problems of this sheet, lost rows and self-checks included
    FIRST = 1  # the name of its first wrong cell
    TOLD = 2  # wrong answers …
    BLANK = 3  # … of them blank
    REASON = 4  # … of them without the reason that is wanted
    LATER = 5  # problems of the sheets behind this one
    GO = 6  # the number of the next sheet behind this one with problems, 0 for none
    ALL = 7  # problems of all sheets
    TIME = 8  # when the button found no problem


@dataclass(frozen=True, slots=True)
class Summary:
    """The formulas of one sheet's facts and verdict; `number` is its 0-based place among all `sheets`."""

    sheets: Sequence[Shown]
    number: int

    @property
    def _shown(self) -> Shown:
        return self.sheets[self.number]

    @property
    def screen(self) -> Screen:
        """The sheet's columns."""
        return self._shown.screen

    def facts(self) -> Iterator[tuple[Fact, Live]]:
        """The hidden cells, but for the time."""
        screen, shown = self.screen, self._shown
        checks, keys, wheres = (screen.whole(c) for c in (screen.check, 0, screen.where))
        kind = shown.layout.rows[0].key[:2]
        top = cell_name(screen.top, 0, fixed=True)
        rows = f'SUMPRODUCT(--(LEFT({keys},2)="{kind}"))'
        # The first of equal keys is the one that MATCH finds.
        firsts = f'(LEFT({keys},2)="{kind}")*(MATCH({keys}&"",{keys}&"",0)=ROW({keys})-ROW({top})+1)'
        lost = f"ABS({len(shown.layout.rows)}-{rows})+{rows}-SUMPRODUCT({firsts})"
        unchecked = f'SUMPRODUCT((LEFT({keys},2)="{kind}")*(LEN({checks})=0))'
        yield Fact.COUNT, (f"={screen.fact(Fact.TOLD)}+{lost}+{unchecked}", shown.count)
        yield Fact.FIRST, (f'=IFERROR(INDEX({wheres},MATCH("?*",{wheres},0)),"")', self.first_wrong)
        yield Fact.TOLD, ("=" + _counted(checks, END), shown.count)
        yield Fact.BLANK, ("=" + _counted(checks, BLANK_LABEL + END), shown.counted(BLANK_LABEL))
        yield Fact.REASON, ("=" + _counted(checks, REASON_LABEL + END), shown.counted(REASON_LABEL))
        yield Fact.LATER, self._later()
        yield Fact.GO, self._go()
        first = f"{self._of(0, Fact.COUNT)}+{self._of(0, Fact.LATER)}"
        yield Fact.ALL, (f"={first}", sum(sheet.count for sheet in self.sheets))

    @property
    def first_wrong(self) -> str:
        """The name of the sheet's first wrong cell as written."""
        for at, problems in enumerate(self._shown.problems, self._shown.layout.first_row):
            if problems:
                return str(first_wrong(self.screen, at, problems)[1])
        return ""

    def verdict(self) -> Live:
        """The line on top: may the form be handed in, or how much is wrong, and in which way."""
        f = self.screen.fact
        parts = "".join(
            f'&IF({count}>0,"、{label} "&{count},"")'
            for label, count in (
                (BLANK_LABEL, f(Fact.BLANK)),
                ("填错", f"({f(Fact.TOLD)}-{f(Fact.BLANK)}-{f(Fact.REASON)})"),
                ("缺扣分原因", f(Fact.REASON)),
                ("行或自检被删改", f"({f(Fact.COUNT)}-{f(Fact.TOLD)})"),
            )
        )
        own = f'"自检：还有 "&{f(Fact.COUNT)}&" 处需修改（"&MID(""{parts},2,99)&"）"'
        elsewhere = f'({f(Fact.ALL)}-{f(Fact.COUNT)})&" 处"'
        more = f'IF({f(Fact.ALL)}>{f(Fact.COUNT)},"，其他表还有 "&{elsewhere},"")'
        only = f'"自检：本表没有发现问题，其他表还有 "&{elsewhere}'
        fine = f'IF({f(Fact.ALL)}=0,"自检：没有发现问题，可以上报",{only})'
        broken = '"自检：有表被删掉或改坏，请撤销，或用原表重填"'
        formula = f"=IF(ISERROR({f(Fact.ALL)}),{broken},IF({f(Fact.COUNT)}=0,{fine},{own}&{more}))"
        return formula, self._verdict_shown()

    def link(self) -> Live:
        """To the sheet's first wrong cell, else to the next sheet that has one."""
        f, wheres = self.screen.fact, self.screen.whole(self.screen.where)
        # A row that a filter hides cannot be jumped to.
        hidden = f'SUBTOTAL(103,INDEX({wheres},MATCH("?*",{wheres},0)))=0'
        words = f'IF({hidden},"第一处在隐藏的行里，请先取消筛选","{_FIRST}")'
        here = f'HYPERLINK("#"&{f(Fact.FIRST)},{words})'
        name = SHEET_NAME.format("")
        around = f"IF({self._of(0, Fact.COUNT)}>0,1,{self._of(0, Fact.GO)})"
        number = f"IF({f(Fact.GO)}>0,{f(Fact.GO)},{around})"
        there = f'IF({number}>0,HYPERLINK("#{name}"&{number},"{_OTHER}"),"")'
        shown = _FIRST if self._shown.count else ""
        if not shown and any(sheet.count for sheet in self.sheets):
            shown = _OTHER
        return f'=IFERROR(IF({f(Fact.FIRST)}<>"",{here},{there}),"")', shown

    def wrong(self) -> str:
        """The condition on which the verdict is shown as a warning."""
        return f"=IF(ISERROR({self.screen.fact(Fact.ALL)}),TRUE,{self.screen.fact(Fact.COUNT)}>0)"

    def _verdict_shown(self) -> str:
        shown, everywhere = self._shown, sum(sheet.count for sheet in self.sheets)
        others = everywhere - shown.count
        if not shown.count:
            only = f"自检：本表没有发现问题，其他表还有 {others} 处"
            return only if others else "自检：没有发现问题，可以上报"
        blank, reason = shown.counted(BLANK_LABEL), shown.counted(REASON_LABEL)
        counts = ((BLANK_LABEL, blank), ("填错", shown.count - blank - reason), ("缺扣分原因", reason))
        parts = "、".join(f"{label} {count}" for label, count in counts if count)
        more = f"，其他表还有 {others} 处" if others else ""
        return f"自检：还有 {shown.count} 处需修改（{parts}）{more}"

    def _later(self) -> Live:
        behind = self.number + 1
        if behind == len(self.sheets):
            return "=0", 0
        formula = f"={self._of(behind, Fact.COUNT)}+{self._of(behind, Fact.LATER)}"
        return formula, sum(sheet.count for sheet in self.sheets[behind:])

    def _go(self) -> Live:
        behind = self.number + 1
        if behind == len(self.sheets):
            return "=0", 0
        formula = f"=IF({self._of(behind, Fact.COUNT)}>0,{behind + 1},{self._of(behind, Fact.GO)})"
        return formula, next((n for n, sheet in enumerate(self.sheets, 1) if n > behind and sheet.count), 0)

    def _of(self, number: int, fact: Fact) -> str:
        """A fact of a sheet, as this sheet names it."""
        cell = self.sheets[number].screen.fact(fact)
        return cell if number == self.number else f"{quoted_tab(self.sheets[number].layout.name)}!{cell}"


_FIRST, _OTHER = "到第一处需修改的格", "到下一张有问题的表"


def _counted(block: str, text: str) -> str:
    """How often a text stands in the cells of a block."""
    return f'SUMPRODUCT(LEN({block})-LEN(SUBSTITUTE({block},"{text}","")))/{len(text)}'
