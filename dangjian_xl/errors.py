"""Exceptions: only for what makes a run impossible. Faults in people's input are findings, not exceptions."""


class DangjianError(Exception):
    """Base of all our exceptions; its text is one plain Chinese sentence for the user."""


class CannotRunError(DangjianError):
    """The command cannot run at all (no workspace, no key, nothing to read); exit code 2."""


class UnusableSchemeError(DangjianError):
    """The scheme has errors, so nothing was written; exit code 1 after its findings were shown."""
