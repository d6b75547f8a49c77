"""The three lists of a target (问题清单, 责任清单, 整改清单) as a form like any other: what is printed, what is asked where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.conditions import Demand, When
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import CHECK_KEY, SIGNATURE, Column, Layout, Row
from dangjian_xl.forms.shown import Filled
from dangjian_xl.forms.values import Answer, AskKind
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Cell
from dangjian_xl.rectification.head import Head
from dangjian_xl.rectification.records import Problem
from dangjian_xl.returns.times import full_day
from dangjian_xl.scheme.choices import Aggregation, FormKind, ItemKind, MissingPolicy, Scope
from dangjian_xl.scheme.model import Component, Form, Organisation, Panel, Rater, Scheme
from dangjian_xl.scheme.settings import settings
from dangjian_xl.scoring.approval import Approval
from dangjian_xl.workspace import THREE_LISTS, named_after

PROBLEMS, DUTIES, MENDING = "问题清单", "责任清单", "整改清单"
#: Rows for problems that a unit finds itself; with those of the assessment some two pages.
SPARE = 5
#: Stands in the place of a component's code, which holds no asterisk.
LISTS = f"*{THREE_LISTS}"


class Standing(StrEnum):
    """How far a problem is mended, as units choose it."""

    NOT_BEGUN = "未开始"
    RUNNING = "整改中"
    DONE = "已完成"
    LASTING = "需长期坚持"


@dataclass(frozen=True, slots=True)
class _Ask:
    """One column that asks something of each problem.

    `needed`: of every problem; `on`: of those with one of these standings; `past`: a day that is over.
    """

    column: Column
    kind: ItemKind | AskKind = ItemKind.TEXT
    needed: bool = False
    on: tuple[Standing, ...] = ()
    past: bool = False
    choices: tuple[str, ...] = ()

    def answer(self, code: str, *, spare: bool, until: date | None) -> Answer:
        """What may stand there, of a problem of the assessment or in a spare row; `until`: the college's last day for mending."""
        when = When.CHOSEN if self.on else When.STATED if self.needed and spare else When.NEVER
        return Answer(
            self.column.key[2:],
            f"{code} {self.column.heading}",
            self.kind,
            self.needed and not spare,
            choices=self.choices,
            when=when,
            on=Demand(STATE, tuple(map(str, self.on))) if self.on else None,
            past=self.past,
            spare=spare,
            by=until if self.column.key == DUE else None,
        )


STATE, DUE, FOUND = "f:state", "f:due", "f:problem"
_CHECK = Column(CHECK_KEY, "自检", 34)
_CODE = Column("s:code", "编号", 9, centred=True)
_ASKED: Mapping[str, tuple[_Ask, ...]] = {
    DUTIES: (
        _Ask(Column("f:leader", "责任领导", 15)),
        _Ask(Column("f:person", "责任人", 15), needed=True),
        _Ask(Column(DUE, "完成时限", 13, centred=True), AskKind.DAY, needed=True),
        _Ask(Column("f:remark", "备注", 22)),
    ),
    MENDING: (
        _Ask(Column("f:measures", "整改措施", 30), on=(Standing.LASTING,)),
        _Ask(Column("f:progress", "进展情况", 30), on=(Standing.RUNNING,)),
        _Ask(
            Column(STATE, "状态", 12, centred=True),
            ItemKind.YES_NO,
            needed=True,
            choices=tuple(map(str, Standing)),
        ),
        _Ask(
            Column("f:last", "最近进展日期", 13, centred=True), AskKind.DAY, on=(Standing.RUNNING,), past=True
        ),
        _Ask(Column("f:done", "完成日期", 13, centred=True), AskKind.DAY, on=(Standing.DONE,), past=True),
        _Ask(Column("f:evidence", "佐证材料", 22), on=(Standing.DONE,)),
    ),
}
_WIDTH = {DUTIES: 60, MENDING: 34}
_PROBLEM_COLUMNS = (
    _CODE,
    Column("s:text", "问题", 52),
    Column("s:source", "来源", 13, centred=True),
    Column("s:detail", "说明", 34),
    Column(FOUND, "本单位的说明（自查问题写在这里）", 32),
    _CHECK,
)
_HELP = {
    PROBLEMS: (
        "上面列的是述职评议中查摆出来的问题，照录原话，不要改动；对哪个问题有说明的，写在它右边的格里，没有的空着。",
        "本单位自己又查出问题的，写在“自查问题”各行右边的格里，一行一个；写了的，后面两张清单里也要填。",
    ),
    DUTIES: ("每个问题都要有责任人和完成时限；完成时限填日期，如 2023-06-30。",),
    MENDING: (
        "状态从列表里选。整改中的，写进展情况和最近进展日期；已完成的，写完成日期和佐证材料；需长期坚持的，写整改措施。",
        "有了新进展，在原来的文件里接着填，再交一次；交过几次的，以最后保存的一份为准。",
    ),
}


