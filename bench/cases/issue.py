"""Handing out forms against writing one after the other from scratch."""

from __future__ import annotations

import shutil

from bench import peers
from bench.records import Figure, Setting
from bench.timing import timed
from dangjian_xl import pipeline


def issue(setting: Setting) -> list[Figure]:
    """The whole step into an empty folder, its scheme read from the workbook; the least of two, the peer's once between."""
    year = setting.returned(setting.sizes.files)
    folder = setting.folder / "one by one"
    folder.mkdir()
    issued = year.workspace.issued

    def ours() -> None:
        shutil.rmtree(issued, ignore_errors=True)
        issued.mkdir()
        pipeline.issue(year.workspace.root)

    def peer() -> None:
        peers.forms_one_by_one(year.scheme, year.key, folder)

    before, alone, after = timed(ours), timed(peer), timed(ours)
    took = min(before, after)
    return [
        Figure("issue.ours", took, "s", f"{len(year.paths):,} forms issued"),
        Figure("issue.xlsxwriter", alone, "s", "the same written from scratch with XlsxWriter, one by one"),
        Figure("issue.to_xlsxwriter", alone / took, "x", "our speed, times that"),
    ]
