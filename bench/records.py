"""What a benchmark is given and what it delivers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.forms import ITEMS, TARGETS
from bench.returned import Returned, returned


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: numbers of files, units, reports, and of repetitions."""

    files: int = 1000
    large: int = 10_000
    largest: int = 100_000
    few_items: int = 10
    many_items: int = 400
    files_of_many_items: int = 200
    resaved: int = 200
    hostile: int = 500
    units: int = 100
    reports: int = 200
    targets: int = TARGETS
    people: int = 200
    written: int = 200
    repeats: int = 3
    starts: int = 15


#: For the test of the benchmarks: everything once, with next to nothing to do.
QUICK = Sizes(
    files=12,
    large=24,
    few_items=2,
    many_items=8,
    files_of_many_items=6,
    resaved=2,
    hostile=12,
    units=12,
    reports=4,
    targets=3,
    people=3,
    written=6,
    repeats=1,
    starts=2,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that was measured; bars name it by its key. `said`: in plain English what it is of."""

    key: str
    value: float
    unit: str
    said: str


@dataclass(slots=True)
class Setting:
    """What a case works with: a folder for its files, how much to do, and the returned forms that several cases read."""

    folder: Path
    sizes: Sizes
    large: bool = False
    _made: dict[tuple[int, int], Returned] = field(default_factory=dict)

    def returned(self, files: int, items: int = ITEMS) -> Returned:
        """A year of which so many forms came back, made when first asked for; not to be changed."""
        if (files, items) not in self._made:
            folder = self.folder / f"{files} x {items}"
            self._made[files, items] = returned(folder, files, items, self.sizes.targets, self.sizes.written)
        return self._made[files, items]

    def fresh(self, files: int) -> Returned:
        """A year of which so many forms came back, that may be changed."""
        folder = self.folder / f"{files} fresh"
        return returned(folder, files, ITEMS, self.sizes.targets, self.sizes.written)


#: Measures one thing.
Case = Callable[[Setting], list[Figure]]
