"""A user profile of LibreOffice, and whether a LibreOffice is running on it.

One LibreOffice runs on a profile. It listens on a pipe whose name is a digest of the profile's address; `soffice`
started once more hands its arguments over through it and ends. Asking who listens there tells its process id.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
import socket
import struct
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dangjian_xl.libreoffice.runtime import uno

#: Names another profile than the user's own: a file URL or a path.
VARIABLE = "DANGJIAN_XL_LIBREOFFICE_PROFILE"
_SECONDS = 2.0
#: Linux's list of pipes, and what it notes of one that somebody listens on.
_LISTENING = Path("/proc/net/unix")
_LISTENS = "00010000"


def current() -> str:
    """The profile of the user's LibreOffice, as a file URL."""
    named = os.environ.get(VARIABLE)
    if named and named.startswith("file:"):
        return named.rstrip("/")
    return address(Path(named).absolute() if named else _default())


def address(folder: Path) -> str:
    """A profile's folder as LibreOffice writes it: the digest depends on which characters are escaped."""
    return str(uno().systemPathToFileUrl(str(folder))).rstrip("/")


def pipe_name(profile: str) -> str:
    """The name of the pipe that is opened for us: another for each user and profile."""
    return f"dangjian-xl-{hashlib.sha256(f'{_user()} {profile}'.encode()).hexdigest()[:24]}"


def running(profile: str) -> bool:
    """Whether a LibreOffice runs on the profile.

    Where the system keeps a list of pipes that is looked at, for a LibreOffice that is starting does not answer yet: a
    few who knock meanwhile fill its queue, and the next `soffice` would take it for dead and start another.
    """
    if sys.platform == "win32":
        return (Path(uno().fileUrlToSystemPath(profile)) / ".lock").exists()
    try:
        listening = _LISTENING.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return process_id(profile) is not None
    pipes = {str(path) for path in _instance_pipes(profile)}
    entries = (line.split(maxsplit=7) for line in listening)
    return any(len(entry) > 7 and entry[3] == _LISTENS and entry[7] in pipes for entry in entries)


def settled(profile: str) -> bool:
    """Whether a LibreOffice runs there that has a profile by now: starting for the first time, it starts twice."""
    written = Path(uno().fileUrlToSystemPath(profile)) / "user" / "registrymodifications.xcu"
    return written.exists() and running(profile)


def process_id(profile: str) -> int | None:
    """The LibreOffice that runs on the profile; None if there is none, 0 where the system does not tell."""
    if not hasattr(socket, "AF_UNIX") or sys.platform == "win32":
        return 0
    for path in _instance_pipes(profile):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as pipe:
            pipe.settimeout(_SECONDS)
            pipe.connect(str(path))
            return _peer(pipe)
    return None


def sweep(profile: str) -> None:
    """Remove the pipes of a LibreOffice that was killed."""
    if sys.platform != "win32" and not running(profile):
        for path in (*_instance_pipes(profile), *_pipes(pipe_name(profile))):
            with contextlib.suppress(OSError):
                path.unlink()


def _default() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "libreoffice" / "4"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without a name
        return str(getattr(os, "getuid", int)())


def _instance_pipes(profile: str) -> Iterator[Path]:
    """The running instance's pipe: its bytes are written in hexadecimal without leading zeros."""
    real = address(Path(uno().fileUrlToSystemPath(profile)).resolve())
    for known in dict.fromkeys((profile, real)):
        digest = hashlib.md5(known.encode("utf-16-le"), usedforsecurity=False).digest()
        yield from _pipes(f"SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}")


def _pipes(name: str) -> Iterator[Path]:
    # LibreOffice's own choice, in its order; TMPDIR on macOS.
    folders = (os.environ.get("OSL_SOCKET_PATH"), "/tmp", "/var/tmp", tempfile.gettempdir())  # noqa: S108
    yield from (
        Path(folder) / f"OSL_PIPE_{os.getuid()}_{name}" for folder in dict.fromkeys(folders) if folder
    )


def _peer(pipe: socket.socket) -> int | None:
    """Who listens at the other end; another user's program is none of ours."""
    if not hasattr(socket, "SO_PEERCRED"):
        return 0
    size = struct.calcsize("3i")
    process, user, _ = struct.unpack("3i", pipe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return int(process) if user == os.getuid() else None
