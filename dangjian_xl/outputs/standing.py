"""Who has returned how much: by rater and by unit. Who owes nothing is told from who has sent nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dangjian_xl.outputs.lists import HELD, MEND, MISSING, Returned, returned
from dangjian_xl.outputs.sheet import Cell, Column, Table
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.progress import Timing
from dangjian_xl.scheme.model import Rater, Scheme

RATERS, UNITS = "交表情况", "单位交表情况"
NONE_DUE, COMPLETE, PARTLY, NOTHING, UNSETTLED = (
    "无须交表",
    "全部交齐",
    "只交了一部分",
    "还没有交",
    "都交了，有的还要改或确认",
)
_COUNTS = (
    Column("due", "应交", 7, "centre"),
    Column("accepted", "已接收", 8, "centre"),
    Column("faulty", "有错", 7, "centre"),
    Column("held", "待确认", 8, "centre"),
    Column("missing", "未交", 7, "centre"),
    Column("early", "提前", 7, "centre"),
    Column("late", "迟交", 7, "centre"),
    Column("state", "情况", 26, "centre"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many forms are due from somebody, and what came of them; `early` and `late` ones are among those that came."""

    due: int
    accepted: int
    faulty: int
    held: int
    missing: int
    early: int
    late: int

    @classmethod
    def of(cls, items: Iterable[Returned]) -> Standing:
        """Counted over assignments."""
        found = list(items)
        faulty, held, missing = (sum(i.state == state for i in found) for state in (MEND, HELD, MISSING))
        # A void form was handed in as well, and nothing is asked of its rater any more.
        accepted = len(found) - faulty - held - missing
        early, late = (sum(i.timing is timing for i in found) for timing in (Timing.EARLY, Timing.LATE))
        return cls(len(found), accepted, faulty, held, missing, early, late)

    @property
    def state(self) -> str:
        """In words."""
        if not self.due:
            return NONE_DUE
        if self.missing == self.due:
            return NOTHING
        if self.missing:
            return PARTLY
        return COMPLETE if self.accepted == self.due else UNSETTLED

    @property
    def cells(self) -> list[Cell]:
        """Its row; noughts are left out but for the first two, so that what is to be done stands out."""
        rest = (self.faulty, self.held, self.missing, self.early, self.late)
        return [self.due, self.accepted, *(number or None for number in rest), self.state]


def rater_table(scheme: Scheme, collection: Collection) -> Table:
    """One row a rater of the scheme, in the order of groups and raters."""
    columns = (
        Column("group", "评价主体", 16),
        Column("rater", "评价人", 20),
        Column("organisation", "所在组织", 24),
        *_COUNTS,
    )
    standings = _by_rater(scheme, collection)
    units = {o.code: o.name for o in scheme.organisations}
    rows: list[Sequence[Cell]] = [
        [scheme.group(rater.group).name, rater.name, units.get(rater.organisation), *standing.cells]
        for rater, standing in standings
    ]
    told = "、".join(
        f"{state} {number} 人"
        for state in (COMPLETE, UNSETTLED, PARTLY, NOTHING, NONE_DUE)
        if (number := sum(s.state == state for _, s in standings))
    )
    return Table(RATERS, f"每位评价人交了多少：{told}。", columns, rows, frozen=2, first=True)


def unit_table(scheme: Scheme, collection: Collection) -> Table | None:
    """One row an organisation that has raters of its own, over all of them; None where no rater has one."""
    columns = (Column("unit", "所在组织", 28), Column("raters", "评价人", 32), *_COUNTS)
    items = returned(collection)
    rows: list[Sequence[Cell]] = []
    for unit in scheme.organisations:
        raters = [rater for rater in scheme.raters if rater.organisation == unit.code]
        if raters:
            codes = {rater.code for rater in raters}
            standing = Standing.of(i for i in items if i.assignment.rater.code in codes)
            rows.append([unit.name, "、".join(rater.name for rater in raters), *standing.cells])
    if not rows:
        return None
    return Table(
        UNITS, "每个单位的评价人合起来交了多少；没有所在组织的评价人不在这里。", columns, rows, frozen=1
    )


def _by_rater(scheme: Scheme, collection: Collection) -> list[tuple[Rater, Standing]]:
    of: dict[str, list[Returned]] = {}
    for item in returned(collection):
        of.setdefault(item.assignment.rater.code, []).append(item)
    groups = {group.code: number for number, group in enumerate(scheme.groups)}
    raters = sorted(scheme.raters, key=lambda rater: groups[rater.group])
    return [(rater, Standing.of(of.get(rater.code, ()))) for rater in raters]
