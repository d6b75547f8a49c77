"""Every limit on what is read from strangers, and why it is what it is. Sizes in bytes, times in seconds."""

from __future__ import annotations

MIB = 1024 * 1024

#: One file. A filled form has some tens of kB; one with pasted photographs has some MB.
MAX_BYTES = 50 * MIB

#: One workbook, unpacked. A form's sheets have some tens of kB each; 36 items for 300 targets are some MB.
MAX_PART_BYTES = 100 * MIB
MAX_PACKAGE_BYTES = 300 * MIB
#: Parts of one workbook: a form for 300 targets has some 400.
MAX_PARTS = 5_000
#: Text that a sheet repeats, once repeated: the first reader makes a copy for every cell.
MAX_REPEATED_TEXT = 500 * MIB
#: The farthest column (letters) and row (digits) that may hold something: the first reader makes room for every cell up
#: to it. ZZ is column 702; a form has at most some 60, and a matrix of 1,000 targets as many rows.
MAX_COLUMN_LETTERS = 2
MAX_ROW_DIGITS = 5
#: Cells in the rectangle from A1 to the farthest row and column that hold something; each takes some 30 bytes.
MAX_AREA = 10_000_000
#: The farthest ones as 0-based indices that nothing may reach.
FAR_ROW, FAR_COLUMN = 99_999, 26 + 26 * 26
#: Rows that a sheet can have; empty ones may be that far away.
ROWS = 1_048_576

#: The main text of one Word document, unpacked; its paragraphs and characters. A report has some hundred kB, a hundred
#: paragraphs and some thousand characters; what is far beyond that is something else.
MAX_DOCUMENT_BYTES = 30 * MIB
MAX_PARAGRAPHS = 20_000
MAX_TEXT = 500_000

#: Files in one archive, all of them unpacked, and archives within archives: mail programs pack a year's attachments,
#: among them what single units had packed.
MAX_MEMBERS = 10_000
MAX_ARCHIVE_BYTES = 1024 * MIB
#: An archive as it lies there.
MAX_ARCHIVE_FILE = 512 * MIB
MAX_DEPTH = 3

#: Rounds of hashing that a password costs. Excel takes 100,000 (a tenth of a second); a file may ask for ten million.
MAX_SPIN = 500_000

#: What a child process that reads files may take. A form takes some milliseconds and a few MB; the largest file that
#: the limits above let through takes some seconds.
CHILD_SECONDS = 60.0
CHILD_MEMORY = 2048 * MIB
#: How long a child may take to start on a slow computer with a virus scanner.
START_SECONDS = 120.0
#: Files that are handed to a child at once, at most and at least; and files after which it is replaced, so that nothing
#: piles up in it.
BATCH, LEAST_BATCH = 128, 16
CHILD_FILES = 10_000
#: A second child is worth its start from this many files on (docs/performance.md).
FILES_PER_CHILD = 200
