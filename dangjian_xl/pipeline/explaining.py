"""How one target's total and proposed grade came about, from the scheme and what was returned; nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.pipeline.assessing import assessed
from dangjian_xl.pipeline.steps import Preference, Progress, load_scheme, silent
from dangjian_xl.scheme.named import target_named
from dangjian_xl.workspace import Workspace

if TYPE_CHECKING:  # it imports pandas, which no command should load that does not need it
    from dangjian_xl.scoring.explain import Explanation


def explain(
    folder: Path, target: str, progress: Progress = silent, *, prefer: Preference = None
) -> Explanation:
    """The explanation of one target, by its organisation's code or name or its reporter's name.

    CannotRunError with the candidates where it is unknown or ambiguous. `prefer` as in `assess`.
    """
    from dangjian_xl.scoring.explain import explanations

    # Before anything is read, so that a slip of the pen is told at once.
    scheme, _ = load_scheme(Workspace(folder.resolve()))
    code = target_named(scheme, target).code
    return next(explanations(assessed(folder, progress, prefer)[2], [code]))
