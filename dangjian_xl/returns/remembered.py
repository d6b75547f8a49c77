"""What files were found to be when they were read before, so that collecting again reads only what is new.

It is kept in one file, which anybody may delete at any time. It is believed of a file only while name and content (by SHA-256, which
is taken anew every time), the scheme and the program are the same; and it is not kept of ballots without names, whose
files somebody may want to take away for good, nor of forms of which nobody can say whose they are, nor of archives.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import pickle
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dangjian_xl.catalogue.entry import Effect
from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Place, has_effect
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.edition import edition
from dangjian_xl.returns.intake import read_return
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.worker import Recipe
from dangjian_xl.workspace import write_whole

#: Findings that another try may not lead to: too slow, too large, a bug that may be mended.
_NOT_FOR_GOOD = (Effect.CONTAINS, Effect.UNSETTLED)
#: What a record may be made of, besides records of ours.
_PLAIN = frozenset({("datetime", "datetime"), ("datetime", "date"), ("datetime", "time"), ("datetime", "timedelta"), ("datetime", "timezone"), ("builtins", "frozenset")})  # fmt: skip


class Remembered:
    """The files that were read before, by the name that messages call them by; `path`: where it is kept, None for nowhere."""

    def __init__(
        self,
        path: Path | None,
        recipe: Recipe,
        expected: Mapping[str, IssuedForm],
        files: Sequence[tuple[Path, str]],
    ) -> None:
        """Load what was kept of these files under the same circumstances; anything else is nothing."""
        self._path, self._key, self._expected = path, recipe.key, expected
        self._files = {name: file for file, name in files}
        self._ballots = any(form.assignment.anonymous for form in expected.values())
        # Names of odd bytes may look alike: then nobody can say by its name which file is meant.
        self._on = path is not None and len(self._files) == len(files)
        self._by = _circumstances(recipe) if self._on else ""
        self._kept = self._loaded() if self._on else {}
        self._now: dict[str, tuple[str, bytes]] = {}

    def known(self) -> Iterator[tuple[str, Recognised]]:
        """The names of the files that were read before and are still the same, with what they were found to be."""
        for name, path in self._files.items():
            match self._kept.get(name):
                case (str(digest), bytes(record)):
                    data = read_return(path, Place(name))
                case _:
                    continue
            if isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == digest:
                file = _unpacked(record)
                if isinstance(file, Recognised):
                    self._now[name] = digest, record
                    yield name, file

    def note(self, file: Recognised) -> None:
        """Keep what a file was found to be, as it was read."""
        if not self._on or file.file not in self._files or not file.sha256 or self._may_be_ballot(file):
            return
        if not has_effect(file.findings, *_NOT_FOR_GOOD):
            self._now[file.file] = file.sha256, pickle.dumps(file, pickle.HIGHEST_PROTOCOL)

    def _may_be_ballot(self, file: Recognised) -> bool:
        """Whether a file is a ballot without a name, or may be one that was spoilt."""
        if file.form_id:
            return self._expected[file.form_id].assignment.anonymous
        return file.paper is None and self._ballots

    def save(self) -> None:
        """Keep for the next time what was noted or known in this run, and nothing else."""
        if not self._on or self._path is None or self._now == self._kept:
            return
        body = pickle.dumps((self._by, dict(sorted(self._now.items()))), pickle.HIGHEST_PROTOCOL)
        # Where it cannot be written, the next run reads all files again; nothing else depends on it.
        with contextlib.suppress(CannotRunError):
            write_whole(self._path, hmac.digest(self._key, body, "sha256") + body, ours=False)

    def _loaded(self) -> dict[str, tuple[str, bytes]]:
        try:
            # What is no file, such as a pipe, might never come to its end.
            data = self._path.read_bytes() if self._path and self._path.is_file() else b""
        except OSError:
            return {}
        sign, body = data[:32], data[32:]
        if not hmac.compare_digest(sign, hmac.digest(self._key, body, "sha256")):
            return {}
        match _unpacked(body):
            case (str(by), dict(kept)) if by == self._by:
                return kept
            case _:
                return {}


def _unpacked(data: bytes) -> object:
    """What was packed; None where it was signed with the key, yet not by this program: it is somebody's, and nothing of it is used."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception:  # noqa: BLE001 - whatever bytes that are no pickle of ours lead to
        return None


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """Records of ours and a few plain types: whoever hands a workspace on hands on its key, so a signature is no reason to run anything."""
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        # A name with dots leads through what our modules import to everything else.
        if module.startswith("dangjian_xl.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _circumstances(recipe: Recipe) -> str:
    """A digest of all that reading depends on but the file."""
    what = repr(edition()).encode() + pickle.dumps(recipe, pickle.HIGHEST_PROTOCOL)
    return hashlib.sha256(what).hexdigest()
