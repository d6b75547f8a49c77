"""What is printed above the three lists, as the scheme says it and as it is read again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dangjian_xl.forms.layout import ABOUT, BETWEEN, PERSON
from dangjian_xl.scheme.model import Organisation, Scheme

_STAGE = "环节：整改落实"
_WHO = re.compile(BETWEEN.join((_STAGE, f"{ABOUT}(.*)", f"{PERSON}(.*)")), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Head:
    """What is printed above the lists: their title but for each one's own name, the organisation, and whom it is about."""

    title: str
    organisation: str
    person: str

    @classmethod
    def of(cls, scheme: Scheme, target: Organisation) -> Head:
        """What a scheme says now; what is out may still say what it said before."""
        return cls(scheme.basics.title, target.name, target.reporter_title)

    @classmethod
    def read(cls, title: str, who: str, name: str) -> Head | None:
        """What stands printed on the list of this name; None where that is not as it was printed."""
        facts = _WHO.fullmatch(who)
        if facts is None or not title.endswith(name):
            return None
        return cls(title.removesuffix(name), *facts.groups())

    @property
    def who(self) -> tuple[str, ...]:
        """The facts of the line below the title."""
        return (_STAGE, f"{ABOUT}{self.organisation}", f"{PERSON}{self.person}")
