"""The items on which a target lost most, by all forms that count: told as means, never as what one person gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from dangjian_xl.forms.marking import to_ticks
from dangjian_xl.scheme.model import LEAST_SHOWN, FormKind, Item, ItemKind, Scheme
from dangjian_xl.scoring.exact import as_decimal
from dangjian_xl.scoring.tree import ComponentScore, GroupScore, Total

#: Below this share of its full marks, on average, an item is a problem: less than 较好 brings in every preset.
LINE = Fraction(8, 10)
#: Of one group's form so many items are named, the weakest: a list is to be worked off, and the result has them all.
MOST = 3
#: Digits of a mean.
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Loss:
    """An item with the share of its full marks that a target got on average, and why raters took points off.

    `raters`: how many gave marks; of fewer than LEAST_SHOWN neither the mean is told nor `reasons`, which are in the order of their words.
    """

    component: str
    item: Item
    share: Fraction
    alone: bool
    raters: int
    reasons: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The problem in words."""
        # One that lost little is only the weakest that there is.
        return f"“{self.item.text}”{'失分较多' if self.share < LINE else '在各项里得分最低'}"

    @property
    def detail(self) -> str:
        """The mean loss in words, and the reasons; of too few forms only where it was lost."""
        if self.raters < LEAST_SHOWN:
            return f"{self.component}（不足{LEAST_SHOWN}人评，不列平均分）"
        full = Fraction(self.item.full or Decimal(0))
        got = as_decimal(self.share * full, _DIGITS)
        lost = as_decimal(full, _DIGITS) - got
        marks = f"{self.component}：满分 {_plain(full)} 分，平均得 {_plain(got)} 分，平均失 {_plain(lost)} 分"
        return f"{marks}；扣分原因：{'；'.join(self.reasons)}" if self.reasons else marks


def _plain(points: Fraction | Decimal) -> str:
    text = f"{as_decimal(Fraction(points), _DIGITS)}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def losses(scheme: Scheme, entries: pd.DataFrame, total: Total) -> tuple[Loss, ...]:
    """The items below LINE, by component and group the weakest first; if there are none, the one weakest item.

    Of a form that asks for a single judgement only the first holds: that nothing is lower says nothing there.
    """
    groups = [(c, g) for c in total.components for g in c.groups]
    judged = [list(_of_group(scheme, entries, total.target.code, *pair)) for pair in groups]
    low = [
        loss for found in judged for loss in sorted(found, key=lambda x: x.share)[:MOST] if loss.share < LINE
    ]
    if low:
        return tuple(low)
    several = [loss for found in judged for loss in found if not loss.alone and loss.share < 1]
    return (min(several, key=lambda loss: loss.share),) if several else ()


def _of_group(
    scheme: Scheme, entries: pd.DataFrame, target: str, component: ComponentScore, group: GroupScore
) -> Iterator[Loss]:
    """Every marked item of a group's forms about a target, by the forms that count; none of too few ballots without names."""
    nameless = bool(scheme.group(group.panel.group).ballots)
    # Which of equal ballots is the highest follows from their tokens, and must not show: all count here.
    dropped = set() if nameless else {form.form_id for form in group.dropped}
    counted = {form.form_id for form in group.forms if form.full} - dropped
    least = LEAST_SHOWN if nameless else 1
    if len(counted) < least:
        return
    mine = entries[(entries["target"] == target) & entries["form_id"].isin(counted)]
    marked = mine[mine["full"].notna() & (mine["full"] > 0)]
    items = [i for i in scheme.items_of(group.panel.form) if i.kind is not ItemKind.TEXT]
    for item in items:
        # A tally asks for one item and has a column a grade.
        here = marked[marked["item"].isin({item.code, ""})]
        if here["form_id"].nunique() < least:
            continue
        share = Fraction(int(here["score"].sum()), int(here["full"].sum()))
        raters = _raters(scheme, here, item)
        reasons = _reasons(mine, item) if raters >= LEAST_SHOWN else ()
        yield Loss(component.component.name, item, share, len(items) == 1, raters, reasons)


def _raters(scheme: Scheme, marked: pd.DataFrame, item: Item) -> int:
    """How many people an item's marks are of: a form is one's, but a tally holds the votes of many."""
    if scheme.form(item.form).kind is FormKind.TALLY:
        # Each vote has the best grade's ballot points as its full marks.
        return int(marked["full"].sum()) // to_ticks(scheme.grades[0].points or Decimal(1))
    return int(marked["form_id"].nunique())


def _reasons(entries: pd.DataFrame, item: Item) -> tuple[str, ...]:
    """Why points were taken off, the same words once with how often."""
    said = entries[(entries["item"] == item.code) & (entries["field"] == "reason")]["value"]
    times = Counter(" ".join(str(text).split()) for text in said if text)
    return tuple(f"{text}×{number}" if number > 1 else text for text, number in sorted(times.items()))
