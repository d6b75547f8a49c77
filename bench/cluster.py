"""What collect costs for N returned forms on a Dask cluster of 1 and of 2 workers on this computer, against reading them here.

    python bench/cluster.py [N]

All share the same processors, so a cluster of 1 shows what sending costs, and 2 against 1 what a further worker brings.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from distributed import LocalCluster

from bench.returns import filled, scheme_for
from dangjian_xl import pipeline
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.forms.write import write_form
from dangjian_xl.returns.children import read_all
from dangjian_xl.returns.cluster import read_on
from dangjian_xl.returns.intake import survey
from dangjian_xl.returns.worker import Recipe

RUNS = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds to read all returns, the least of several runs: here by one process, by as many as pay, and by a cluster of so many workers."""

    alone: float
    here: float
    workers: dict[int, float]


def measured(recipe: Recipe, files: Sequence[tuple[Path, str]], workers: Sequence[int] = (1, 2)) -> Figures:
    """Read these files; everything is warm, as in the second of two steps. AssertionError where a cluster reads them otherwise."""
    expected = read_all(recipe, files, _silent)
    alone = _least(partial(read_all, recipe, files, _silent, 1))
    here = _least(partial(read_all, recipe, files, _silent))
    there = {}
    for count in workers:
        with LocalCluster(
            n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster:
            elsewhere = read_on(cluster.scheduler_address, recipe, files, _silent)
            if elsewhere.files != expected or elsewhere.findings:
                raise AssertionError
            there[count] = _least(partial(read_on, cluster.scheduler_address, recipe, files, _silent))
    return Figures(alone, here, there)


def _silent(_done: int, _all: int) -> None:
    """No progress shown."""


def _least(what: Callable[[], object]) -> float:
    """Seconds of the quickest of several calls."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main(returns: int) -> None:
    """Make the returns, measure, print."""
    rng = random.Random(1)
    scheme = scheme_for(returns)
    with tempfile.TemporaryDirectory() as name:
        workspace = pipeline.new_from(Path(name) / "年度", scheme)
        key = workspace.key()
        for form in issued_forms(scheme, key).values():
            data = write_form(form.layouts, form.signed(scheme.basics.identity, key), filled(form, rng))
            (workspace.returned / f"{form.assignment.rater.code}.xlsx").write_bytes(data)
        files = [(path, workspace.relative(path)) for path in survey(workspace.returned)]
        figures = measured(Recipe(scheme, key), files)
    print(f"{returns} returns")
    print(f"  read here by one process    {figures.alone:8.2f} s")
    print(
        f"  by as many as pay           {figures.here:8.2f} s   {figures.alone / figures.here:6.2f} times as fast"
    )
    for count, seconds in figures.workers.items():
        print(
            f"  by a cluster of {count}           {seconds:8.2f} s   {figures.alone / seconds:6.2f} times as fast"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
