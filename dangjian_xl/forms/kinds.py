"""The form kinds: each turns an assignment into layouts. One grid with other axes; a new kind is a function here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.ballots import NUMBER, PURPOSE, UNSIGNED
from dangjian_xl.forms.layout import (
    ABOUT,
    BY,
    CHECK_KEY,
    FULL_KEY,
    PERSON,
    SCORE_KEY,
    TOTAL_KEY,
    Column,
    Layout,
    Row,
)
from dangjian_xl.forms.marking import NOT_APPLICABLE, Marking
from dangjian_xl.forms.rules import END
from dangjian_xl.forms.values import Answer
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import Form, FormKind, Item, ItemKind, Organisation, Scheme

#: What a tab may not hold; "!" may stand there, but names of the sheet would not be found.
_TAB_FORBIDDEN = re.compile(r"[\[\]:*?/\\'!]")
_TAB_LENGTH = 31


def layouts(scheme: Scheme, assignment: Assignment) -> tuple[Layout, ...]:
    """The sheets of an assignment's workbook, in tab order."""
    return _KINDS[assignment.form.kind](scheme, assignment)


def _score_sheets(scheme: Scheme, assignment: Assignment) -> tuple[Layout, ...]:
    """One sheet a target, one row an item."""
    form, items = assignment.form, scheme.items_of(assignment.form.code)
    columns = (
        Column("s:number", "序号", 5, centred=True),
        Column("s:section", "类别", 12),
        Column("s:text", "指标", 24),
        Column("s:criteria", "评分标准", 35),
        Column(FULL_KEY, "满分", 6, centred=True),
        Column("s:how", "怎样填", 14),
        Column("f:value", "填写", 12, centred=True),
        Column(SCORE_KEY, "得分", 7, centred=True),
        Column("f:reason", "扣分原因", 19),
        Column("f:remark", "备注", 12),
        Column(CHECK_KEY, "自检", 26),
    )
    rows = tuple(_item_row(number, item) for number, item in enumerate(items, 1))
    answers: dict[tuple[str, str], Answer] = {}
    markings: dict[tuple[str, str], Marking] = {}
    for item in items:
        key = f"i:{item.code}"
        answers[key, "f:value"] = _answer(scheme, form, item)
        answers[key, "f:remark"] = Answer("remark", "备注", ItemKind.TEXT, required=False)
        if item.kind is not ItemKind.TEXT:
            markings[key, "f:value"] = Marking.of(item, scheme.grades)
            reason = form.reason_required
            answers[key, "f:reason"] = Answer(
                "reason", "扣分原因", ItemKind.TEXT, required=False, when_lost=reason
            )
    names = tab_names(t.name for t in assignment.targets)
    return tuple(
        Layout(
            name=name,
            title=form.title,
            who=_who(scheme, assignment, target),
            instructions=_instructions(assignment),
            criteria=(),
            target=target.code,
            columns=columns,
            rows=rows,
            answers=answers,
            markings=markings,
            totals=True,
            landscape=True,
            signed=not assignment.anonymous,
        )
        for name, target in zip(names, assignment.targets, strict=True)
    )


def _matrix(scheme: Scheme, assignment: Assignment) -> tuple[Layout, ...]:
    """One sheet, one row a target, one column an item; a ballot is the same with grades to choose."""
    form, items = assignment.form, scheme.items_of(assignment.form.code)
    scored = [i for i in items if i.kind is not ItemKind.TEXT]
    ballot = form.kind is FormKind.BALLOT
    columns = (
        Column("s:number", "序号", 5, centred=True),
        Column("s:name", "党组织", 30),
        Column("s:reporter", "述职人", 12, centred=True),
        *(
            Column(
                f"i:{i.code}",
                i.text.replace(END, "，"),
                _item_width(i),
                _full_label(i, ballot=ballot),
                centred=True,
            )
            for i in items
        ),
        *(() if ballot else (Column(TOTAL_KEY, "合计", 8, f"满分{_total(scored)}", centred=True),)),
        Column("f:remark", "意见建议" if ballot else "备注", 20),
        Column(CHECK_KEY, "自检", 40),
    )
    rows = tuple(
        Row(f"t:{t.code}", {"s:number": Decimal(n), "s:name": t.name, "s:reporter": t.reporter_title})
        for n, t in enumerate(assignment.targets, 1)
    )
    answers: dict[tuple[str, str], Answer] = {}
    markings: dict[tuple[str, str], Marking] = {}
    for row in rows:
        for item in items:
            answers[row.key, f"i:{item.code}"] = _answer(scheme, form, item)
            if item in scored:
                markings[row.key, f"i:{item.code}"] = Marking.of(item, scheme.grades)
        answers[row.key, "f:remark"] = Answer("remark", columns[-2].heading, ItemKind.TEXT, required=False)
    criteria = tuple(f"“{i.text}”：{i.criteria}" for i in items if i.criteria)
    layout = Layout(
        name="测评" if ballot else "评分",
        title=form.title,
        who=_who(scheme, assignment, None),
        instructions=_instructions(assignment),
        criteria=criteria,
        target="",
        columns=columns,
        rows=rows,
        answers=answers,
        markings=markings,
        totals=False,
        landscape=not ballot,
        signed=not ballot and not assignment.anonymous,
    )
    return (layout,)


