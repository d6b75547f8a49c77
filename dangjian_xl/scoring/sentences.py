"""What explanations are made of: sentences under headings, each with the place and the node of the tree that it speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dangjian_xl.findings import Place

#: Of what stands in no file, or in one that must not be told.
NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; `depth` 0 to 2 as lists are indented, `place` where the figure stands in what came back.

    `about`: the node of the tree whose figure it tells, by which other sheets find their row; `detail`: a single answer,
    which a page of all figures may leave out.
    """

    text: str
    place: Place = NOWHERE
    depth: int = 0
    about: object = None
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; `about` as for a line."""

    title: str
    lines: tuple[Line, ...]
    about: object = None


def quoted(names: Iterable[str]) -> str:
    """Names in quotation marks, one after the other."""
    return "、".join(f"“{name}”" for name in names)
