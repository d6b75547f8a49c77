"""Result workbooks without any stored result of a formula, recalculated by LibreOffice: every formula gives what Python had stored."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

from dangjian_xl.outputs.result import result_workbook
from tests.reference.answering import random_answers
from tests.reference.plain import Paper
from tests.reference.run import accepted, assessed
from tests.reference.schemes import random_scheme
from tests.support import office

_FORMULA_CELL = re.compile(rb"(<c\b[^>]*>)(<f\b[^>]*>[^<]*</f>)<v>[^<]*</v></c>")
_TYPE = re.compile(rb' t="[a-z]+"')
#: How far apart two computations of a number may be.
_NOISE = 1e-9
#: LibreOffice is started for so many workbooks at once.
_BATCH = 20


def recalculate_seeds(seeds: Iterable[int], count: int) -> tuple[int, list[str]]:
    """How many formula cells there are in the results of the first so many sound schemes, and those that differ."""
    return recalculate_results((f"seed {seed}", data) for seed, data in islice(_results(seeds), count))


def recalculate_results(results: Iterable[tuple[str, bytes]]) -> tuple[int, list[str]]:
    """The same of result workbooks by name."""
    cells, lines, left = 0, list[str](), iter(results)
    while batch := dict(islice(left, _BATCH)):
        for name, (seen, differing) in _recalculated(batch).items():
            cells += seen
            lines += [f"{name}: {line}" for line in differing]
    return cells, lines


def _results(seeds: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    for seed in seeds:
        text = random_scheme(seed)
        scheme = accepted(text)
        if scheme is not None:
            paper = Paper(text)
            yield seed, result_workbook(assessed(scheme, paper, random_answers(paper, seed)))


def _recalculated(results: dict[str, bytes]) -> dict[str, tuple[int, list[str]]]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = []
        for number, data in enumerate(results.values()):
            path = folder / f"{number}.xlsx"
            path.write_bytes(without_results(data))
            files.append(path)
        copies = office.recalculated(files, folder / "out")
        return {
            name: compare_formulas(data, copy.read_bytes())
            for (name, data), copy in zip(results.items(), copies, strict=True)
        }


def without_results(data: bytes) -> bytes:
    """The workbook with its formulas and none of their stored results."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as to,
    ):
        for item in source.infolist():
            content = source.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                content = _FORMULA_CELL.sub(lambda m: _TYPE.sub(b"", m[1]) + m[2] + b"</c>", content)
                if re.search(rb"</f><v>", content):
                    raise AssertionError(item.filename)
            to.writestr(item, content)
    return stream.getvalue()


def compare_formulas(stored: bytes, recalculated: bytes) -> tuple[int, list[str]]:
    """How many cells with formulas there are, and where the recalculated value is another than the stored one."""
    formulas = load_workbook(io.BytesIO(stored))
    before, after = (load_workbook(io.BytesIO(d), data_only=True) for d in (stored, recalculated))
    seen, lines = 0, []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                seen += 1
                one = before[sheet.title][cell.coordinate].value
                other = after[sheet.title][cell.coordinate].value
                if not _equal(one, other):
                    lines.append(f"“{sheet.title}” {cell.coordinate}: stored {one!r}, recalculated {other!r}")
    return seen, lines


def _equal(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= _NOISE * max(1, abs(one))
    return (one or "") == (other or "") if not isinstance(one, (int, float)) else one == other
