"""Exceptions: only for what makes a run impossible. Faults in people's input are findings, not exceptions."""

from __future__ import annotations

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
