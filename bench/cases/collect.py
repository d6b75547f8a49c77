"""Collecting against bare readers of the same files."""

from __future__ import annotations

from bench import peers
from bench.ours import COLLECT, collected, warm
from bench.records import Figure, Setting
from bench.timing import least, program, run, timed


def collect(setting: Setting) -> list[Figure]:
    """Ours and calamine alone: the least of several, taking turns; pandas, which takes a minute, once."""
    year = setting.returned(setting.sizes.files)
    number = f"{len(year.paths):,} forms"
    warm(year)
    took = least(
        {"ours": lambda: collected(year), "calamine": lambda: peers.calamine(year.paths)},
        setting.sizes.repeats,
    )
    openpyxl = timed(lambda: peers.pandas(year.paths, "openpyxl"))
    by_calamine = timed(lambda: peers.pandas(year.paths, "calamine"))
    year.workspace.cache.unlink(missing_ok=True)
    cold = timed(lambda: run(program(*COLLECT, year.workspace.root, "--json")))
    ours, calamine = took["ours"], took["calamine"]
    return [
        Figure("collect.ours", ours, "s", f"{number} collected, the child process being there already"),
        Figure("collect.cold", cold, "s", "the command `collect` on them, from its start to its end"),
        Figure("collect.calamine", calamine, "s", "calamine alone reading every cell, in one process"),
        Figure("collect.openpyxl", openpyxl, "s", "pandas with openpyxl and a pandera schema, file by file"),
        Figure(
            "collect.pandas_calamine",
            by_calamine,
            "s",
            "pandas with calamine and a pandera schema, file by file",
        ),
        Figure("collect.of_calamine", calamine / ours, "x", "our speed, as a share of calamine's"),
        Figure("collect.to_openpyxl", openpyxl / ours, "x", "our speed, times that of pandas with openpyxl"),
        Figure(
            "collect.to_pandas_calamine",
            by_calamine / ours,
            "x",
            "our speed, times that of pandas with calamine",
        ),
    ]
