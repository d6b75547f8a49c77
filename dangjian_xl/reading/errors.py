"""The one exception of reading: bytes that are no workbook that can be read."""

from __future__ import annotations


class UnreadableWorkbookError(Exception):
    """The bytes are no workbook that can be read; the text says why, in Chinese."""


class EncryptedWorkbookError(UnreadableWorkbookError):
    """It opens with a password that we do not have."""
