"""What stands around any circular's text, by the settings: head, title, addressees, signature, imprint."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dangjian_xl.papers import measures
from dangjian_xl.papers.records import Frame
from dangjian_xl.papers.words import broken, day, names_of
from dangjian_xl.scheme.model import Organisation, OrgKind, Scheme
from dangjian_xl.scheme.settings import Settings


def frame(
    scheme: Scheme, told: Settings, organisations: Iterable[Organisation], title: str, dated: date | None
) -> Frame:
    """The frame of a circular to these organisations (where the settings name no addressees), without a number, printed when dated."""
    return Frame(
        head=told.masthead,
        number="",
        title=in_lines(title, scheme, told),
        addressees=told.addressees or _addressees(organisations),
        signed=told.signed,
        dated=day(dated),
        imprint=bool(told.copied or told.printed or told.masthead),
        copied=told.copied,
        printer=told.signed,
        printed=day(dated),
    )


def in_lines(title: str, scheme: Scheme, told: Settings) -> str:
    """A title, the circular's own or an annex's, in lines that fit."""
    size = float(told.title_size or measures.TITLE_SIZE)
    # One less than fits: in some fonts digits are more than half as wide as a character.
    per_line = int(measures.points(measures.TEXT_WIDTH) / size) - 1
    return broken(title, per_line, names_of(scheme))


def _addressees(organisations: Iterable[Organisation]) -> str:
    present = {organisation.kind for organisation in organisations}
    return "各" + "、".join(kind for kind in OrgKind if kind in present)
