"""What collect costs for N returned forms on a Dask cluster of 1 and of 2 workers on this computer, against reading them here.

    python bench/cluster.py [N]

All share the same processors, so a cluster of 1 shows what sending costs, and 2 against 1 what a further worker brings.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
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
    """Seconds to read all returns, the least of several runs: here with as many processes as pay, and by so many workers."""

    returns: int
    here: float
    workers: dict[int, float]


def measured(returns: int, workers: tuple[int, ...] = (1, 2)) -> Figures:
    """Make the returns and read them; everything is warm, as in the second of two steps."""
    rng = random.Random(1)
    scheme = scheme_for(returns)
    with tempfile.TemporaryDirectory() as name:
        workspace = pipeline.new_from(Path(name) / "年度", scheme)
        key = workspace.key()
        for form in issued_forms(scheme, key).values():
            data = write_form(form.layouts, form.signed(scheme.basics.identity, key), filled(form, rng))
            (workspace.returned / f"{form.assignment.rater.code}.xlsx").write_bytes(data)
        files = [(path, workspace.relative(path)) for path in survey(workspace.returned)]
        recipe = Recipe(scheme, key)
        expected = read_all(recipe, files, _silent)
        here = _least(partial(read_all, recipe, files, _silent))
        there = {}
        for count in workers:
            with LocalCluster(
                n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=50
            ) as cluster:
                address = cluster.scheduler_address
                elsewhere = read_on(address, recipe, files, _silent)
                assert elsewhere.files == expected  # noqa: S101 - figures of something else are none
                assert not elsewhere.findings  # noqa: S101 - as above
                there[count] = _least(partial(read_on, address, recipe, files, _silent))
    return Figures(returns, here, there)


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
    """Measure and print."""
    figures = measured(returns)
    print(f"{returns} returns")
    print(f"  read here                   {figures.here:8.2f} s")
    for count, seconds in figures.workers.items():
        print(
            f"  a cluster of {count}                {seconds:8.2f} s   {seconds / figures.here:6.2f} x here"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
