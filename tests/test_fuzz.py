"""A short run of the fuzzer; `make fuzz` runs it for as long as one likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dangjian_xl.grids import Cell
from dangjian_xl.reading.workbook import Workbook, read_workbook
from dangjian_xl.returns.worker import Recipe
from dangjian_xl.scheme.model import Scheme
from tests.support import fuzzing, office
from tests.support.fuzzing import run
from tests.support.year import KEY

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def goods(template: tuple[Path, Scheme], tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Rightly filled forms as openpyxl and LibreOffice save them."""
    return good_forms(template[0], tmp_path_factory.mktemp("goods"))


def good_forms(folder: Path, outdir: Path) -> list[bytes]:
    """Every returned form, and one of each kind in other formats."""
    paths = sorted((folder / "回收").glob("*.xlsx"))
    saved = [
        path
        for suffix in ("xlsx", "xls", "ods")
        for path in office.recalculated(paths[:3], outdir / suffix, suffix)
    ]
    return [path.read_bytes() for path in (*paths, *saved)]


@pytest.mark.parametrize("seed", range(4))
def test_no_spoilt_file_crashes_hangs_or_is_silently_misread(
    template: tuple[Path, Scheme], goods: list[bytes], seed: int
) -> None:
    tally = run(Recipe(template[1], KEY), goods, seed, 150)
    assert tally.files >= 150
    # A fuzzer that spoils nothing, or everything at once, shows nothing.
    assert len(tally.codes) > 4
    assert not [(name, told) for name, told, _ in tally.bad]


def test_the_fuzzer_would_notice_a_misreading(goods: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(fuzzing._silently_lost(goods[0])) == []
    real = read_workbook

    def changed(how: Callable[[Cell], Cell]) -> Callable[[bytes], Workbook]:
        def read(data: bytes) -> Workbook:
            book = real(data)
            return replace(
                book, grids={t: [[how(c) for c in row] for row in g] for t, g in book.grids.items()}
            )

        return read

    for how in (lambda _: "", lambda cell: cell / 2 if isinstance(cell, float) else cell):
        monkeypatch.setattr(fuzzing, "read_workbook", changed(how))
        assert list(fuzzing._silently_lost(goods[0]))
