"""The person's own form again: a fresh one with the values as they stood, a note on each faulty cell."""

from __future__ import annotations

from collections.abc import Iterator

from dangjian_xl.findings import Finding, Severity
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.shown import Filled, Note
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Cell
from dangjian_xl.returns.collect import Collection, FileReport


def send_backs(collection: Collection, scheme_code: str, key: bytes) -> Iterator[tuple[FileReport, bytes]]:
    """A workbook for each faulty file, freshly stamped."""
    by_file: dict[str, list[Finding]] = {}
    for finding in collection.findings:
        by_file.setdefault(finding.place.file, []).append(finding)
    for report in collection.faulty:
        form = collection.expected[report.form_id]
        filled = _filled(collection, report, by_file.get(report.file, []))
        yield report, write_form(form.layouts, form.signed(scheme_code, key), filled)


def _filled(collection: Collection, report: FileReport, findings: list[Finding]) -> Filled:
    entries = collection.read[report.file]
    form = collection.expected[report.form_id]
    known = [e for e in entries if e.address in form.specs]
    values: dict[Address, Cell] = {e.address: e.raw for e in known if e.raw != ""}
    addresses = {(e.sheet, e.cell): e.address for e in known}
    pages = [layout.target for layout in form.layouts]
    targets = {e.sheet: e.target if pages[0] else "" for e in known}
    notes: dict[Address, list[Note]] = {}
    lead: dict[str, list[str]] = {}
    for finding in findings:
        address = addresses.get((finding.place.sheet, finding.place.cell))
        if address is not None:
            notes.setdefault(address, []).append(Note(finding.code, finding.sentence))
        elif finding.severity is Severity.ERROR:
            own = targets.get(finding.place.sheet)
            page = f"“{finding.place.sheet}”页：" if own is None and finding.place.sheet else ""
            for target in pages if own is None else [own]:
                lead.setdefault(target, []).append(page + finding.sentence)
    return Filled(values, notes, lead)
