"""The notes on a sheet of a package, without those that we wrote into a form that was sent back."""

from __future__ import annotations

from collections.abc import Mapping

from dangjian_xl.grids import cell_position
from dangjian_xl.reading.package import Package

#: Begins what we write into a note, so that it is known again whatever program saved it; what stands before it is
#: somebody else's.
OWN_NOTE = "【校验】"


def notes_of(package: Package, part: str) -> Mapping[tuple[int, int], str]:
    """People's notes on a sheet by 0-based (row, column)."""
    if not any("comments" in name.lower() for name in package.names):
        return {}
    found: dict[tuple[int, int], str] = {}
    for _, kind, name in package.related(part):
        tree = package.tree(name) if kind == "comments" else None
        for comment in tree.iter() if tree is not None else ():
            if comment.tag.endswith("}comment"):
                text = "".join(run.text or "" for run in comment.iter() if run.tag.endswith("}t"))
                at, said = cell_position(comment.get("ref") or ""), others(text)
                if at and said:
                    found[at] = said
    return found


def others(text: str) -> str:
    """What of a note's text is not ours, "" for nothing."""
    return text.partition(OWN_NOTE)[0].strip()