def lists(
    approval: Approval, problems: Mapping[str, Sequence[Problem]], key: bytes
) -> list[tuple[str, bytes]]:
    """Each target's lists to hand out: the name below 结果/ and the workbook, in the scheme's order.

    `problems`: as `problems.problems` gives them; `key`: the signing key. A target without problems gets lists with
    spare rows only, for it may have found some itself.
    """
    made = []
    for target, found in problems.items():
        form = list_form(approval.scheme, approval.scheme.organisation(target), found)
        data = write_form(
            form.layouts, form.signed(approval.scheme.basics.identity, key), _begun(form, found)
        )
        made.append((f"{THREE_LISTS}/{file_name(form)}", data))
    return made


def file_name(form: IssuedForm) -> str:
    """What a target's lists are called as a file."""
    return named_after(form.assignment.rater.code, form.assignment.rater.name) + ".xlsx"


def list_form(
    scheme: Scheme, target: Organisation, problems: Sequence[Problem], head: Head | None = None
) -> IssuedForm:
    """The form: who fills it in is the organisation that it is about, and it belongs to no component of the scheme.

    `head`: what is printed above, where that is not what the scheme says now.
    """
    component = Component(LISTS, target.tier, THREE_LISTS, Decimal(0), MissingPolicy.RENORMALISE)
    panel = Panel(LISTS, LISTS, Decimal(0), LISTS, Scope.SELF, Aggregation.MEAN)
    form = Form(LISTS, THREE_LISTS, FormKind.ROSTER, 0, reason_required=False)
    rater = Rater(target.code, target.name, LISTS)
    assignment = Assignment(component, panel, form, rater, (target,), called=THREE_LISTS)
    above = head or Head.of(scheme, target)
    drawn = tuple(_layout(scheme, target, problems, name, above) for name in (PROBLEMS, DUTIES, MENDING))
    return IssuedForm(scheme, assignment, drawn=drawn)


def spare_code(target: str, number: int) -> str:
    """The number of a problem that a unit finds itself."""
    return f"{target}-自{number}"


def spare_codes(target: str) -> tuple[str, ...]:
    """The numbers of all of them."""
    return tuple(spare_code(target, number) for number in range(1, SPARE + 1))


def _layout(
    scheme: Scheme, target: Organisation, problems: Sequence[Problem], name: str, head: Head
) -> Layout:
    answers: dict[tuple[str, str], Answer] = {}
    until = settings(scheme).mend_by
    for code, spare in (*((p.code, False) for p in problems), *((c, True) for c in spare_codes(target.code))):
        if name == PROBLEMS:
            label = f"{code} {'自查问题' if spare else '本单位的说明'}"
            answers[f"i:{code}", FOUND] = Answer(
                "problem", label, ItemKind.TEXT, required=False, states=spare
            )
        else:
            for ask in _ASKED[name]:
                answers[f"i:{code}", ask.column.key] = ask.answer(code, spare=spare, until=until)
    return Layout(
        name=name,
        title=f"{head.title}{name}",
        who=head.who,
        instructions=_instructions(scheme, name),
        criteria=(),
        target=name,
        columns=_columns(name),
        rows=(*(_row(problem) for problem in problems), *_spare_rows(target.code, name)),
        answers=answers,
        markings={},
        totals=False,
        landscape=True,
        signer=f"党组织书记{SIGNATURE}",
    )


def _columns(name: str) -> tuple[Column, ...]:
    if name == PROBLEMS:
        return _PROBLEM_COLUMNS
    return (_CODE, Column("s:text", "问题", _WIDTH[name]), *(a.column for a in _ASKED[name]), _CHECK)


def _instructions(scheme: Scheme, name: str) -> tuple[str, ...]:
    """How to fill it in. The college's own last day is told here, for it may change while lists are out."""
    until = settings(scheme).mend_by
    if name == DUTIES and until:
        return (*_HELP[name], f"学校要求最迟在{full_day(until)}以前整改完。")
    return _HELP[name]


def _row(problem: Problem) -> Row:
    texts = {"s:code": problem.code, "s:text": problem.text}
    return Row(f"i:{problem.code}", {**texts, "s:source": str(problem.source), "s:detail": problem.detail})


def _spare_rows(target: str, name: str) -> tuple[Row, ...]:
    where = "写在右边" if name == PROBLEMS else f"见{PROBLEMS}，没有的空着"
    rows = []
    for number, code in enumerate(spare_codes(target), 1):
        texts = {"s:code": code.removeprefix(f"{target}-"), "s:text": f"自查问题{number}（{where}）"}
        rows.append(Row(f"i:{code}", {**texts, "s:source": "自查"}))
    return tuple(rows)


def _begun(form: IssuedForm, problems: Sequence[Problem]) -> Filled:
    """What stands in the lists when they are handed out: nothing is begun, and the college's last day for everything."""
    until: date | None = settings(form.scheme).mend_by
    values: dict[tuple[str, str, str], Cell] = {}
    for problem in problems:
        values[MENDING, problem.code, "state"] = str(Standing.NOT_BEGUN)
        if until:
            values[DUTIES, problem.code, "due"] = until
    return Filled(values)
