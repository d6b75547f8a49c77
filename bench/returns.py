"""What collect and assess cost for N returned forms of 36 items, against bare calamine reading the same files.

    python bench/returns.py [N]

Everything is measured in one run on the same files; the ratios are what to compare, seconds depend on the machine.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from dangjian_xl import pipeline
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.shown import Filled
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Cell
from dangjian_xl.outputs.result import result_workbook
from dangjian_xl.returns.collect import collect_files
from dangjian_xl.returns.intake import survey
from dangjian_xl.scheme import model as m
from dangjian_xl.scoring.assess import assess

ITEMS = 36
TARGETS = 50


def scheme_for(returns: int) -> m.Scheme:
    """One component; each of `returns` raters visits one of 50 targets."""
    basics = m.Basics(
        "bench", "评测", "某学院", "党委组织部", 2022, date(2022, 1, 1), date(2022, 12, 31),
        m.RoundingStage.TOTAL, 2, m.TiePolicy.SHARE, Decimal(100),
    )  # fmt: skip
    targets = tuple(
        m.Organisation(f"A{n}", f"第{n}党总支", m.OrgKind.GENERAL, "T", secretary=f"书记{n}")
        for n in range(TARGETS)
    )
    raters = tuple(m.Rater(f"R{n}", f"评委{n}", "G") for n in range(returns))
    items = tuple(
        m.Item("F", f"{n}", "类别", f"第{n}项指标", m.ItemKind.POINTS, Decimal(5), criteria="按规定评分。")
        for n in range(ITEMS)
    )
    grades = tuple(m.Grade(n, Decimal(b)) for n, b in (("好", 90), ("较好", 75), ("一般", 60), ("差", 0)))
    return m.Scheme(
        basics,
        tiers=(m.Tier("T", "层面"),),
        organisations=targets,
        groups=(m.RaterGroup("G", "检查组"),),
        raters=raters,
        components=(m.Component("C", "T", "互评", Decimal(100), m.MissingPolicy.RENORMALISE),),
        panels=(m.Panel("C", "G", Decimal(100), "F", m.Scope.VISITS, m.Aggregation.MEAN),),
        forms=(m.Form("F", "评分表", m.FormKind.SCORE_SHEET, 1, reason_required=False),),
        items=items,
        grades=grades,
        visits=tuple(m.Visit(r.code, f"A{n % TARGETS}") for n, r in enumerate(raters)),
    )


def filled(form: IssuedForm, rng: random.Random) -> Filled:
    """Random valid answers."""
    values: dict[Address, Cell] = {a: rng.randint(20, 50) / 10 for a in form.specs if a[2] == "value"}
    return Filled(values)


def timed(what: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def main(returns: int) -> None:
    """Make the files, measure, print."""
    rng = random.Random(1)
    scheme = scheme_for(returns)
    with tempfile.TemporaryDirectory() as name:
        workspace = pipeline.new_from(Path(name) / "年度", scheme)
        key = workspace.key()
        forms = issued_forms(scheme, key)
        for form in forms.values():
            stamps = form.signed(scheme.basics.identity, key)
            data = write_form(form.layouts, stamps, filled(form, rng))
            (workspace.returned / f"{form.assignment.rater.code}.xlsx").write_bytes(data)
        paths = sorted(workspace.returned.iterdir())

        def bare() -> None:
            for path in paths:
                book = CalamineWorkbook.from_path(path)
                for sheet in book.sheet_names:
                    book.get_sheet_by_name(sheet).to_python()

        bare()
        calamine = timed(bare)
        files = [(path, workspace.relative(path)) for path in survey(workspace.returned)]
        collected = timed(lambda: collect_files(scheme, key, files))
        collection = collect_files(scheme, key, files)
        assessment = assess(scheme, collection)
        scored = timed(lambda: assess(scheme, collection))
        written = timed(lambda: result_workbook(assessment))
    print(f"{returns} returns of {ITEMS} items")
    print(f"  bare calamine, every cell   {calamine:8.2f} s")
    print(f"  collect                     {collected:8.2f} s   {collected / calamine:6.2f} x calamine")
    print(f"  score and grade             {scored:8.2f} s   {scored / calamine:6.2f} x calamine")
    print(f"  result workbook             {written:8.2f} s   {written / calamine:6.2f} x calamine")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
