"""One rule, three executions: each rule tests a table of answers, a worksheet cell, and names its finding.

`holds` sees all answers of a run at once (columns as `returns.validate` documents them); `broken` is the classic
worksheet condition for one cell, TRUE where the rule is broken, given that no earlier rule of the list is; `label` is
the few words that the live self-check shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dangjian_xl.forms.between import (
    alike_here,
    full_here,
    not_alike,
    not_full,
    relation,
    too_many,
)
from dangjian_xl.forms.conditions import When
from dangjian_xl.forms.days import after, after_today, not_day
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.rule import Cells, Rule, blank_cell, has_state
from dangjian_xl.forms.values import FINENESS, Answer, State
from dangjian_xl.scheme.model import ItemKind

if TYPE_CHECKING:  # issuing forms writes the rules' formulas and must not load pandas for them
    import pandas as pd

#: Half a tick: how far below full marks a score must stand to count as marks lost.
_HALF_TICK = "0.00005"
#: Ends each segment of the live self-check, so that problems can be counted.
END = "；"
#: The rule that comes before all others.
_FIRST = "answer-error"
#: The labels that the summary of a sheet counts by themselves.
BLANK_LABEL, REASON_LABEL = "未填", "须写扣分原因"


def _not_number(answer: Answer, cells: Cells) -> str:
    # LibreOffice counts TRUE as a number, Excel does not. 80% is 0.8 with a format of percents.
    percent = f'LEFT(CELL("format",{cells.own}),1)="P"'
    wrong = f"OR(ISLOGICAL({cells.own}),NOT(ISNUMBER({cells.own})),{percent})"
    return f'AND({cells.own}<>"{NOT_APPLICABLE}",{wrong})' if answer.optional else wrong


def _not_choice(answer: Answer, cells: Cells) -> str:
    offered = answer.choices + ((NOT_APPLICABLE,) if answer.optional else ())
    return "NOT(OR(" + ",".join(f'EXACT({cells.own},"{choice}")' for choice in offered) + "))"


def _in_number(condition: Callable[[Answer, str], str]) -> Callable[[Answer, Cells], str]:
    # 不适用 has come this far as text: comparing it with a number would be TRUE.
    return lambda a, c: f"IF(ISNUMBER({c.own}),{condition(a, c.own)},FALSE)"


def _digits(answer: Answer) -> int:
    return answer.digits if answer.numeric else 0


def _too_fine(frame: pd.DataFrame) -> pd.Series[bool]:
    scale = 10.0 ** frame["digits"]
    return (frame["number"] - (frame["number"] * scale).round() / scale).abs() > FINENESS


def _expected_range(answer: Answer) -> str:
    return f"应在0～{answer.limit.normalize():f}之间"


def _wanted_by_choice(answer: Answer, cells: Cells) -> str:
    chosen = answer.on.choices if answer.on else ()
    said = ",".join(f'EXACT({cells.chosen},"{choice}")' for choice in chosen)
    return f"IF(ISERROR({cells.chosen}),FALSE,AND({blank_cell(cells.own)},OR({said})))"


def _future(frame: pd.DataFrame) -> pd.Series[bool]:
    return has_state(frame, State.DAY, State.TEXT_DAY) & frame["past"] & (frame["number"] > frame["today"])


def _expected_kind(answer: Answer) -> str:
    if answer.is_day:
        return "应填日期"
    return "应填数字" if answer.numeric else "应从列表中选"


RULES: tuple[Rule, ...] = (
    Rule(
        "answer-error",
        lambda _a: True,
        lambda f: ~has_state(f, State.ERROR),
        lambda _a, c: f"ISERROR({c.own})",
        lambda _a: "公式错误",
    ),
    Rule(
        "answer-blank",
        lambda a: a.required and not a.voids,
        lambda f: ~(has_state(f, State.BLANK) & f["required"] & ~f["voids"]),
        lambda _a, c: blank_cell(c.own),
        lambda _a: BLANK_LABEL,
    ),
    Rule(
        "answer-blank-void",
        lambda a: a.required and a.voids,
        lambda f: ~(has_state(f, State.BLANK) & f["required"] & f["voids"]),
        lambda _a, c: blank_cell(c.own),
        lambda _a: BLANK_LABEL,
    ),
    Rule(
        "answer-wanted-stated",
        lambda a: a.when is When.STATED,
        lambda f: ~(has_state(f, State.BLANK) & f["demanded"] & (f["when"] == When.STATED)),
        lambda _a, c: f"AND({blank_cell(c.own)},NOT({blank_cell(c.stated)}))",
        lambda _a: BLANK_LABEL,
    ),
    Rule(
        "answer-wanted-chosen",
        lambda a: a.when is When.CHOSEN,
        lambda f: ~(has_state(f, State.BLANK) & f["demanded"] & (f["when"] == When.CHOSEN)),
        _wanted_by_choice,
        lambda a: f"{'、'.join(a.on.choices if a.on else ())}的须填",
    ),
    Rule(
        "answer-unstated",
        lambda a: a.spare,
        lambda f: has_state(f, State.BLANK) | f["stated"],
        lambda _a, c: f"AND(NOT({blank_cell(c.own)}),{blank_cell(c.stated)})",
        lambda _a: "问题清单里没有写",
    ),
    Rule(
        "answer-not-day",
        lambda a: a.is_day,
        lambda f: ~(has_state(f, State.OTHER) & f["day"]),
        lambda _a, c: not_day(c.own),
        _expected_kind,
    ),
    Rule(
        "answer-text-day",
        lambda a: a.is_day,
        lambda f: ~has_state(f, State.TEXT_DAY),
        lambda _a, c: not_day(c.own),
        _expected_kind,
    ),
    Rule(
        "answer-day-future",
        lambda a: a.is_day and a.past,
        lambda f: ~_future(f),
        lambda _a, c: after_today(c.own),
        lambda _a: "不能晚于今天",
    ),
    Rule(
        "answer-day-late",
        lambda a: a.by is not None,
        lambda f: ~(has_state(f, State.DAY, State.TEXT_DAY) & (f["number"] > f["by"])),
        lambda a, c: after(c.own, a.by) if a.by else "FALSE",
        lambda a: f"晚于学校要求的{a.by}",
    ),
    Rule(
        "answer-not-number",
        lambda a: a.numeric,
        lambda f: ~(has_state(f, State.OTHER) & f["numeric"]),
        _not_number,
        _expected_kind,
    ),
    Rule(
        "answer-text-number",
        lambda a: a.numeric,
        lambda f: ~has_state(f, State.TEXT_NUMBER),
        _not_number,
        _expected_kind,
    ),
    Rule(
        "answer-not-a-choice",
        lambda a: bool(a.choices),
        lambda f: ~(has_state(f, State.OTHER) & ~f["numeric"] & ~f["day"]),
        _not_choice,
        _expected_kind,
    ),
    Rule(
        "answer-text-choice",
        lambda a: bool(a.choices) or a.optional,
        lambda f: ~has_state(f, State.TEXT_CHOICE),
        lambda a, c: _not_number(a, c) if a.numeric else _not_choice(a, c),
        _expected_kind,
    ),
    Rule(
        "answer-not-applicable",
        lambda a: a.numeric or bool(a.choices),
        lambda f: ~(has_state(f, State.NOT_APPLICABLE) & ~f["optional"]),
        lambda a, c: _not_number(a, c) if a.numeric else _not_choice(a, c),
        _expected_kind,
    ),
    Rule(
        "answer-out-of-range",
        lambda a: a.numeric,
        lambda f: ~(f["numeric"] & ((f["number"] < 0) | (f["number"] > f["limit"] + FINENESS))),
        _in_number(lambda a, cell: f"OR({cell}<0,{cell}>{a.limit}+{FINENESS:.0E})"),
        _expected_range,
    ),
    Rule(
        "answer-too-fine",
        lambda a: a.numeric,
        lambda f: ~_too_fine(f),
        _in_number(lambda a, cell: f"ABS({cell}-ROUND({cell},{_digits(a)}))>{FINENESS:.0E}"),
        lambda a: f"最多{_digits(a)}位小数" if _digits(a) else "应填整数",
    ),
    relation("answer-votes-collected", "多于发出，此项作废"),
    relation("answer-votes-valid", "多于收回"),
    relation("answer-votes-sum", "票数加起来不等于有效"),
    too_many("answer-too-many", voids=False),
    too_many("answer-too-many-void", voids=True),
    Rule(
        "answer-alike",
        lambda a: a.whole is not None and a.whole.alike,
        not_alike,
        alike_here,
        lambda _a: "评价全都相同，整张无效",
        whole=True,
    ),
    Rule(
        "answer-all-full",
        lambda a: a.whole is not None and a.whole.full,
        not_full,
        full_here,
        lambda _a: "全是满分，整张无效",
        whole=True,
    ),
    Rule(
        "answer-reason-missing",
        lambda a: a.when is When.LOST,
        lambda f: ~(has_state(f, State.BLANK) & f["demanded"] & (f["when"] == When.LOST)),
        lambda _a, c: (
            f"AND({blank_cell(c.own)},IF(ISNUMBER({c.score}),{c.score}<{c.full}-{_HALF_TICK},FALSE))"
        ),
        lambda _a: REASON_LABEL,
    ),
    Rule(
        "answer-evidence-missing",
        lambda a: a.when is When.SCORED,
        lambda f: ~(has_state(f, State.BLANK) & f["demanded"] & (f["when"] == When.SCORED)),
        lambda _a, c: f"AND({blank_cell(c.own)},IF(ISNUMBER({c.score}),{c.score}>{_HALF_TICK},FALSE))",
        lambda _a: "须写佐证材料",
    ),
)


def self_check(answer: Answer, cells: Cells, heading: str = "") -> str:
    """The worksheet expression of one answer's self-check: "" or one segment ending in END (first broken rule).

    `heading`: the cell whose text names the answer; a literal in every rule would make the formula too long.
    """
    prefix = f'{heading}&"：' if heading else '"'
    # What may be left blank is held to no other rule while it is, but the whole sheet is judged at it all the same.
    free = not answer.required and answer.kind is not ItemKind.TEXT
    expression = '""'
    for rule in reversed(rules_for(answer)):
        told = f'{prefix}{rule.label(answer)}{END}"'
        broken = rule.broken(answer, cells)
        if free and answer.whole and not rule.whole and rule.code != _gate(answer):
            broken = f"IF({blank_cell(cells.own)},FALSE,{broken})"
        if free and not answer.whole and rule.code == _gate(answer):
            expression = f'IF({blank_cell(cells.own)},"",{expression})'
        expression = f"IF({broken},{told},{expression})"
    return expression


def _gate(answer: Answer) -> str:
    """The last rule that looks at a blank answer which need not be there."""
    return {When.CHOSEN: "answer-wanted-chosen", When.STATED: "answer-wanted-stated"}.get(answer.when, _FIRST)


def rules_for(answer: Answer) -> tuple[Rule, ...]:
    """The rules that apply, one for each worksheet label: repaired and refused values look the same in the sheet."""
    chosen: dict[str, Rule] = {}
    for rule in RULES:
        if rule.applies(answer):
            chosen.setdefault(rule.label(answer), rule)
    return tuple(chosen.values())
