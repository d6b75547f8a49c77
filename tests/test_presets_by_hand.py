"""Every form of every preset filled in by hand in LibreOffice: one target through the keyboard, the others beside it; all come back clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from dangjian_xl import pipeline
from dangjian_xl.demo.people import People
from dangjian_xl.findings import Severity
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell, cell_name
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Level, Scheme, Scope
from dangjian_xl.scheme.presets import preset, preset_ids
from dangjian_xl.scheme.units import cut, units
from dangjian_xl.workspace import Workspace
from tests.support.desktop import Desktop
from tests.support.document import Document
from tests.support.editing import saved_copy, settle
from tests.support.waiting import wait_until

#: Told of a form although nothing is wrong in it: they are saved when the test runs.
_TIMES = {"form-late", "form-early"}
#: So many cells of a form go through the keyboard; a checklist of 39 items would take minutes.
_TYPED = 16


def one_of_each(scheme: Scheme, forms: dict[str, IssuedForm]) -> list[IssuedForm]:
    """One form of each kind of paper: a checklist is two."""
    found: dict[tuple[str, bool], IssuedForm] = {}
    for form in forms.values():
        own = form.assignment.panel.scope is Scope.SELF
        found.setdefault((form.assignment.form.code, own), form)
    assert {code for code, _ in found} | _of_units(scheme) == {form.code for form in scheme.forms}
    return list(found.values())


def _of_units(scheme: Scheme) -> set[str]:
    """Forms that the units issue, from schemes of their own."""
    return {p.form for p in scheme.panels if scheme.component(p.component).level is Level.UNIT}


def fill_by_hand(
    desktop: Desktop, source: Path, form: IssuedForm, answers: dict[Address, Cell], to: Path
) -> None:
    first, typed = form.assignment.targets[0].code, 0
    with desktop.open(source) as document:
        for layout in form.layouts:
            document.show_sheet(layout.name)
            for keys in layout.answers:
                address = layout.address(*keys)
                value, cell = answers.get(address, ""), cell_name(*layout.cell(*keys))
                if value == "":
                    continue
                if address[0] == first and typed < _TYPED:
                    typed += 1
                    type_in(document, layout.name, cell, str(value))
                else:
                    document.put(layout.name, cell, value if isinstance(value, (int, float)) else str(value))
        settle(document)
        to.parent.mkdir(parents=True, exist_ok=True)
        saved_copy(document, to)


def type_in(document: Document, tab: str, cell: str, text: str) -> None:
    """Goes to a cell and types; back when it holds what was typed, not while the keys are on their way."""
    document.go(cell)
    document.type(text)
    document.key("Return")
    wait_until(lambda: document.cell(tab, cell).formula, what=f"{cell} to be filled")


#: Every preset, and where units assess their own branches, what the first of them works by.
SCHEMES = {preset_id: preset(preset_id) for preset_id in preset_ids()}
SCHEMES |= {
    f"{name}, a unit": cut(scheme, units(scheme)[0]) for name, scheme in SCHEMES.items() if units(scheme)
}


@pytest.mark.long
@pytest.mark.parametrize("name", SCHEMES)
def test_every_form_filled_in_by_hand_comes_back_clean(name: str, desktop: Desktop, tmp_path: Path) -> None:
    folder, scheme = tmp_path / "年度", SCHEMES[name]
    workspace: Workspace = pipeline.new_from(folder, scheme)
    pipeline.issue(folder)
    people = People(7)
    filled = one_of_each(scheme, issued_forms(scheme, workspace.key()))
    for number, form in enumerate(filled):
        source = workspace.issued / pipeline.file_name(scheme, form)
        fill_by_hand(desktop, source, form, people.answers(form), workspace.returned / f"{number}.xlsx")
    collection = pipeline.collect(folder)
    told = [
        f.message
        for f in collection.findings
        if f.place.file and f.severity is not Severity.INFO and f.code not in _TIMES
    ]
    assert told == []
    assert [(f.file, f.verdict) for f in collection.files if f.verdict is not Verdict.ACCEPTED] == []
    assert len(collection.accepted) == len(filled)
