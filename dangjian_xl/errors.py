"""Exceptions: only for what makes a run impossible. Faults in people's input are findings, not exceptions."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dangjian_xl.findings import Finding


class DangjianError(Exception):
    """Base of all our exceptions; its text is one plain Chinese sentence for the user."""


class CannotRunError(DangjianError):
    """The command cannot run at all (no workspace, no key, nothing to read); exit code 2."""


class UnusableSchemeError(DangjianError):
    """The scheme has errors, so nothing was written; exit code 1 after its findings were shown."""

    def __init__(self, message: str, findings: tuple[Finding, ...]) -> None:
        """Keep the findings beside the sentence."""
        super().__init__(message)
        self.findings = findings


def bug_sentence(error: Exception) -> str:
    """A sentence about an error that should not be, with where its particulars were put."""
    log = note_bug("".join(traceback.format_exception(error)))
    return f"程序内部出错，没有完成；回收的文件没有改动。请把 {log} 发给维护人员（内含出错位置，可能含表里的内容）。"


def note_bug(particulars: str) -> str:
    """Put the particulars of a bug of ours into a file; returns its path."""
    import tempfile  # which takes long to load, and is never wanted but here

    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", errors="backslashreplace", prefix="dangjian-xl-", suffix=".txt", delete=False
    ) as file:
        file.write(particulars)
    return file.name
