"""The program's own work as the benchmarks call it: the only place that changes where its functions do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bench.returned import Returned
from bench.timing import timed
from dangjian_xl import pipeline
from dangjian_xl.pipeline import load_scheme
from dangjian_xl.returns.collect import Collection, collect_files
from dangjian_xl.returns.gathering import How
from dangjian_xl.workspace import Workspace

COLLECT = "-m", "dangjian_xl", "collect"


def collected(
    year: Returned, files: Sequence[tuple[Path, str]] | None = None, workers: int = 1
) -> Collection:
    """Every file read by so many processes, judged and put into the table; RuntimeError where one of them is not accepted."""
    files = year.files if files is None else files
    collection = collect_files(year.scheme, year.key, files, How(workers=workers))
    if len(collection.accepted) != len(files):
        found = "\n".join(finding.message for finding in collection.findings[:3])
        raise RuntimeError(f"{len(collection.accepted)} of {len(files)} files were accepted.\n{found}")
    return collection


def assessed(workspace: Workspace) -> None:
    """The whole step, every file read anew: what was remembered of an earlier one is taken away."""
    workspace.cache.unlink(missing_ok=True)
    pipeline.assess(workspace.root)


def warm(year: Returned) -> None:
    """Load what collecting needs and start the child process that reads, which waits for the next run then."""
    collected(year, year.files[:1])


def alone(step: str, folder: Path) -> None:
    """Collect or assess a workspace of ours in a process of its own; prints the seconds."""
    workspace = Workspace(folder)
    scheme, _ = load_scheme(workspace)
    year = Returned(workspace, scheme, workspace.key(), tuple(sorted(workspace.returned.iterdir())))
    warm(year)
    steps = {"collect": lambda: collected(year), "assess": lambda: assessed(workspace)}
    sys.stdout.write(f"{timed(steps[step])}\n")


if __name__ == "__main__":
    alone(sys.argv[1], Path(sys.argv[2]))
