"""Written reports among what came back: which files are some, and their text or why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from dangjian_xl.findings import Finding, Place
from dangjian_xl.reading.document import Document, read_document
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.kinds import Kind
from dangjian_xl.workspace import LAST_REPORTS, REPORTS

_WORD_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"})
_OTHER_WRITING = (Kind.WORD, Kind.RTF)
#: Told of files that should be reports and cannot be read.
ENCRYPTED, OTHER_KIND, DAMAGED = "report-encrypted", "report-not-docx", "report-unreadable"


@dataclass(frozen=True, slots=True)
class Paper:
    """A written report, or, without a document, what was stamped and scanned of one (a PDF)."""

    document: Document | None = None

    @property
    def saved(self) -> datetime | None:
        """When the document says that it was last saved."""
        return self.document.saved if self.document else None


def among_reports(shown: str) -> bool:
    """Whether a file lies where reports are put: below a folder 述职报告, whatever that lies in, or last year's."""
    folders = PurePosixPath(shown).parts[:-1]
    return REPORTS in folders or folders[:1] == (LAST_REPORTS,)


def by_name(name: str) -> bool:
    """Whether a file is a text or a PDF by its name."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in _WORD_SUFFIXES or suffix == ".pdf"


def open_paper(shown: str, data: bytes, kind: Kind) -> Paper | Finding | None:
    """A report's text, or why it cannot be read; None where the file is none."""
    place, suffix = Place(shown), PurePosixPath(shown).suffix.lower()
    writing = suffix in _WORD_SUFFIXES or kind in _OTHER_WRITING
    if not among_reports(shown) or kind is Kind.EMPTY or not (writing or kind is Kind.PDF):
        return None
    if not writing:
        return Paper()
    if kind is Kind.ENCRYPTED:
        return Finding.of(ENCRYPTED, place)
    # Cut off, a package no longer says what it was; its name does.
    torn = kind in (Kind.OOXML, Kind.ZIP) and b"xl/" not in data and suffix in (".docx", ".docm", ".dotx")
    if not torn and not (kind is Kind.WORD and data.startswith(b"PK") and suffix != ".odt"):
        return Finding.of(OTHER_KIND, place, kind=kind)
    try:
        return Paper(read_document(data))
    except UnreadableWorkbookError as error:
        return Finding.of(DAMAGED, place, reason=error)
