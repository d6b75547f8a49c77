"""Wording that reports share: paragraph by paragraph, between organisations and with last year's reports.

Likeness is that of rapidfuzz's `ratio`: 100 less the share of characters to be inserted or deleted, white space aside.
It does not depend on which paragraph comes first. What very many reports say alike is a set phrase and is not told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangjian_xl.forms.labels import folded
from dangjian_xl.reading.document import Paragraph

if TYPE_CHECKING:
    from numpy import ndarray

#: Shorter paragraphs are like others by chance: titles, lists, headings.
SHORTEST = 40
#: Paragraphs of one report that are compared; a report has some twenty.
_MOST = 100
#: A phrase is a set one from this share of all reports on, but at least so many of them.
_SET_SHARE, _SET_LEAST = 3, 3
#: Rows of the table of common letters that are computed at once, and how many columns letters are told apart by.
_BLOCK, _COLUMNS = 256, 1024


@dataclass(frozen=True, slots=True)
class Text:
    """One report to compare. `owner`: code of its organisation, "" if unknown; `past`: it is last year's.

    `similar`: from how many percent on likeness is told of it, None for never.
    """

    file: str
    owner: str
    paragraphs: tuple[Paragraph, ...]
    similar: int | None
    past: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """Two paragraphs that are alike, in percent: positions of their texts, and which paragraphs of them."""

    one: int
    other: int
    mine: Paragraph
    theirs: Paragraph
    percent: int


@dataclass(frozen=True, slots=True)
class _Piece:
    text: int
    paragraph: Paragraph
    folded: str


def likenesses(texts: Sequence[Text]) -> tuple[Alike, ...]:
    """What this year's reports have in common with others', by text, the likest first.

    Told from the side of each text that asks for it by its `similar`. Texts of one organisation are compared only with
    last year's.
    """
    asked = [text.similar for text in texts if text.similar is not None and not text.past]
    pieces = list(_pieces(texts))
    if not asked or not pieces:
        return ()
    pairs = list(_pairs(pieces, texts, min(asked)))
    phrases = _set_phrases(pieces, pairs, texts)
    found = []
    for one, other, percent in pairs:
        if one in phrases or other in phrases:
            continue
        for mine, theirs in ((pieces[one], pieces[other]), (pieces[other], pieces[one])):
            line = texts[mine.text].similar
            if not texts[mine.text].past and line is not None and percent >= line:
                found.append(Alike(mine.text, theirs.text, mine.paragraph, theirs.paragraph, percent))
    return tuple(sorted(found, key=lambda a: (a.one, a.other, -a.percent, a.mine.number, a.theirs.number)))


def ratio(one: str, other: str) -> int:
    """How alike two texts are, in whole percent, rounded down."""
    from rapidfuzz import fuzz

    return int(fuzz.ratio(folded(one), folded(other)))


def _pieces(texts: Sequence[Text]) -> Iterator[_Piece]:
    for number, text in enumerate(texts):
        kept = 0
        for paragraph in text.paragraphs:
            plain = folded(paragraph.text)
            if len(plain) >= SHORTEST and kept < _MOST:
                kept += 1
                yield _Piece(number, paragraph, plain)


def _pairs(pieces: Sequence[_Piece], texts: Sequence[Text], least: int) -> Iterator[tuple[int, int, int]]:
    """All pairs that are alike enough, of texts that are to be compared."""
    from numpy import argwhere, array
    from rapidfuzz import fuzz

    letters = _letters(pieces)
    lengths = array([len(piece.folded) for piece in pieces], dtype="float32")
    for start in range(0, len(pieces), _BLOCK):
        # No text can be alike farther than its letters are: 2·common/(length + length).
        common = letters[start : start + _BLOCK] @ letters[start:].T
        most = 200 * common / (lengths[start : start + _BLOCK, None] + lengths[None, start:])
        for row, column in argwhere(most >= least):
            one, other = start + int(row), start + int(column)
            if one < other and _compared(texts[pieces[one].text], texts[pieces[other].text]):
                percent = fuzz.ratio(pieces[one].folded, pieces[other].folded, score_cutoff=least)
                if percent:
                    yield one, other, int(percent)


def _letters(pieces: Sequence[_Piece]) -> ndarray:
    """A row a piece of which letters it has: a letter's second occurrence counts as another letter than its first.

    The product of two rows is at least the number of letters in common; two letters in one column make it only larger.
    """
    from numpy import zeros

    table = zeros((len(pieces), _COLUMNS), dtype="float32")
    for row, piece in enumerate(pieces):
        seen: Counter[str] = Counter()
        for letter in piece.folded:
            table[row, (ord(letter) * 31 + seen[letter] * 977) % _COLUMNS] += 1
            seen[letter] += 1
    return table


def _compared(one: Text, other: Text) -> bool:
    """Whether two texts are held against each other: two organisations' of this year, or this year's and last year's."""
    if one is other or (one.past and other.past):
        return False
    return one.past or other.past or one.owner != other.owner


def _set_phrases(
    pieces: Sequence[_Piece], pairs: Sequence[tuple[int, int, int]], texts: Sequence[Text]
) -> frozenset[int]:
    """The pieces that very many of this year's reports share."""
    owners: dict[int, set[str]] = defaultdict(set)
    for one, other, _ in pairs:
        for mine, theirs in ((one, other), (other, one)):
            if not texts[pieces[theirs].text].past:
                owners[mine].add(texts[pieces[theirs].text].owner)
    reports = len({text.owner for text in texts if not text.past})
    found = set()
    for piece, others in owners.items():
        text = texts[pieces[piece].text]
        count = len(others if text.past else others | {text.owner})
        if count >= _SET_LEAST and count * _SET_SHARE >= reports:
            found.add(piece)
    return frozenset(found)
