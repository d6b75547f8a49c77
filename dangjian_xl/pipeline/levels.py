"""Two levels: schemes for the units, and their grades back in the college's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dangjian_xl.errors import CannotRunError, UnusableSchemeError
from dangjian_xl.findings import Finding, Place, bars, in_order
from dangjian_xl.forms.issued import IssuedForm, issued_forms, summaries_of
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import clipped
from dangjian_xl.outbox import kept_names, publish
from dangjian_xl.pipeline.issuing import file_name
from dangjian_xl.pipeline.steps import (
    RESULT_NAME,
    Preference,
    Progress,
    collected,
    left_alone,
    opened,
    read_bytes,
    silent,
    usable,
)
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import Organisation, Scheme
from dangjian_xl.scheme.units import cut, flaws, units
from dangjian_xl.workspace import SCHEME_NAME, Workspace, named_after, require_closed


@dataclass(frozen=True, slots=True)
class Divided:
    """What `split` did: the units' folders below 分级/, the files in them that stand as made, and findings."""

    units: tuple[str, ...]
    files: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What `handin` did: where the copy stands, below the workspace, and the grades filled in, by the branch's name.

    Where nothing was written, `file` is "", and findings say why.
    """

    file: str
    grades: Mapping[str, str]
    findings: tuple[Finding, ...]


def split(folder: Path) -> Divided:
    """Write into 分级/ a folder for each unit that assesses its own branches: its scheme, its summary form, what to do.

    UnusableSchemeError, and nothing written, where some unit's scheme would have errors.
    """
    workspace = Workspace(folder.resolve())
    _, parsed = opened(workspace)
    scheme, noticed = usable(parsed)
    if not units(scheme):
        raise CannotRunError(
            "方案里没有由所在党总支组织的环节，不用切分；要分级考核的，请在“评价环节”的“由谁组织”里选“所在党总支”。"
        )
    found = [*noticed, *flaws(scheme, parsed.places)]
    if bars(found):
        raise UnusableSchemeError("切分出的方案会有错误，没有切分；请按提示改好方案后再试。", in_order(found))
    forms = issued_forms(scheme, workspace.key()).values()
    files: list[tuple[str, bytes]] = []
    for unit in units(scheme):
        inside, told = _for_unit(workspace, scheme, unit, tuple(forms))
        files += inside
        found += told
    published = publish(workspace.divided, files)
    found += left_alone(workspace.divided, published, lambda _: ("unit-file-touched", "unit-file-stale"))
    return Divided(tuple(map(unit_folder, units(scheme))), published.written, in_order(found))


def unit_folder(unit: Organisation) -> str:
    """A unit's folder below 分级/."""
    return named_after(unit.code, unit.name)


def _for_unit(
    workspace: Workspace, scheme: Scheme, unit: Organisation, forms: Sequence[IssuedForm]
) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """A unit's files, and what is odd about its summary forms."""
    from dangjian_xl.outputs.division import GUIDE_NAME, guide

    own, folder, summaries = cut(scheme, unit), unit_folder(unit), summaries_of(forms, unit)
    found = [] if summaries else [Finding.of("unit-summary-none", unit=unit.name)]
    files, named = [(f"{folder}/{SCHEME_NAME}", write_book(own))], []
    for form in summaries:
        name, data, same = _as_issued(workspace, scheme, form)
        if not same:
            found.append(Finding.of("unit-form-differs", Place(f"{workspace.issued.name}/{name}")))
        short = name.rpartition("/")[2]
        named.append((short, form))
        files.append((f"{folder}/{short}", data))
    files.append((f"{folder}/{GUIDE_NAME}", guide(scheme, own, named)))
    return files, found


def _as_issued(workspace: Workspace, scheme: Scheme, form: IssuedForm) -> tuple[str, bytes, bool]:
    """A form's name below 发放/, its bytes, and whether the file there holds the same; CannotRunError where there is none."""
    name = file_name(scheme, form)
    names = {name: False, name.removesuffix(".xlsx") + ".xlsm": True}
    for standing, macros in names.items():
        path = workspace.issued / standing
        if path.is_file():
            key = workspace.key()
            data = write_form(form.layouts, form.signed(scheme.basics.identity, key), macros=macros)
            return standing, data, path.read_bytes() == data
    raise CannotRunError(f"“发放”里没有“{name}”；请先发放（issue），再切分。")


def handin(folder: Path, form: Path, progress: Progress = silent, *, prefer: Preference = None) -> HandedIn:
    """Fill a unit's grades into a copy of the college's summary form, 上报/<its name>; the form itself is not changed.

    What the committee approved in 结果/考核结果.xlsx goes before what is proposed, which is computed again.
    CannotRunError where nothing was assessed, or the file is no summary of this unit's.
    """
    from dangjian_xl.outputs.handin import fill
    from dangjian_xl.returns.approved import approved_rows, outcomes
    from dangjian_xl.scoring.assess import assess as assess_collection

    workspace, scheme, collection = collected(folder, progress, prefer)
    result = workspace.results / RESULT_NAME
    if not collection.accepted or not result.is_file():
        raise CannotRunError("本单位还没有评定，没有填写；请先做“评定等次”（assess），审定后再上报。")
    require_closed(result, "没有填写汇总表，以免漏掉还没有保存的审定等次")
    proposals = assess_collection(scheme, collection).proposals
    proposed = {proposal.target.code: proposal.proposed for proposal in proposals}
    shown = f"{workspace.results.name}/{RESULT_NAME}"
    rows = approved_rows(read_bytes(result), shown)
    decided, doubted = outcomes(scheme, proposed, rows)
    lost = _elsewhere(workspace, scheme, {code for code, outcome in decided.items() if not outcome.approved})
    told = [*doubted, *(finding for finding, _ in lost)]
    held = {code for _, codes in lost for code in codes}
    decided = {code: outcome for code, outcome in decided.items() if code not in held}
    name = f"{workspace.handed_in.name}/{form.name}"
    filled = fill(scheme, decided, read_bytes(form), form.name, name)
    published = publish(workspace.handed_in, [(form.name, filled.data)], only=False)
    if published.touched:
        # What a person has written there goes on being theirs; how it stands to the result is told.
        standing = fill(scheme, decided, read_bytes(workspace.handed_in / form.name), form.name, name)
        touched = Finding.of("unit-handin-touched", Place(name), blank=len(standing.grades))
        return HandedIn("", {}, in_order([*told, touched, *standing.findings]))
    return HandedIn(name, filled.grades, in_order([*told, *filled.findings]))


def _elsewhere(workspace: Workspace, scheme: Scheme, undecided: set[str]) -> list[tuple[Finding, set[str]]]:
    """Grades that were approved in a result that a later one has replaced, and are not in that one; with whose they are."""
    from dangjian_xl.returns.approved import approved_rows

    names = {o.code: o.name for o in scheme.organisations}
    found = []
    for path in sorted(workspace.results.glob(kept_names(RESULT_NAME))):
        shown = f"{workspace.results.name}/{path.name}"
        rows = [
            row for row in approved_rows(read_bytes(path), shown) if row.approved and row.code in undecided
        ]
        if rows:
            listed = "、".join(f"{names[row.code]}（{clipped(row.approved)}）" for row in rows)
            finding = Finding.of("unit-approved-elsewhere", Place(shown), targets=listed)
            found.append((finding, {row.code for row in rows}))
    return found
