"""Where things stand on the sheet 等次审定, for itself and for sheets that show what is approved."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dangjian_xl.outputs.grading import Grading
from dangjian_xl.outputs.sheet import Column, Live, block, letters, number_format
from dangjian_xl.returns.approved import (
    APPROVAL,
    APPROVED_HEADING,
    CODE_HEADING,
    NAME_HEADING,
    PROPOSED_HEADING,
    REASON_HEADING,
)
from dangjian_xl.scheme.settings import settings
from dangjian_xl.scoring.tree import GradeProposal

#: 0-based row from which on the quotas stand, below title, purpose and verdict.
TOP = 4


def _columns(grading: Grading, *, before: bool) -> tuple[Column, ...]:
    digits = number_format(grading.scheme.basics.digits)
    orders = range(len(grading.scheme.quotas))
    return (
        Column("tier", "层面", 6, "centre"),
        Column("code", CODE_HEADING, 8, "centre"),
        Column("name", NAME_HEADING, 26),
        Column("reporter", "述职人", 10, "centre"),
        Column("total", "总分", 8, "centre", digits),
        Column("rank", "层面内名次", 7, "centre"),
        Column("most", "否决和前提后最高", 9, "centre"),
        Column("final", PROPOSED_HEADING, 9, "centre"),
        Column("approved", APPROVED_HEADING, 9, "input_centre"),
        Column("reason", REASON_HEADING, 36, "input"),
        Column("check", "核对", 20, "check"),
        *([Column("before", "上次审定（供参考）", 30)] if before else []),
        # What the formulas count by; hidden.
        Column("index", "审定等次序号", 8, "centre"),
        Column("limit", "最高序号", 8, "centre"),
        *(Column(f"place{order}", f"名额{order + 1}序号", 8, "centre") for order in orders),
    )


class Approving:
    """Where things stand on the sheet; rows are 1-based where formulas name them."""

    def __init__(self, grading: Grading, before: Mapping[str, str] = MappingProxyType({})) -> None:
        """Of a result workbook that is being written; `before`: by code what was approved in one that it replaces."""
        self.before = before
        self.grading, self.scheme, self.told = grading, grading.scheme, settings(grading.scheme)
        self.columns = _columns(grading, before=bool(before))
        self.letters = letters(self.columns)
        # Title and headings, the places, a line between, headings.
        self.head = TOP + (2 + len(grading.rules.places) + 1 if grading.rules.places else 0)
        self.first, self.last = self.head + 2, self.head + 1 + len(grading.trail.targets)

    @property
    def shown(self) -> int:
        """0-based index of the last column that is not hidden."""
        return list(self.letters).index("before" if self.before else "check")

    def rows(self) -> list[GradeProposal]:
        """The targets by tier and rank, as the rankings list them."""
        return [p for t in self.scheme.tiers for p in self.grading.assessment.of_tier(t.code)]

    def block(self, key: str, sheet: str = "") -> str:
        """A column's block over all rows; `sheet`: for formulas on others."""
        return block(sheet, self.letters[key], self.first, self.last)

    def approved(self, code: str) -> Live:
        """The grade approved for a target, for other sheets: "" as long as there is none."""
        codes = self.block("code", APPROVAL)
        same = f'EXACT({codes},"{code}")'
        row = f"SUMPRODUCT({same}*(ROW({codes})-{self.first - 1}))"
        there = f'INDEX({self.block("approved", APPROVAL)},{row})&""'
        return Live(f'IF(SUMPRODUCT(1*{same})=1,{there},"")', "")
