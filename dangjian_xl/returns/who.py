"""Whose file it seems to be: raters' names in a file's name and on the line of the signature."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.labels import folded

#: One character is no name that could be told from other words.
_SHORTEST = 2


@dataclass(frozen=True)
class Raters:
    """The names of a scheme's raters."""

    names: frozenset[str]

    @classmethod
    def of(cls, forms: Collection[IssuedForm]) -> Raters:
        """Of all who got a form."""
        names = (folded(form.assignment.rater.name) for form in forms)
        return cls(frozenset(name for name in names if len(name) >= _SHORTEST))

    def named_in(self, file: str) -> str:
        """The one rater whose name stands in a file's own name, "" where there is none or several do."""
        found = set(self._named(folded(file.rpartition("/")[2].rpartition(".")[0])))
        return found.pop() if len(found) == 1 else ""

    def doubts(self, file: str, signature: str, form: IssuedForm) -> Iterator[Finding]:
        """Whether file name or signature name somebody else than the one whose form it is."""
        own = form.assignment.rater.name
        place, about = Place(file), About(own)
        named = self._other(file.rpartition("/")[2].rpartition(".")[0], form)
        signed = self._other(signature, form)
        if named:
            yield Finding.of("form-file-named", place, about, other=named, rater=own)
        if signed:
            yield Finding.of("form-signed-other", place, about, other=signed, rater=own)

    def _other(self, text: str, form: IssuedForm) -> str:
        """The first other rater that is named, "" if there is none or the own name is there too."""
        text, own = folded(text), folded(form.assignment.rater.name)
        found = list(self._named(text))
        # A short name of one's own is not looked for as a name, but counts where it stands.
        if not found or own in found or (len(own) < _SHORTEST and own in text):
            return ""
        # Organisations rate too: their names in a file's name may mean whom the form is about.
        about = {folded(t.name) for t in form.assignment.targets}
        about |= {folded(name) for t in form.assignment.targets for name in (t.secretary, t.deputy)}
        return next((name for name in found if name not in about), "")

    def _named(self, text: str) -> Iterator[str]:
        """The names in a text, the longest wherever several begin; 评委1 is not in 评委10."""
        at = 0
        while at < len(text):
            name = next((n for length in self._lengths if (n := text[at : at + length]) in self.names), "")
            rest = text[at + len(name) : at + len(name) + 1]
            if name and not (name[-1].isdigit() and rest.isdigit()):
                yield name
            at += len(name) or 1

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(name) for name in self.names}, reverse=True)
