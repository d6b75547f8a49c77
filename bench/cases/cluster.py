"""What a Dask cluster on this computer costs and brings: all share the same processors."""

from __future__ import annotations

from functools import partial

from distributed import LocalCluster

from bench.ours import warm
from bench.records import Figure, Setting
from bench.timing import least
from dangjian_xl.returns.children import read_all
from dangjian_xl.returns.cluster import read_on
from dangjian_xl.returns.worker import Recipe


def cluster(setting: Setting) -> list[Figure]:
    """Files read here by one process, and by clusters of one worker and of two; the least of several, everything warm."""
    year = setting.returned(setting.sizes.files)
    recipe, number = Recipe(year.scheme, year.key), f"{len(year.paths):,} files read"
    warm(year)
    here = least({"one": partial(read_all, recipe, year.files, _silent, 1)}, setting.sizes.repeats)["one"]
    figures = [Figure("cluster.here", here, "s", f"{number} here by one process")]
    for workers in (1, 2):
        with LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as running:
            read = partial(read_on, running.scheduler_address, recipe, year.files, _silent)
            read()
            seconds = least({"there": read}, setting.sizes.repeats)["there"]
        figures.append(Figure(f"cluster.of_{workers}", seconds, "s", f"by a cluster of {workers} here"))
        figures.append(Figure(f"cluster.gain_{workers}", here / seconds, "x", "that is, times as fast"))
    return figures


def _silent(_done: int, _all: int) -> None:
    """No progress shown."""
