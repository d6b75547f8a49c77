"""A returned workbook's sheets: which stamp each carries, and which page of which form it is by its words if it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.labels import folded
from dangjian_xl.forms.layout import CHECK_KEY, Layout, find_stamp
from dangjian_xl.forms.stamp import Stamp
from dangjian_xl.grids import Grid, cell_name

#: Title and names stand within these rows.
_HEAD = 20
#: Begins the line that says who rates whom in which component.
_FIRST_FACT = "环节："
#: Begins what follows the names on their line. It is no fact of the form: a deadline may change while forms are out.
_DEADLINE = "请于"


@dataclass(frozen=True)
class Page:
    """A sheet. `at`: 0-based cell of its stamp, None without one; `stamp` is None too where that text is no stamp."""

    tab: str
    grid: Grid
    at: tuple[int, int] | None
    stamp: Stamp | None = None
    signature: str = ""

    @classmethod
    def of(cls, tab: str, grid: Grid) -> Page:
        """Look for a sheet's stamp."""
        at = find_stamp(grid)
        if at is None:
            return cls(tab, grid, None)
        stamp, signature = Stamp.parse(str(grid[at[0]][at[1]])) or (None, "")
        return cls(tab, grid, at, stamp, signature)

    @property
    def place(self) -> str:
        """The stamp's cell, "" without one."""
        return cell_name(*self.at) if self.at else ""

    @property
    def read_stamp(self) -> Stamp:
        """The stamp of a page that is known to have a sound one."""
        if self.stamp is None:
            raise AssertionError(self.tab)
        return self.stamp

    @cached_property
    def texts(self) -> frozenset[str]:
        """The texts on top of the sheet, without white space."""
        cells = (cell for row in self.grid[:_HEAD] for cell in row if isinstance(cell, str))
        return frozenset(map(folded, cells))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Those of them that may say who rates whom."""
        return tuple(text for text in self.texts if text.startswith(_FIRST_FACT))

    @property
    def keyed(self) -> bool:
        """Whether it looks like a form's sheet: the key of the self-check is there."""
        return any(CHECK_KEY in cells for cells in self.grid[:100])


def by_words(forms: Mapping[str, IssuedForm], page: Page) -> list[tuple[str, Layout]]:
    """The ids of forms and their layouts whose title and names are exactly those on a page."""
    if not page.lines:
        return []
    return [
        (i, layout) for i, form in forms.items() for layout in form.layouts if matches_words(layout, page)
    ]


def matches_words(layout: Layout, page: Page) -> bool:
    """Whether a page has the layout's title and says who rates whom in which component just as the layout does."""
    if folded(layout.title) not in page.texts:
        return False
    facts = folded("".join(fact for fact in layout.who if "：" in fact))
    rests = [line.removeprefix(facts) for line in page.lines if facts and line.startswith(facts)]
    return any(not rest or rest.startswith(_DEADLINE) for rest in rests)
