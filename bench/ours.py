"""The program's own work as the benchmarks call it: the only place that changes where its functions do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bench.returned import Returned
from dangjian_xl.returns.children import read_all
from dangjian_xl.returns.collect import Collection, collect_files
from dangjian_xl.returns.worker import Recipe

COLLECT = "-m", "dangjian_xl", "collect"


def collected(year: Returned, files: Sequence[tuple[Path, str]] | None = None) -> Collection:
    """Every file read, judged and put into the table; RuntimeError where one of them is not accepted."""
    files = year.files if files is None else files
    collection = collect_files(year.scheme, year.key, files)
    if len(collection.accepted) != len(files):
        found = "\n".join(finding.message for finding in collection.findings[:3])
        raise RuntimeError(f"{len(collection.accepted)} of {len(files)} files were accepted.\n{found}")
    return collection


def read(year: Returned, workers: int) -> None:
    """Every file read by so many child processes."""
    read_all(Recipe(year.scheme, year.key), year.files, lambda _done, _all: None, workers=workers)


def warm(year: Returned) -> None:
    """Load what collecting needs and start the child process that reads, which waits for the next run then."""
    collected(year, year.files[:1])


def alone(folder: Path) -> None:
    """Collect a workspace of ours in a process of its own; prints the seconds, and how many forms were accepted."""
    from bench.timing import timed
    from dangjian_xl.pipeline import load_scheme
    from dangjian_xl.workspace import Workspace

    workspace = Workspace(folder)
    scheme, _ = load_scheme(workspace)
    year = Returned(workspace, scheme, workspace.key(), tuple(sorted(workspace.returned.iterdir())))
    warm(year)
    sys.stdout.write(f"{timed(lambda: collected(year))}\n")


if __name__ == "__main__":
    alone(Path(sys.argv[1]))
