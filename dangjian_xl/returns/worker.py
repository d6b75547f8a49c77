"""What runs in a child process: it reads the files that it is told to, one after the other, and may be killed at any time."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.reading import limits
from dangjian_xl.returns import archives
from dangjian_xl.returns.intake import Opened, Packed, Task, open_task
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.scheme.model import Scheme

_LENGTH = struct.Struct("<Q")
#: How many threads numpy's linear algebra begins with, by the library that it is built on.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the files are to be recognised by: a scheme and its key, built anew where it is used, for that is quicker than sending it built.

    `forms`: other forms than those that the scheme issues. Without a scheme it is only found out whether a file is a
    form at all.
    """

    scheme: Scheme | None
    key: bytes
    forms: Mapping[str, IssuedForm] | None = None

    def recogniser(self) -> Recogniser:
        """Build it."""
        return (
            Recogniser.of(self.scheme, self.key, self.forms)
            if self.scheme
            else Recogniser("", self.key, {}, {}, {}, {})
        )


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one task: what the file is, and what lies in it if it is an archive.

    `failed`: the particulars of a bug of ours that this file led to; "" if there was none.
    """

    recognised: Recognised
    packed: Packed = Packed()  # noqa: RUF009 - frozen
    failed: str = ""


class OutOfMemory:
    """The child says that a file needed more memory than it may have, and ends."""


def send(stream: IO[bytes], message: object) -> None:
    """Write one message."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:  # noqa: ANN401 - whatever the other side sends; both sides are this program
    """Read one message; EOFError where the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    size = _LENGTH.unpack(head)[0]
    body = stream.read(size)
    if len(body) < size:
        raise EOFError
    return pickle.loads(body)  # noqa: S301 - as above


def main(memory: int) -> None:
    """Serve until the parent closes the pipe; `memory`: bytes that this process may take."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What libraries print, and what is said while dying, is nobody's business.
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(silence, stream.fileno())
    _limit_memory(memory)
    # Each thread takes some 40 MB of address space, which is limited, and there would be one a processor. None is wanted here.
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    send(answers, "ready")
    recipe = Recipe(None, b"")
    recogniser = recipe.recogniser()
    try:
        while True:
            message = receive(sys.stdin.buffer)
            if message is None:
                archives.forget()
                continue
            if isinstance(message, Recipe):
                if message != recipe:
                    recipe, recogniser = message, message.recogniser()
                # Since the last run other files may lie there.
                archives.forget()
                continue
            for task in message:
                _alarm(limits.CHILD_SECONDS * 2)
                send(answers, _done(task, recogniser))
                _alarm(0)
    except EOFError:
        return
    except MemoryError:
        # What is left may be too little to go on with.
        send(answers, OutOfMemory())


def _done(task: Task, recogniser: Recogniser) -> Read:
    opened, packed = Opened(task.shown, "", None, None), Packed()
    try:
        opened, packed = open_task(task)
        return Read(recogniser.recognise(opened), packed)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug of ours that this file led to; the others go on
        particulars = "".join(traceback.format_exception(error))
        return Read(Recognised(task.shown, opened.sha256, "", ()), packed, particulars)


def _alarm(seconds: float) -> None:
    """Let the system end this process if the parent, which would, is gone."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such limit for a process alone; there the time limit has to do.
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    least = memory if most == resource.RLIM_INFINITY else min(memory, most)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (least, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        # macOS knows the limit by name only.
        return
