"""A send-back says, signed, which returned files it mends; so the mended one counts wherever the faulty one still lies.

The mark stands in two hidden cells of every sheet, so that one is left when the hidden row or column is deleted: DJXM|SHA-256 of each file that it mends|signature. It names the whole
line of ancestors, so that it still tells when one between has been taken away.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256

from dangjian_xl.grids import Grid

MARK_PREFIX = "DJXM"
_SIGNATURE = 24
#: Rows from the top in which it is looked for; people may have inserted some.
_REACH = 20
#: A cell holds some 500 of them.
_MOST = 400


def mark(form_id: str, digest: str, ancestors: Iterable[str], key: bytes) -> str:
    """The text for the hidden cell of a form that mends the file of this digest, which itself mends `ancestors`."""
    named = ",".join([digest, *sorted(set(ancestors) - {digest})][:_MOST])
    return f"{MARK_PREFIX}|{named}|{_signature(form_id, named, key)}"


def mended_by(grids: Mapping[str, Grid], form_id: str, key: bytes) -> frozenset[str]:
    """The digests of the files that a workbook mends, as its sheets say; what is not signed for this form is nothing."""
    found: set[str] = set()
    for text in _marks(grids.values()):
        _, named, signature = (*text.split("|"), "", "")[:3]
        if hmac.compare_digest(signature.encode(), _signature(form_id, named, key).encode()):
            found.update(filter(None, named.split(",")))
    return frozenset(found)


def _marks(grids: Iterable[Grid]) -> set[str]:
    return {
        cell
        for grid in grids
        for cells in grid[:_REACH]
        for cell in cells
        if cell and isinstance(cell, str) and cell.startswith(MARK_PREFIX)
    }


def _signature(form_id: str, named: str, key: bytes) -> str:
    body = f"{MARK_PREFIX}|{form_id}|{named}"
    return hmac.new(key, body.encode(), sha256).hexdigest()[:_SIGNATURE]
