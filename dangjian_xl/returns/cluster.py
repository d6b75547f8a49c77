"""Returned files read by the computers of a Dask cluster, with the same outcome as if they were all read here.

Files are sent as bytes, so no folder need be shared. Whatever cannot be sent, does not come back or could not be read
there is read here.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.catalogue.entry import Effect
from dangjian_xl.findings import Finding, Place, has_effect
from dangjian_xl.returns.batches import Group, Sent, answer, grouped, packed, read_batch
from dangjian_xl.returns.children import read_all, told_apart
from dangjian_xl.returns.edition import edition
from dangjian_xl.returns.intake import read_return
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.scheduler import connected, threads
from dangjian_xl.returns.worker import Recipe

if TYPE_CHECKING:  # an optional extra
    from distributed import Client

#: What a batch holds: files, and bytes (Dask warns of more than 10 MB). A larger file, such as a large archive, is read
#: here. Few files a batch even out what the computers have to do; many spare sending the scheme so often.
FEWEST, MOST, MOST_BYTES = 16, 256, 8 * 1024 * 1024
#: Batches for each thread of the cluster over a whole run, and at any time: one is read, one lies ready.
_OVER_ALL, _AT_ONCE = 8, 2
#: Seconds between two looks at what is done, and for how long no worker may be there, or the scheduler not answer, until
#: the rest is read here: one that is started anew takes some.
LOOK, PATIENCE = 2.0, 30.0
#: Seconds without any batch coming back, workers being there: one may be frozen. A batch of files that are each too slow takes long.
STILL = 300.0


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What came of all files, as `children.read_all` returns it, and what is to be told of the cluster."""

    files: list[Recognised]
    findings: tuple[Finding, ...]


def read_on(
    address: str,
    recipe: Recipe,
    files: Sequence[tuple[Path, str]],
    progress: Callable[[int, int], None],
    keep: Callable[[Recognised], Recognised] = lambda file: file,
) -> Elsewhere:
    """What `children.read_all` returns, read by the cluster of the scheduler at this address (tcp://… or tls://…).

    CannotRunError, before anything is read, where the cluster is not there or runs another program.
    """
    used: set[str] = set()
    run = _Run(recipe, [(path, told_apart(shown, used)) for path, shown in files], progress, keep)
    with connected(address) as client:
        run.through(client)
    findings = run.rest()
    return Elsewhere([file for place in sorted(run.done) for file in run.done[place]], findings)


@dataclass(slots=True, eq=False)
class _Run:
    """One run over all files. By places among them: `done` what came of each, `ours` those that are read here in any case.

    `lost`: why others are read here too, the first reason; `heard`: when a worker was last known to be there, `came`: when a
    batch last came back.
    """

    recipe: Recipe
    files: Sequence[tuple[Path, str]]
    progress: Callable[[int, int], None]
    keep: Callable[[Recognised], Recognised]
    done: dict[int, Group] = field(default_factory=dict)
    ours: set[int] = field(default_factory=set)
    lost: str = ""
    gone: bool = False
    heard: float = field(default_factory=time.monotonic)
    came: float = field(default_factory=time.monotonic)

    def through(self, client: Client) -> None:
        """Everything that the cluster reads; ends when that is done or the cluster is gone."""
        executor = client.get_executor(pure=False)
        recipe, asking = packed(self.recipe), edition()
        waiting: dict[Future[bytes], Mapping[int, Sent]] = {}
        workers = threads(client)
        size = len(self.files) // (_OVER_ALL * max(workers, 1))
        batches = self._batches(min(max(size, FEWEST), MOST))
        while not self.gone:
            room = _AT_ONCE * workers - len(waiting)
            for batch in islice(batches, max(room, 0 if waiting else 1)):
                waiting[executor.submit(read_batch, recipe, [*batch.values()], asking)] = batch
            if not waiting:
                return
            for future in wait(waiting, LOOK, FIRST_COMPLETED).done:
                self._take(future, waiting.pop(future))
            workers = threads(client)
            self._listen(workers)

    def rest(self) -> tuple[Finding, ...]:
        """Read here what is left; what is to be told of it."""
        left = [place for place in range(len(self.files)) if place not in self.done]
        before, files = self._count(), [self.files[place] for place in left]
        read = read_all(
            self.recipe, files, lambda done, all_: self.progress(before + done, before + all_), keep=self.keep
        )
        groups = grouped(read, [shown for _, shown in files])
        self.done.update(zip(left, groups, strict=True))
        count = len(set(left) - self.ours)
        return (Finding.of("cluster-lost", count=count, reason=self.lost),) if count else ()

    def _batches(self, size: int) -> Iterator[Mapping[int, Sent]]:
        """What is sent together, by places; files are opened only when their batch is wanted."""
        batch: dict[int, Sent] = {}
        held = 0
        for place, (path, shown) in enumerate(self.files):
            data = _content(path)
            if data is None:
                self.ours.add(place)
                continue
            if batch and (len(batch) == size or held + len(data) > MOST_BYTES):
                yield batch
                batch, held = {}, 0
            batch[place] = Sent.of(path, shown, data)
            held += len(data)
        if batch:
            yield batch

    def _take(self, future: Future[bytes], batch: Mapping[int, Sent]) -> None:
        """Keep what came of a batch; what did not come stays to be read here."""
        self.came = time.monotonic()
        try:
            groups = answer(future.result())
        except CancelledError:
            # Nobody but Dask cancels: it does when the scheduler is lost.
            self._give_up("和集群断了联系")
            return
        except Exception as error:  # noqa: BLE001 - where a worker dies, Dask gives its batch to another, but not for ever
            groups = f"那边中途退出：{type(error).__name__}"
        if isinstance(groups, str):
            self.lost = self.lost or groups
            return
        if len(groups) != len(batch):
            self.lost = self.lost or "传回来的和发出去的对不上"
            return
        for (place, sent), group in zip(batch.items(), groups, strict=True):
            if any(has_effect(file.findings, Effect.UNSETTLED) for file in group):
                self.ours.add(place)
            elif (group[0].file, group[0].sha256) == (sent.shown, hashlib.sha256(sent.data).hexdigest()):
                self.done[place] = tuple(self.keep(file) for file in group)
            else:
                self.lost = self.lost or "传回来的和发出去的对不上"
        self.progress(self._count(), self._count() + len(self.files) - len(self.done))

    def _listen(self, workers: int) -> None:
        """Note that somebody is there; give up where nobody has been, or nothing has come, for too long."""
        if workers:
            self.heard = time.monotonic()
        elif time.monotonic() - self.heard > PATIENCE:
            self._give_up("那边的计算机都没有了应答")
        if time.monotonic() - self.came > STILL:
            self._give_up("那边很久没有传回结果")

    def _give_up(self, reason: str) -> None:
        self.gone, self.lost = True, self.lost or reason

    def _count(self) -> int:
        """Files read so far, those in archives included."""
        return sum(len(group) for group in self.done.values())


def _content(path: Path) -> bytes | None:
    """The bytes of a file that can be sent; None for what is too large, no file, or to be refused."""
    try:
        large = path.lstat().st_size > MOST_BYTES
    except OSError:
        return None
    data = None if large else read_return(path, Place(path.name))
    return data if isinstance(data, bytes) and len(data) <= MOST_BYTES else None
