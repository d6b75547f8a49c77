"""The templates that lie beside the program: every preset as a scheme workbook, a blank sample of each of its forms; papers.

    python -m dangjian_xl.templates FOLDER

They are for looking at and for printing; `new` and `issue` make their own. A sample's stamp is signed with no workspace's
key, so nobody can hand it in by mistake.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.write import write_form
from dangjian_xl.papers.blank import blank_papers
from dangjian_xl.papers.templates import BUILT_IN
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.check_forms import PAGED
from dangjian_xl.scheme.model import Level, Panel, Rater, Scheme, Scope
from dangjian_xl.scheme.presets import preset, preset_ids
from dangjian_xl.scheme.rating import rated_by
from dangjian_xl.workspace import SCHEME_NAME, write_whole

FORMS = "样表"
_WHO = "（评价人）"
_KEY = b"a sample that nobody can hand in"


def standard_files(scheme: Scheme) -> Iterator[tuple[str, bytes]]:
    """Name below the preset's folder and bytes: the scheme workbook, then one sample a form and way of asking."""
    yield SCHEME_NAME, write_book(scheme)
    seen: set[tuple[str, bool]] = set()
    for panel in scheme.panels:
        # A checklist is one paper for who judges itself and another for who verifies it.
        kind = (panel.form, panel.scope is Scope.SELF)
        form = _sample(scheme, panel) if kind not in seen else None
        if form is None:
            continue
        seen.add(kind)
        data = write_form(form.layouts, form.signed(scheme.basics.identity, _KEY))
        side = "（自评）" if kind[1] else ""
        yield f"{FORMS}/{panel.form}_{form.assignment.form.kind}{side}.xlsx", data


def _sample(scheme: Scheme, panel: Panel) -> IssuedForm | None:
    """The form as somebody of the panel gets it, without a name; None where nobody does yet."""
    component, form = scheme.component(panel.component), scheme.form(panel.form)
    if component.level is Level.UNIT:
        # The units' own forms are issued by the units; what they look like is to be seen here too.
        component = replace(component, level=Level.COLLEGE)
    raters = [r for r in scheme.raters if r.group == panel.group] or [Rater("样票", _WHO, panel.group)]
    for rater in raters:
        targets = rated_by(scheme, component, panel, rater)
        if not targets and panel.scope is Scope.VISITS:
            targets = tuple(t for t in scheme.targets(component.tier) if t.code != rater.organisation)
        if targets:
            shown = targets[:1] if form.kind in PAGED else targets
            label = "样票" if scheme.group(panel.group).ballots else ""
            who = Rater("样票" if label else "样表", _WHO, panel.group)
            return IssuedForm(scheme, Assignment(component, panel, form, who, shown, label))
    return None


def build(folder: Path) -> list[Path]:
    """Write all templates below a folder, those of a preset in a folder of its own; files that none makes any more go."""
    written = []
    for preset_id in preset_ids():
        for name, data in standard_files(preset(preset_id)):
            written.append(folder / preset_id / name)
            write_whole(written[-1], data)
        stale = set((folder / preset_id).rglob("*.xlsx")) - set(written)
        for path in stale:
            path.unlink()
    for name, data in blank_papers().items():
        written.append(folder / BUILT_IN / name)
        write_whole(written[-1], data)
    return written


if __name__ == "__main__":
    for made in build(Path(sys.argv[1])):
        sys.stdout.write(f"{made}\n")
