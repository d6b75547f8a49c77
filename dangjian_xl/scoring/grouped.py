"""Rows of a large table by what stands in some of its columns: where they are is found once, their cells when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Rows by position.
_At = NDArray[np.intp] | slice


class Grouped:
    """The rows of a table that have the same texts in its columns `keys`, by these texts, in the order of the table."""

    def __init__(self, table: pd.DataFrame, keys: Sequence[str], columns: Sequence[str]) -> None:
        """`columns`: what `rows` gives of a row."""
        self._spans: dict[tuple[str, ...], _At] = {}
        self._columns = [_taker(table[column]) for column in columns]
        if table.empty:
            return
        joint = np.zeros(len(table), dtype=np.int64)
        names = []
        for key in keys:
            codes, known = pd.factorize(table[key])
            joint = joint * len(known) + codes
            names.append((codes, list(known)))
        order = np.argsort(joint, kind="stable")
        whole = bool(np.all(joint[1:] >= joint[:-1]))
        ends = [0, *(np.flatnonzero(np.diff(joint[order])) + 1).tolist(), len(table)]
        for first, end in pairwise(ends):
            row = order[first]
            at = tuple(str(known[codes[row]]) for codes, known in names)
            self._spans[at] = slice(first, end) if whole else order[first:end]

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """What stands in the columns `keys`."""
        return iter(self._spans)

    def __len__(self) -> int:
        """How many different ones there are."""
        return len(self._spans)

    def __contains__(self, key: object) -> bool:
        """Whether a row has these texts."""
        return key in self._spans

    def rows(self, key: tuple[str, ...], width: int | None = None) -> Iterator[tuple[Any, ...]]:
        """The cells of the rows with these texts, or the first so many of each; whole numbers that are missing are None.

        KeyError where there are none.
        """
        at = self._spans[key]
        return zip(*(take(at) for take in self._columns[:width]), strict=True)


def _taker(column: pd.Series[Any]) -> Callable[[_At], list[Any]]:
    """What gives a column's cells at some rows, without a copy of the whole column as objects."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        # a missing cell has the code -1
        known = np.array([*column.cat.categories, None], dtype=object)
        return lambda at: known[codes[at]].tolist()
    if isinstance(column.dtype, pd.Int64Dtype):
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        return lambda at: [None if n != n else int(n) for n in numbers[at].tolist()]  # noqa: PLR0124 - not a number
    cells = column.to_numpy(dtype=object) if column.dtype != bool else column.to_numpy()
    return lambda at: cells[at].tolist()
