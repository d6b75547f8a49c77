"""Handing out forms against writing one after the other from scratch."""

from __future__ import annotations

import shutil

from bench import peers
from bench.records import Figure, Setting
from bench.timing import least
from dangjian_xl import pipeline


def issue(setting: Setting) -> list[Figure]:
    """The whole step into an empty folder, its scheme read from the workbook; the least of several, taking turns."""
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

    took = least({"ours": ours, "peer": peer}, min(2, setting.sizes.repeats))
    return [
        Figure("issue.ours", took["ours"], "s", f"{len(year.paths):,} forms issued"),
        Figure(
            "issue.xlsxwriter", took["peer"], "s", "the same written from scratch with XlsxWriter, one by one"
        ),
        Figure("issue.to_xlsxwriter", took["peer"] / took["ours"], "x", "our speed, times that"),
    ]
