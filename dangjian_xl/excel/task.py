"""What a button works on, and what comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError
from dangjian_xl.excel.board import Board, Line
from dangjian_xl.findings import Finding, bars
from dangjian_xl.outputs.workbench import DONE, HAS_ERRORS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of a button: a sentence, counts for the step's row, and its rows of the list.

    `marks`: the buttons whose rows of the list are replaced by `lines`.
    """

    sentence: str
    count: str = ""
    state: str = DONE
    marks: frozenset[str] = frozenset()
    lines: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """What a button works on: the workspace, the workbench's screen, and where progress is shown."""

    folder: Path
    board: Board
    progress: pipeline.Progress


def whole_path(typed: str, unset: str) -> Path:
    """A path that people wrote into a cell; CannotRunError where there is none (`unset` says so) or it is not whole."""
    if not typed:
        raise CannotRunError(unset)
    path = Path(typed).expanduser()
    if not path.is_absolute():
        raise CannotRunError(f"“{typed}”不是完整的路径；请从盘符或根目录写起。")
    return path


def state_of(findings: Sequence[Finding]) -> str:
    """The state of a step that found this."""
    return HAS_ERRORS if bars(findings) else DONE


def told(mark: str, sentence: str, count: str, findings: Sequence[Finding]) -> Outcome:
    """An outcome whose rows of the list are these findings."""
    lines = [Line.of(mark, finding) for finding in findings]
    return Outcome(sentence, count, state_of(findings), frozenset(mark), lines)
