"""结果/考核结果.xlsx: ranking and proposed grades for the committee, with every figure computed again from the answers.

Python's exact values stand in the cells; the formulas beside them lead from any figure down to the file, sheet and cell
of each answer. Only classic functions are used, so that Excel 2010, WPS and LibreOffice agree.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dangjian_xl import style
from dangjian_xl.outputs.apart import Apart, apart
from dangjian_xl.outputs.approval import write_approval
from dangjian_xl.outputs.basis import basis_table
from dangjian_xl.outputs.charts import write_charts
from dangjian_xl.outputs.collected import collected_table, comparison_table
from dangjian_xl.outputs.conditions import item_score_table
from dangjian_xl.outputs.diagnosis import write_diagnosis
from dangjian_xl.outputs.explanations import write_explanations
from dangjian_xl.outputs.figures import FORMS_FILE, component_table, form_table, group_table
from dangjian_xl.outputs.grading import Grading
from dangjian_xl.outputs.grading_rows import grading_table
from dangjian_xl.outputs.heat import crowded, form_rows, heat_maps, write_heat
from dangjian_xl.outputs.items import ITEMS_FILE, item_table
from dangjian_xl.outputs.lists import FINDINGS, findings_table, returns_table
from dangjian_xl.outputs.manifest import manifest_table
from dangjian_xl.outputs.overview import OVERVIEW, write_overview
from dangjian_xl.outputs.ranking import write_ranking
from dangjian_xl.outputs.rulemap import rule_map
from dangjian_xl.outputs.rulesheet import write_rules
from dangjian_xl.outputs.sheet import Book
from dangjian_xl.outputs.trail import Trail
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.basis import Basis
from dangjian_xl.scoring.diagnose import diagnose

_FINDINGS_PURPOSE = "回收和计算中发现的全部问题；“错误”的表没有计入结果，“提醒”的已计入、请核对。"


@dataclass(frozen=True, slots=True)
class Result:
    """The workbook, and beside it as files the lists that are too long for its sheets."""

    workbook: bytes
    apart: tuple[Apart, ...] = ()


def result_workbook(assessment: Assessment, basis: Basis | None = None) -> bytes:
    """The workbook of `result` alone."""
    return result(assessment, basis).workbook


def result(
    assessment: Assessment, basis: Basis | None = None, before: Mapping[str, str] = MappingProxyType({})
) -> Result:
    """The workbook and what it has no room for; equal assessments give equal bytes.

    `basis`: what it rests on, without which no papers can be made from it; `before`: by target code what was approved in
    a result that this one replaces.
    """
    scheme, collection = assessment.scheme, assessment.collection
    rows, rules = Trail(assessment), rule_map(assessment)
    steps = Grading(assessment, rows, rules)
    stream = io.BytesIO()
    book = Book(style.new_workbook(stream, scheme.basics.title, in_memory=False), scheme.basics.title)
    front = book.add(OVERVIEW, first=True)
    write_approval(book, steps, before)
    for tier in scheme.tiers:
        write_ranking(book, steps, tier)
    write_charts(book, steps)
    book.write(grading_table(steps))
    book.write(component_table(rules, rows))
    book.write(group_table(rules, rows))
    beside = []
    for table, file, number, too_long in (
        (form_table(rows), FORMS_FILE, rows.marked, rows.forms_apart),
        (item_table(rows), ITEMS_FILE, rows.items, rows.items_apart),
    ):
        told, data = apart(table, file, number) if too_long else (table, None)
        book.write(told)
        beside += [data] if data else []
    of_items = item_score_table(rules, rows)
    for more in (of_items, comparison_table(scheme, collection), collected_table(scheme, collection)):
        if more:
            book.write(more)
    diagnosis = diagnose(assessment)
    maps = heat_maps(diagnosis.panels)
    write_diagnosis(book, diagnosis, maps, rows)
    write_heat(book, maps, form_rows(rows), crowded(diagnosis.panels))
    book.write(findings_table(FINDINGS, _FINDINGS_PURPOSE, assessment.findings))
    book.write(returns_table(scheme, collection))
    book.write(manifest_table(collection, ballots=False))
    write_rules(book, steps)
    if basis:
        book.write(basis_table(basis))
    write_explanations(book, steps)
    write_overview(book, front, steps)
    book.workbook.close()
    return Result(stream.getvalue(), tuple(beside))
