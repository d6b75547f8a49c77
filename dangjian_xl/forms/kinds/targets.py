"""The sheet of every kind whose rows are targets: their names, what is asked about each, a remark, the self-check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.conditions import Asked, Whole
from dangjian_xl.forms.kinds.common import instructions, who
from dangjian_xl.forms.layout import CHECK_KEY, TOTAL_KEY, Column, Layout, Row
from dangjian_xl.forms.marking import Marking
from dangjian_xl.forms.rules import END
from dangjian_xl.forms.values import Answer
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import ItemKind, Organisation, Scheme


@dataclass(frozen=True, slots=True)
class Ask:
    """One column that asks the same of every target; `best`: what brings full marks there, at least so many where something is counted."""

    column: Column
    answer: Answer
    marking: Marking | None = None
    best: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """One column that is printed: what stands there by target code."""

    column: Column
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Looks:
    """How a sheet of targets looks: its tab, the heading of the remarks, whether it adds up, lies across, is signed."""

    tab: str
    remark: str = "备注"
    total: Column | None = None
    landscape: bool = True
    signed: bool = True
    criteria: tuple[str, ...] = ()
    reporter: str = "述职人"


def heading(text: str) -> str:
    """A text as a column's heading: what ends a segment of the self-check must not stand in it."""
    return text.replace(END, "，")


def by_targets(
    scheme: Scheme,
    assignment: Assignment,
    asks: Sequence[Ask],
    looks: Looks,
    prints: Sequence[Print] = (),
) -> Layout:
    """One sheet, one row a target. What makes the whole sheet void is asked at its first marked answer."""
    columns = (
        Column("s:number", "序号", 5, centred=True),
        Column("s:name", "党组织", 30),
        Column("s:reporter", looks.reporter, 12, centred=True),
        *(p.column for p in prints),
        *(a.column for a in asks),
        *((looks.total,) if looks.total else ()),
        Column("f:remark", looks.remark, 20),
        Column(CHECK_KEY, "自检", 40),
    )
    rows = tuple(_row(number, target, prints) for number, target in enumerate(assignment.targets, 1))
    answers: dict[tuple[str, str], Answer] = {}
    markings: dict[tuple[str, str], Marking] = {}
    remark = Answer("remark", looks.remark, ItemKind.TEXT, required=False)
    for row in rows:
        for ask in asks:
            answers[row.key, ask.column.key] = ask.answer
            if ask.marking:
                markings[row.key, ask.column.key] = ask.marking
        answers[row.key, "f:remark"] = remark
    whole = _whole(assignment, asks)
    if whole:
        first = next(key for key in answers if key in markings)
        answers[first] = replace(answers[first], whole=whole)
    return Layout(
        name=looks.tab,
        title=assignment.form.title,
        who=who(scheme, assignment, None),
        instructions=instructions(assignment),
        criteria=looks.criteria,
        target="",
        columns=columns,
        rows=rows,
        answers=answers,
        markings=markings,
        totals=False,
        landscape=looks.landscape,
        signed=looks.signed and not assignment.anonymous,
    )


def _row(number: int, target: Organisation, prints: Sequence[Print]) -> Row:
    texts: dict[str, str | Decimal] = {"s:number": Decimal(number), "s:name": target.name}
    texts["s:reporter"] = target.reporter_title
    texts |= {p.column.key: p.texts.get(target.code, "") for p in prints}
    return Row(f"t:{target.code}", texts)


def _whole(assignment: Assignment, asks: Sequence[Ask]) -> Whole | None:
    form = assignment.form
    if not (form.equal_void or form.full_void):
        return None
    beside = groupby(asks, lambda a: (bool(a.marking), a.answer.required))
    runs = tuple(tuple(map(_asked, run)) for (marked, _), run in beside if marked)
    if not runs:
        return None
    # One target alone is not told apart from others.
    alike = form.equal_void and len(assignment.targets) > 1
    return Whole(runs, len(assignment.targets), alike, form.full_void)


def _asked(ask: Ask) -> Asked:
    spec = ask.answer
    column = ask.column.key
    return Asked(column, spec.kind, spec.choices, spec.limit, spec.required, spec.optional, ask.best)


def limited(assignment: Assignment, answer: Answer, *, voids: bool) -> Answer:
    """A grade of which only so many of those listed may have the best, if the form says so."""
    share = assignment.form.best_share
    if share is None:
        return answer
    return replace(answer, most=int(share * len(assignment.targets)), most_voids=voids)


def text_ask(key: str, title: str, width: float, *, required: bool) -> Ask:
    """A column of words."""
    answer = Answer("value", title, ItemKind.TEXT, required=required)
    return Ask(Column(key, heading(title), width), answer)


def total_column(full: Decimal) -> Column:
    """The column that adds up a row."""
    return Column(TOTAL_KEY, "合计", 8, f"满分{plain(full)}", centred=True)
