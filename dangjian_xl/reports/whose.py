"""Whose report a file is: by the organisations' and reporters' names in its name, its folders' names, its first lines.

Of names within names the longest counts, and what may be the end of a longer name that the scheme does not know (经济管理学院党总支
where it knows 管理学院党总支) or the beginning of one (张三丰) is no name. Several that remain, or places that contradict each other, are doubt and never
settled by guessing; a superior beside one of its own branches is only the branch's address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from dangjian_xl.forms.labels import folded
from dangjian_xl.reading.document import Document, Paragraph
from dangjian_xl.scheme.model import Organisation, Scheme

#: One character is no name that could be told from other words.
_SHORTEST = 2
#: The block of title and names: so many paragraphs at the top, each so short.
_TITLE_PARAGRAPHS, _TITLE_LENGTH = 6, 60
#: What is written right before an organisation's name, and right behind a person's, without being part of it.
_BEFORE = ("年", "年度", "中共", "大学", "学校", "的", "和", "与", "及", "、", "关于", "党委", "委员会")
_AFTER = (
    "述",
    "书",
    "副",
    "同",
    "的",
    "在",
    "关",
    "和",
    "与",
    "及",
    "抓",
    "党",
    "年",
    "个",
    "作",
    "任",
    "报",
    "总",
    "支",
)


@dataclass(frozen=True, slots=True)
class Names:
    """What organisations and their reporters are called."""

    organisations: Mapping[str, Organisation]
    called: Mapping[str, frozenset[str]]
    persons: Mapping[str, frozenset[str]]
    college: str

    @classmethod
    def of(cls, scheme: Scheme) -> Names:
        """All organisations of a scheme: also one that owes no report may be named."""
        called: dict[str, set[str]] = {}
        persons: dict[str, set[str]] = {}
        for organisation in scheme.organisations:
            called.setdefault(folded(organisation.name), set()).add(organisation.code)
            if len(folded(organisation.reporter)) >= _SHORTEST:
                persons.setdefault(folded(organisation.reporter), set()).add(organisation.code)
        by_code = {o.code: o for o in scheme.organisations}
        return cls(by_code, _frozen(called), _frozen(persons), folded(scheme.basics.college))

    def owners(self, file: str, document: Document | None) -> tuple[str, ...]:
        """Codes of whom it may be: one where that is certain, none where nobody is named."""
        path = PurePosixPath(file)
        lines = " ".join(p.text for p in title_block(document.paragraphs)) if document else ""
        result = self._named(path.stem)
        by_name = bool(result)
        for text in (lines, *reversed(path.parts[:-1])):
            here = self._named(text)
            both = result & here
            if both or not result:
                result = both or here
            elif not here or self._address(here, result):
                # It only says within which unit.
                continue
            elif not by_name and self._address(result, here):
                result = here
            else:
                # Two places that say different things.
                result |= here
        return tuple(code for code in self.organisations if code in result)

    def _address(self, upper: frozenset[str], lower: frozenset[str]) -> bool:
        """Whether all of `upper` are superiors of all of `lower`."""
        return all(set(self._above(code)) >= upper for code in lower)

    def _named(self, text: str) -> frozenset[str]:
        """The organisations that one text may mean."""
        text = folded(text)
        spots = list(_found(text, self.called))
        ends = {at + len(name) for at, name in spots}
        persons = list(_found(text, self.persons))
        ends |= {at + len(name) for at, name in persons}
        begun = [name for at, name in spots if at in ends or self._may_begin(text[:at])]
        units = self._narrowed(begun)
        people = frozenset(
            code for at, name in persons if _may_end(text[at + len(name) :]) for code in self.persons[name]
        )
        if units and people:
            # Both agree, or the person's name only looks like another's; else both are told.
            return units & people or units | people
        return units or people

    def _may_begin(self, before: str) -> bool:
        """Whether an organisation's name may begin behind these words."""
        return (
            not before
            or not _is_letter(before[-1])
            or before.endswith(_BEFORE)
            or before.endswith(self.college)
        )

    def _narrowed(self, names: Sequence[str]) -> frozenset[str]:
        """The organisations of these names, without those that are named as another's superior only."""
        groups = [self.called[name] for name in names]
        every = frozenset(code for group in groups for code in group)
        kept: set[str] = set()
        for group in groups:
            # Branches of several units may be called the same; the unit that is named beside tells which is meant.
            placed = {code for code in group if set(self._above(code)) & (every - group)}
            kept |= placed if len(group) > 1 and placed else group
        above = {upper for code in kept for upper in self._above(code)}
        return frozenset(kept - above) or frozenset(kept)

    def _above(self, code: str) -> Iterator[str]:
        """All superiors of an organisation."""
        seen = {code}
        upper = self.organisations[code].superior
        while upper and upper not in seen and upper in self.organisations:
            seen.add(upper)
            yield upper
            upper = self.organisations[upper].superior


def title_block(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Title and names at the top of a report."""
    block = []
    for paragraph in paragraphs[:_TITLE_PARAGRAPHS]:
        if len(paragraph.text) > _TITLE_LENGTH:
            break
        block.append(paragraph)
    return tuple(block)


def _frozen(names: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(codes) for name, codes in names.items()}


def _is_letter(character: str) -> bool:
    """Whether a character may be part of a name: Chinese ones."""
    return "\u4e00" <= character <= "\u9fff"


def _may_end(after: str) -> bool:
    """Whether a person's name may end before these words."""
    return not after or not _is_letter(after[0]) or after.startswith(_AFTER)


def _found(text: str, names: Mapping[str, frozenset[str]]) -> Iterator[tuple[int, str]]:
    """The names in a text with where they begin, the longest wherever several begin or overlap; 支部1 is not in 支部10."""
    lengths = sorted({len(name) for name in names}, reverse=True)
    taken = [False] * len(text)
    for length in lengths:
        for at in range(len(text) - length + 1):
            name = text[at : at + length]
            if name not in names or any(taken[at : at + length]):
                continue
            after = text[at + length : at + length + 1]
            if name[-1].isascii() and name[-1].isalnum() and after.isascii() and after.isalnum():
                continue
            taken[at : at + length] = [True] * length
            yield at, name
