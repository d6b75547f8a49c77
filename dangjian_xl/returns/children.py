"""Files from strangers read by child processes, so that no file can crash, hang or exhaust the program itself.

A child that dies, stops answering or runs out of memory over a file is replaced; the file is named and left aside, the
others go on. Children stay for the next run of the same process.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import itertools
import os
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from dangjian_xl.catalogue.entry import Effect
from dangjian_xl.errors import CannotRunError, note_bug
from dangjian_xl.findings import Finding, Place
from dangjian_xl.reading import limits
from dangjian_xl.returns.child import Child, LostError
from dangjian_xl.returns.intake import Packed, Task, read_return
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.worker import Read, Recipe

#: Batches for each child, where there are files enough.
_SHARES = 8
#: Children that wait for work.
_idle: queue.LifoQueue[Child] = queue.LifoQueue()


def _child() -> Child:
    with contextlib.suppress(queue.Empty):
        return _idle.get_nowait()
    return _started()


def _started() -> Child:
    try:
        return Child()
    except (LostError, OSError) as error:
        raise CannotRunError(
            "读取文件的程序启动不了；请关掉一些别的程序再试，还不行的，请把这句话告诉维护人员。"
        ) from error


def _release(child: Child) -> None:
    if child.served < limits.CHILD_FILES:
        _idle.put(child)
    else:
        child.end()


@atexit.register
def _end_all() -> None:
    """End all that wait for work."""
    with contextlib.suppress(queue.Empty):
        while True:
            _idle.get_nowait().end()


def read_all(
    recipe: Recipe,
    files: Sequence[tuple[Path, str]],
    progress: Callable[[int, int], None],
    workers: int | None = None,
    keep: Callable[[Recognised], Recognised] = lambda file: file,
) -> list[Recognised]:
    """What each file is, and each file within the archives among them, in the order given.

    `files`: paths with what messages call them; `workers`: how many children at once, None for as many as pay; `keep`: what
    each is turned into as soon as it comes.
    """
    many = workers or max(1, min(os.cpu_count() or 1, len(files) // limits.FILES_PER_CHILD))
    run = _Run(recipe, progress, keep, many)
    reports = bool(recipe.scheme and recipe.scheme.report_rules and recipe.forms is None)
    with ThreadPoolExecutor(many) as pool:
        results = run.through(pool, [Task(path, shown, reports=reports) for path, shown in files])
    with contextlib.suppress(queue.Empty):
        # More children than one are worth their keep only while there is much to do.
        first = _idle.get_nowait()
        _end_all()
        first.rest()
        _idle.put(first)
    return results


def told_apart(shown: str, used: set[str]) -> str:
    """What a file is called where no two are called alike: names of odd bytes may look so, an archive may hold one twice.

    `used`: what others are called; the name is added to them.
    """
    own, number = shown, 2
    while own in used:
        own, number = f"{shown}（同名第{number}个）", number + 1
    used.add(own)
    return own


@dataclass(slots=True, eq=False)
class _Run:
    """One run over all files: what is still to do and what came out."""

    recipe: Recipe
    progress: Callable[[int, int], None]
    keep: Callable[[Recognised], Recognised]
    workers: int
    done: dict[tuple[int, tuple[int, ...]], Recognised] = field(default_factory=dict)
    places: dict[Path, int] = field(default_factory=dict)
    packed: dict[Path, tuple[int, int]] = field(default_factory=dict)
    total: int = 0
    used: set[str] = field(default_factory=set)
    busy: set[Child] = field(default_factory=set)
    number: int = field(default_factory=itertools.count(1).__next__)
    stop: threading.Event = field(default_factory=threading.Event)

    def through(self, pool: ThreadPoolExecutor, tasks: Sequence[Task]) -> list[Recognised]:
        """Everything, archives' files included."""
        self.places = {task.path: number for number, task in enumerate(tasks)}
        waiting = self._submit(pool, tasks)
        try:
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    waiting |= self._take(pool, future.result())
        except BaseException:
            self.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            for child in list(self.busy):
                child.end()
            raise
        return [self.done[key] for key in sorted(self.done)]

    def _submit(
        self, pool: ThreadPoolExecutor, tasks: Sequence[Task]
    ) -> set[Future[list[tuple[Task, Read]]]]:
        self.total += len(tasks)
        tasks = [replace(task, shown=told_apart(task.shown, self.used)) for task in tasks]
        # Large ones, for a child waits between two; yet several for each, for the last ones should end together.
        size = min(limits.BATCH, max(limits.LEAST_BATCH, len(tasks) // (_SHARES * self.workers)))
        batches = [tasks[at : at + size] for at in range(0, len(tasks), size)]
        return {pool.submit(_served, self, batch) for batch in batches}

    def _take(
        self, pool: ThreadPoolExecutor, results: Sequence[tuple[Task, Read]]
    ) -> set[Future[list[tuple[Task, Read]]]]:
        more: list[Task] = []
        for task, read in results:
            recognised = _told(task, read)
            if self._fits(task, read.packed):
                more += read.packed.tasks
            else:
                refused = Finding.of("file-archive-refused", Place(task.shown), reason="里面的文件太多或太大")
                recognised = replace(recognised, findings=(refused,))
            self.done[self.places[task.path], task.way] = self.keep(recognised)
        waiting = self._submit(pool, more)
        self.progress(len(self.done), self.total)
        return waiting

    def _fits(self, task: Task, packed: Packed) -> bool:
        """Whether all that was found in one archive and the archives within it is still within the limits."""
        count, size = self.packed.get(task.path, (0, 0))
        count, size = count + len(packed.tasks), size + packed.size
        if count > limits.MAX_MEMBERS or size > limits.MAX_ARCHIVE_BYTES:
            return False
        self.packed[task.path] = count, size
        return True


def _served(run: _Run, tasks: Sequence[Task]) -> list[tuple[Task, Read]]:
    """What comes of each task of a batch, whatever happens to the children."""
    done: list[tuple[Task, Read]] = []
    tried = -1
    while len(done) < len(tasks) and not run.stop.is_set():
        left = tasks[len(done) :]
        child = _started() if tried == len(done) else _child()
        run.busy.add(child)
        try:
            done.extend(zip(left, child.work(run.number, run.recipe, left), strict=True))
        except LostError as lost:
            child.end()
            # A child that served others before may have died of them all: the file gets one of its own, once.
            if lost.certain or not child.served or tried == len(done):
                done.append((tasks[len(done)], _given_up(tasks[len(done)], str(lost))))
            tried = len(done)
        except BaseException:
            child.end()
            raise
        else:
            _release(child)
        finally:
            run.busy.discard(child)
    return done


def is_form(path: Path) -> bool:
    """Whether a file is a form of whatever scheme; CannotRunError where it cannot be read safely."""
    recognised = read_all(Recipe(None, b""), [(path, path.name)], lambda _done, _all: None)[0]
    deadly = next((f for f in recognised.findings if f.effect is Effect.UNSETTLED), None)
    if deadly:
        raise CannotRunError(deadly.message)
    return any(finding.code.startswith("form-") for finding in recognised.findings)


def _given_up(task: Task, reason: str) -> Read:
    # What lies in an archive is not unpacked here: that may be what the child died of.
    data = None if task.way else read_return(task.path, Place(task.shown))
    digest = hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else ""
    finding = Finding.of("file-gave-up", Place(task.shown), reason=reason)
    return Read(Recognised(task.shown, digest, "", (finding,)))


def _told(task: Task, read: Read) -> Recognised:
    """What the file is; a bug of ours becomes a finding, with where its particulars were put."""
    if not read.failed:
        return read.recognised
    finding = Finding.of("file-failed", Place(task.shown), log=note_bug(read.failed))
    return replace(read.recognised, findings=(finding,))
