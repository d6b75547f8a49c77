"""What-if: the same returns assessed by the scheme and by a scheme with other settings, held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.errors import UnusableSchemeError
from dangjian_xl.findings import Finding
from dangjian_xl.pipeline.assessing import assessed
from dangjian_xl.pipeline.steps import (
    TRIAL_NAME,
    Preference,
    Progress,
    collected_by,
    how,
    opened,
    replaced,
    silent,
    usable,
)
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.parse import Parsed, Places
from dangjian_xl.scheme.text import read_text, write_text
from dangjian_xl.scheme.trying import tried
from dangjian_xl.workspace import Workspace

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.scoring.assess import Assessment
    from dangjian_xl.scoring.compare import Comparison

_SPOILT = "照这些改动，方案就有错误，没有试算；请按提示把相关的几项也用 --set 写上，再试一次。"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial: both assessments, what differs, and whether an earlier trial that a person had changed was kept."""

    official: Assessment
    tried: Assessment
    comparison: Comparison
    findings: tuple[Finding, ...]


def try_settings(
    folder: Path,
    settings: Sequence[str],
    progress: Progress = silent,
    *,
    prefer: Preference = None,
    scheduler: str = "",
) -> Trial:
    """Assess by the scheme and by the scheme with the settings (`scheme.trying`), and write 结果/试算对比.xlsx.

    CannotRunError for a setting that is unknown or would make issued forms stale, UnusableSchemeError for a scheme that
    the settings spoil. 结果/考核结果.xlsx is left as it is. `scheduler`: as for `collect`.
    """
    from dangjian_xl.outputs.trial import trial_workbook
    from dangjian_xl.scoring.assess import assess
    from dangjian_xl.scoring.compare import compare

    parsed = opened(Workspace(folder.resolve()))[1]
    scheme, _ = usable(parsed)
    other, changes = tried(scheme, settings)
    _check(other, parsed.places)
    workspace, _, official = assessed(folder, progress, prefer, scheduler)
    collection = official.collection
    # The returns are read again only where answers become other marks by the tried scheme.
    if [grade.points for grade in other.grades] != [grade.points for grade in scheme.grades]:
        # What the tried scheme makes of them is not worth remembering.
        collection = collected_by(
            other, workspace, replace(how(workspace, silent, prefer, scheduler), cache=None)
        )
    outcome = assess(other, collection)
    comparison = compare(official, outcome, changes)
    kept = replaced(workspace.results, TRIAL_NAME, trial_workbook(comparison), "trial-kept")
    return Trial(official, outcome, comparison, (*kept, *collection.told))


def _check(scheme: Scheme, places: Places) -> None:
    """Raise UnusableSchemeError as for any scheme, rows that are now there twice included."""
    read = read_text(write_text(scheme), places.file)
    try:
        usable(read if read.findings else Parsed(scheme, places, ()))
    except UnusableSchemeError as error:
        raise UnusableSchemeError(_SPOILT, error.findings) from None
