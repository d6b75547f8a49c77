"""The lists that came back: read and judged like any other form; of several of one target the one saved last counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from dangjian_xl.findings import About, Finding, Place, in_order
from dangjian_xl.grids import Grid
from dangjian_xl.rectification.issued import ListsOut
from dangjian_xl.returns.children import read_all
from dangjian_xl.returns.collect import Collection, collected
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.worker import Recipe


def lists_returned(
    out: ListsOut,
    key: bytes,
    files: Sequence[tuple[Path, str]],
    today: date,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Collection:
    """Read the given (path, shown name) pairs, which are not changed; `today`: no progress can be later.

    Units hand in their lists again and again, so unlike other forms the newest one counts without anybody's asking.
    """
    forms = dict(out.forms)
    recognised = read_all(Recipe(out.scheme, key, forms), files, progress)
    return _judged(out, Recogniser.of(out.scheme, key, forms), recognised, today)


def list_open(out: ListsOut, key: bytes, name: str, grids: Mapping[str, Grid], today: date) -> Collection:
    """The same for one list that is open somewhere, by what stands in its cells now."""
    recogniser = Recogniser.of(out.scheme, key, dict(out.forms))
    return _judged(out, recogniser, [recogniser.recognise(Opened(name, "", grids, None))], today)


def _judged(
    out: ListsOut, recogniser: Recogniser, recognised: Sequence[Recognised], today: date
) -> Collection:
    found = collected(recogniser, recognised, Prefer.NEWEST, today=today)
    told = [f for finding in found.findings for f in _reworded(finding, out)]
    told += [_missing(target, out) for target in _lacking(found, out)]
    return replace(found, findings=in_order(told), today=today)


def _reworded(finding: Finding, out: ListsOut) -> tuple[Finding, ...]:
    """What is said otherwise of lists than of other forms."""
    if finding.code == "form-missing":
        return ()
    if finding.code == "form-unknown":
        unit = out.altered.get(dict(finding.context)["form"])
        return (Finding.of("list-no-original", finding.place, About(unit.name)) if unit else finding,)
    if finding.code == "form-preferred":
        words: Mapping[str, str] = dict(finding.context)
        context = {"saved": words["saved"], "others": words["others"]}
        return (Finding.of("list-newest", finding.place, finding.about, **context),)
    return (finding,)


def _lacking(found: Collection, out: ListsOut) -> list[str]:
    return [form_id for form_id in out.forms if form_id not in found.returned]


def _missing(form_id: str, out: ListsOut) -> Finding:
    listed = next(one for one in out.listed if one.form.assignment.id == form_id)
    return Finding.of("list-missing", Place(), About(listed.target.name), count=len(listed.problems))
