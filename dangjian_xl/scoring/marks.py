"""The marks on accepted forms, as the tree is built from them: of whole forms, of single items, and grades given by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from dangjian_xl.scheme.model import FormKind, ItemKind, Scheme
from dangjian_xl.scoring.grouped import Grouped

#: Component, rater group, target.
Key = tuple[str, str, str]


class Mark(NamedTuple):
    """What one form says of one target, in ticks; `full` 0: nothing applied. `grade`: given by name on a 情况汇总表, "" for none."""

    rater: str
    score: int
    full: int
    grade: str = ""


_NONE: Mapping[str, Mark] = MappingProxyType({})


class Marks:
    """The marks of a run's accepted forms, added up once and looked up by target."""

    def __init__(self, scheme: Scheme, entries: pd.DataFrame) -> None:
        """`entries`: columns as in returns.table."""
        self._scheme, self._entries = scheme, entries
        self._items: dict[tuple[str, str], dict[Key, dict[str, Mark]]] = {}

    def of(self, key: Key) -> Mapping[str, Mark]:
        """By form id, what the forms of a panel say of a target, in the order of the entries."""
        return self._whole.get(key, _NONE)

    def of_item(self, key: Key, item: str) -> Mapping[str, Mark]:
        """The same of one item alone, by its code; that of a tally sheet are its votes."""
        at = (key[0], item)
        if at not in self._items:
            entries = self._entries[self._entries["component"] == key[0]]
            named = (entries["item"] == item) & (entries["field"] == "value")
            self._items[at] = _added(
                entries[named | ((entries["kind"] == FormKind.TALLY) & entries["marked"])]
            )
        return self._items[at].get(key, _NONE)

    def compared(self, form: str, form_id: str, target: str, *, values: bool = False) -> tuple[object, ...]:
        """A form's marks for a target by which equal scores are told apart: item by item in its order, -1 where none applies.

        `form`: the code of what is filled in; `values`: with what was filled in.
        """
        if (form_id, target) not in self._rows:
            return ()
        rows = (row for row in self._rows.rows((form_id, target)) if row[1] == "value")
        ordered = sorted(rows, key=lambda row: self._positions.get((form, row[0]), 0))
        marks = ((score if full else -1, str(said)) for _, _, score, full, said in ordered)
        return tuple(marks) if values else tuple(mark for mark, _ in marks)

    @cached_property
    def _positions(self) -> Mapping[tuple[str, str], int]:
        """Where each item stands, by form and code."""
        return {(item.form, item.code): number for number, item in enumerate(self._scheme.items)}

    @cached_property
    def _rows(self) -> Grouped:
        return Grouped(self._entries, ("form_id", "target"), ("item", "field", "score", "full", "value"))

    @cached_property
    def _whole(self) -> Mapping[Key, Mapping[str, Mark]]:
        found = _added(self._entries)
        for component, group, target, form_id, grade in self._given():
            marks = found[component, group, target]
            marks[form_id] = marks[form_id]._replace(grade=grade)
        return found

    def _given(self) -> list[tuple[str, str, str, str, str]]:
        """Component, group, target, form and grade of every grade that a summary gives by name."""
        codes = {item.code for item in self._scheme.items if item.kind is ItemKind.GRADE}
        entries = self._entries
        given = entries[
            (entries["kind"] == FormKind.SUMMARY)
            & entries["item"].isin(codes)
            & entries["marked"]
            & (entries["full"].fillna(0) > 0)
        ]
        columns = ["component", "rater_group", "target", "form_id", "value"]
        return [tuple(map(str, row)) for row in zip(*(given[c] for c in columns), strict=True)]  # type: ignore[misc]


def _added(entries: pd.DataFrame) -> dict[Key, dict[str, Mark]]:
    """The marks of each form added up, by panel and target."""
    marked = entries[entries["full"].notna()]
    keys = ["component", "rater_group", "target", "form_id", "rater"]
    sums = marked.groupby(keys, sort=False, observed=True)[["score", "full"]].sum()
    found: dict[Key, dict[str, Mark]] = {}
    for (component, group, target, form_id, rater), score, full in zip(
        sums.index, sums["score"], sums["full"], strict=True
    ):
        found.setdefault((component, group, target), {})[form_id] = Mark(rater, int(score), int(full))
    return found
