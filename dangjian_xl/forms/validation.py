"""What a spreadsheet program refuses when it is typed into an answer cell, and what it says then."""

from __future__ import annotations

from typing import Any

from dangjian_xl.forms.days import after_today, not_day
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.values import FINENESS, Answer
from dangjian_xl.scheme.model import ItemKind
from dangjian_xl.widths import display_width

#: Excel's limits in characters.
_MESSAGE_LIMIT = 255
_TITLE_LIMIT = 32


def offered_choices(spec: Answer) -> list[str]:
    """What a drop-down offers."""
    return [*spec.choices, *([NOT_APPLICABLE] if spec.optional else [])]


def too_long(spec: Answer) -> bool:
    """Whether the choices do not fit into a validation's list and must stand in cells."""
    return len(",".join(offered_choices(spec))) > _MESSAGE_LIMIT


def data_validation(spec: Answer, cell: str, long_list: str) -> dict[str, Any] | None:
    """What Excel refuses when it is typed (a paste gets past it; the live self-check does not).

    `long_list`: the cells that hold the choices where they are too long for the validation itself.
    """
    if spec.kind is ItemKind.TEXT:
        return None
    message = spec.expected[: _MESSAGE_LIMIT - 1]
    title = (
        spec.label if display_width(spec.label) <= _TITLE_LIMIT else spec.label[: _TITLE_LIMIT // 2 - 1] + "…"
    )
    told = {
        "input_title": title,
        "input_message": message,
        "error_title": "填写有误",
        "error_message": message + "。",
    }
    if spec.is_day:
        no_day = f"{not_day(cell)}" + (f",{after_today(cell)}" if spec.past else "")
        return {"validate": "custom", "value": f"=NOT(OR({no_day}))", **told}
    if spec.choices and not too_long(spec):
        return {"validate": "list", "source": offered_choices(spec), **told}
    if spec.choices:
        return {"validate": "list", "source": f"={long_list}", **told}
    within = f"{cell}>=0,{cell}<={spec.limit}+{FINENESS:.0E}"
    number = f"AND({within},ABS({cell}-ROUND({cell},{spec.digits}))<{FINENESS:.0E})"
    # Not OR(text, number): for a text the number's half is an error, which Excel takes for a refusal.
    text = f'{cell}="{NOT_APPLICABLE}"' if spec.optional else "FALSE"
    return {"validate": "custom", "value": f"=IF(ISNUMBER({cell}),{number},{text})", **told}
