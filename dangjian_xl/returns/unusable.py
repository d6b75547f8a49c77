"""Files that could not be used and bear a rater's name: whoever sent one should hear that it came, and why it does not count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dangjian_xl.forms.labels import folded
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.returns.who import Raters


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file that is none of the forms of this scheme, and what is wrong with it, in words."""

    file: str
    what: str


def unusable(collection: Collection) -> Mapping[str, tuple[Unusable, ...]]:
    """By the code of the rater whose name alone stands in the file's name. A hint for people, never a verdict."""
    named = [f.assignment.rater for f in collection.expected.values() if not f.assignment.anonymous]
    codes = {folded(rater.name): rater.code for rater in named}
    raters = Raters.of([f for f in collection.expected.values() if not f.assignment.anonymous])
    why: dict[str, str] = {}
    for finding in collection.findings:
        if finding.effect.bars:
            why.setdefault(finding.place.file, finding.what)
    found: dict[str, tuple[Unusable, ...]] = {}
    for report in collection.files:
        name = raters.named_in(report.file) if report.verdict is Verdict.REFUSED else ""
        if name and not report.form_id:
            code = codes[name]
            found[code] = (*found.get(code, ()), Unusable(report.file, why.get(report.file, "不能用")))
    return found
