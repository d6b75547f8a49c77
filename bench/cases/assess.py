"""Scores, grades and the result workbook against XlsxWriter writing that workbook's cells."""

from __future__ import annotations

from bench import peers
from bench.ours import collected
from bench.records import Figure, Setting
from bench.timing import least
from dangjian_xl.outputs.result import result_workbook
from dangjian_xl.scoring import assess as scoring


def assess(setting: Setting) -> list[Figure]:
    """From the table of answers to the workbook's bytes; the least of several, taking turns."""
    year = setting.returned(setting.sizes.files)
    collection = collected(year)
    assessment = scoring.assess(year.scheme, collection)
    sheets = peers.cells_of(result_workbook(assessment))
    took = least(
        {
            "score": lambda: scoring.assess(year.scheme, collection),
            "write": lambda: result_workbook(assessment),
            "xlsxwriter": lambda: peers.write_cells(sheets),
        },
        setting.sizes.repeats,
    )
    ours, alone = took["score"] + took["write"], took["xlsxwriter"]
    cells = sum(len(sheet.cells) for sheet in sheets)
    return [
        Figure("assess.score", took["score"], "s", f"{len(year.paths):,} forms scored, ranked and graded"),
        Figure("assess.write", took["write"], "s", "the result workbook"),
        Figure(
            "assess.xlsxwriter",
            alone,
            "s",
            f"XlsxWriter writing its {cells:,} cells, without formats and stored results",
        ),
        Figure("assess.of_xlsxwriter", ours / alone, "x", "ours, times XlsxWriter's time"),
    ]
