"""The whole step `assess` against XlsxWriter writing its result workbook's cells."""

from __future__ import annotations

from bench.bare import bare_writer
from bench.ours import assessed, collected, warm
from bench.records import Figure, Setting
from bench.timing import least
from dangjian_xl.outputs.result import result
from dangjian_xl.pipeline import RESULT_NAME
from dangjian_xl.scoring import assess as scoring


def assess(setting: Setting) -> list[Figure]:
    """All files collected, scored, graded, and the result written; the least of several, taking turns."""
    year = setting.returned(setting.sizes.files)
    warm(year)
    assessed(year.workspace)
    cells, write = bare_writer((year.workspace.results / RESULT_NAME).read_bytes())
    collection = collected(year)
    assessment = scoring.assess(year.scheme, collection)
    took = least(
        {
            "assess": lambda: assessed(year.workspace),
            "score": lambda: scoring.assess(year.scheme, collection),
            "write": lambda: result(assessment),
            "xlsxwriter": write,
        },
        setting.sizes.repeats,
    )
    alone = took["xlsxwriter"]
    return [
        Figure("assess.ours", took["assess"], "s", f"assess, {len(year.paths):,} forms collected anew"),
        Figure("assess.score", took["score"], "s", "of that: scores, ranks and proposed grades"),
        Figure("assess.write", took["write"], "s", "of that: the result workbook"),
        Figure("assess.xlsxwriter", alone, "s", f"XlsxWriter alone writing that workbook's {cells:,} cells"),
        Figure("assess.of_xlsxwriter", took["assess"] / alone, "x", "assess, times XlsxWriter's time"),
    ]
