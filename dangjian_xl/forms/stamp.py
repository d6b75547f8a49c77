"""A form's signed identity: which scheme, which assignment, which target's sheet, which content; HMAC over all of it."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from dangjian_xl.forms.layout import LAYOUT_VERSION
from dangjian_xl.reading.kinds import STAMP_PREFIX

_SIGNATURE = 24
_VERSION = re.compile(r"0|[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a sheet says of itself. `scheme` is code and year; `digest` is of the form's content, so a changed weight does not make forms stale."""

    scheme: str
    form: str
    target: str
    digest: str
    layout: int = LAYOUT_VERSION

    def sign(self, key: bytes) -> str:
        """The text for the stamp's cell."""
        return f"{self._body}|{self._signature(key)}"

    @classmethod
    def parse(cls, text: str) -> tuple[Stamp, str] | None:
        """The stamp and its signature, unverified; None if the text is no stamp."""
        parts = text.split("|")
        if len(parts) != 7 or parts[0] != STAMP_PREFIX or not _VERSION.fullmatch(parts[1]):
            return None
        return cls(parts[2], parts[3], parts[4], parts[5], int(parts[1])), parts[6]

    def verifies(self, signature: str, key: bytes) -> bool:
        """Whether the signature was made with this key over exactly these words."""
        return hmac.compare_digest(signature.encode(), self._signature(key).encode())

    @property
    def _body(self) -> str:
        return "|".join((STAMP_PREFIX, str(self.layout), self.scheme, self.form, self.target, self.digest))

    def _signature(self, key: bytes) -> str:
        return hmac.new(key, self._body.encode(), sha256).hexdigest()[:_SIGNATURE]