_KINDS: dict[FormKind, Callable[[Scheme, Assignment], tuple[Layout, ...]]] = {
    FormKind.SCORE_SHEET: _score_sheets,
    FormKind.MATRIX: _matrix,
    FormKind.BALLOT: _matrix,
    FormKind.SUMMARY: _matrix,
}


def _answer(scheme: Scheme, form: Form, item: Item) -> Answer:
    required = item.kind is not ItemKind.TEXT
    choices: tuple[str, ...] = ()
    if item.kind is ItemKind.YES_NO:
        choices = ("是", "否")
    elif item.kind is ItemKind.GRADE:
        choices = tuple(g.name for g in scheme.grades)
    upper = item.full if item.kind is ItemKind.POINTS else None
    digits = form.digits if item.kind is ItemKind.POINTS else 0
    return Answer("value", item.text, item.kind, required, upper, digits, choices, item.optional)


def _item_row(number: int, item: Item) -> Row:
    full: dict[str, str | Decimal] = {} if item.full is None else {FULL_KEY: plain(item.full)}
    texts = {
        "s:section": item.section,
        "s:text": item.text,
        "s:criteria": item.criteria,
        "s:how": how_to_fill(item),
    }
    return Row(f"i:{item.code}", {"s:number": Decimal(number), **texts, **full})


def how_to_fill(item: Item) -> str:
    """One clause that tells the filler what an item wants."""
    unit = plain(item.unit) if item.unit is not None else ""
    ways = {
        ItemKind.POINTS: f"填0～{item.full and plain(item.full)}分",
        ItemKind.DEDUCTION: f"填扣分次数，每次扣{unit}分",
        ItemKind.COUNT: f"填次数，达到{unit}次得满分",
        ItemKind.YES_NO: "选“是”或“否”",
        ItemKind.GRADE: "选等次",
        ItemKind.TEXT: "写文字，不计分",
    }
    return ways[item.kind] + (f"，可填“{NOT_APPLICABLE}”" if item.optional else "")


def _full_label(item: Item, *, ballot: bool) -> str:
    """Full marks and, where it is not simply a score, how to fill in; under the heading of an item's column."""
    if item.kind is ItemKind.TEXT:
        return "文字"
    if ballot:
        return how_to_fill(item)
    full = f"满分{plain(item.full or Decimal(0))}"
    if item.kind is ItemKind.POINTS:
        return full + (f"，可填“{NOT_APPLICABLE}”" if item.optional else "")
    return f"{full}，{how_to_fill(item)}"


def _item_width(item: Item) -> float:
    return 24 if item.kind is ItemKind.TEXT else 13


def _total(items: list[Item]) -> Decimal:
    return plain(sum((i.full or Decimal(0) for i in items), Decimal(0)))


def _who(scheme: Scheme, assignment: Assignment, target: Organisation | None) -> tuple[str, ...]:
    component, rater = assignment.component, assignment.rater
    by = [UNSIGNED, f"{NUMBER}{rater.code}"] if assignment.anonymous else [f"{BY}{rater.name}"]
    parts = [f"环节：{scheme.tier(component.tier).name}·{component.name}", *by]
    if target:
        parts += [f"{ABOUT}{target.name}", f"{PERSON}{target.reporter_title}"]
    if component.deadline:
        parts.append(f"请于{component.deadline.month}月{component.deadline.day}日前交回")
    return tuple(parts)


def _instructions(assignment: Assignment) -> tuple[str, ...]:
    lines = [*assignment.form.instructions.split("\n"), PURPOSE if assignment.anonymous else ""]
    return tuple(line.strip() for line in lines if line.strip())


def tab_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names fit for sheet tabs, in order: no forbidden characters, at most 31, no two alike."""
    used: set[str] = set()
    tabs = []
    for name in names:
        base = _TAB_FORBIDDEN.sub("·", name)[:_TAB_LENGTH]
        tab, number = base, 2
        while tab.lower() in used:
            suffix = f"({number})"
            tab, number = base[: _TAB_LENGTH - len(suffix)] + suffix, number + 1
        used.add(tab.lower())
        tabs.append(tab)
    return tuple(tabs)
