"""Tables of a scheme that is being made up, and their text."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random


class Tables:
    """Rows by table; a cell that is not given is empty."""

    def __init__(self, headings: Mapping[str, str]) -> None:
        """`headings`: of each table its headings, parted by blanks."""
        self._headings = {name: titles.split() for name, titles in headings.items()}
        self.rows: dict[str, list[dict[str, str]]] = {name: [] for name in headings}

    def add(self, table: str, **cells: str) -> None:
        """One more row. 权重 and 至少得分 stand for the headings with brackets."""
        titles = self._headings[table]
        named = {next(t for t in titles if t == k or t.startswith(f"{k}（")): v for k, v in cells.items()}
        self.rows[table].append(dict.fromkeys(titles, "") | named)

    def text(self) -> str:
        """The scheme's text; what has no row is left out."""
        return "\n".join(_table(name, self._headings[name], rows) for name, rows in self.rows.items() if rows)


def _table(name: str, titles: list[str], rows: list[dict[str, str]]) -> str:
    lines = [_line(titles), _line(["---"] * len(titles)), *(_line(list(row.values())) for row in rows)]
    return "\n".join([f"## {name}", *lines, ""])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def chance(random: Random, share: float) -> bool:
    """Whether it happens this time."""
    return random.random() < share


_SPLITS: Mapping[int, tuple[tuple[str, ...], ...]] = {
    1: (("100",),),
    2: (("50", "50"), ("60", "40"), ("70", "30"), ("33.3333", "66.6667")),
    3: (("40", "30", "30"), ("50", "30", "20"), ("33.3333", "33.3333", "33.3334")),
}


def split_hundred(random: Random, count: int) -> list[str]:
    """Weights that add up to 100."""
    return list(random.choice(_SPLITS[count]))
