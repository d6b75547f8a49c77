"""Returns read by a Dask cluster: the same findings and the same bytes as if they were read here, whatever happens to the cluster."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from dangjian_xl import cli, pipeline
from dangjian_xl.demo.story import _Returns
from dangjian_xl.errors import CannotRunError
from dangjian_xl.report import Teller
from dangjian_xl.returns import batches, child, children, cluster, edition, scheduler
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.intake import survey
from dangjian_xl.returns.worker import Recipe
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import Workspace
from tests.support import hostile as h
from tests.support.cluster import DEADLY_CHILD, Cluster
from tests.support.explaining import all_told
from tests.support.waiting import wait_until

Year = tuple[Path, Scheme]
TODAY = date(2022, 12, 5)
#: Nobody listens there.
NOWHERE = "tcp://127.0.0.1:9"
slow = pytest.mark.long


@dataclass(frozen=True, slots=True)
class Local:
    """A demonstration's first returns, hostile ones among them, and what comes of them where they are read here."""

    folder: Path
    collection: Collection
    outputs: dict[str, bytes]


def outputs(folder: Path) -> dict[str, bytes]:
    """Everything that collect and assess wrote."""
    files = [p for name in ("退回", "结果") for p in (folder / name).rglob("*") if p.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def hostile(returned: Path) -> None:
    """Beside the demonstration's mistakes: archives in archives, equal names, files that are none, one that kills its reader."""
    good = sorted(returned.rglob("*.xlsx"))
    inner = h.archive({"b.xlsx": good[0].read_bytes(), "坏.xlsx": good[1].read_bytes()[:-30]})
    (returned / "附件.zip").write_bytes(h.archive({"a.zip": inner, "c.txt": b"x", "it dies.xlsx": b"x"}))
    (returned / "a dies.xlsx").write_bytes(good[2].read_bytes())
    for name in (b"\xff.xlsx", b"\xfe.xlsx", "～.ＸＬＳＸ".encode()):
        Path(os.fsdecode(os.fsencode(returned) + b"/" + name)).write_bytes(b"PK\x03\x04 xl/workbook.xml")
    (returned / "没有后缀").write_bytes(good[3].read_bytes())
    (returned / "大写.XLSX").write_bytes(b"")
    (returned / "链接.xlsx").symlink_to(good[0])


@pytest.fixture(scope="module", autouse=True)
def _everywhere() -> Iterator[None]:
    """Children here die of the same files as those of the cluster; workers may take long to start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "_PROGRAM", DEADLY_CHILD)
        patch.setattr(scheduler, "APPEAR", 60.0)
        children._end_all()
        yield
        children._end_all()


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Local:
    folder = tmp_path_factory.mktemp("demo") / "年度"
    workspace = pipeline.new(folder, "sztu-2022", b"k" * 32)
    scheme, _ = pipeline.load_scheme(workspace)
    pipeline.issue(folder)
    _Returns(workspace, scheme, 1, Teller(), frozenset()).send_all()
    hostile(workspace.returned)
    here = folder.with_name("本机")
    shutil.copytree(folder, here, symlinks=True)
    collection = pipeline.collect(here, today=TODAY)
    pipeline.assess(here)
    return Local(folder, collection, outputs(here))


@pytest.fixture(scope="module")
def _scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture
def there(_scheduler: Cluster) -> Iterator[Cluster]:
    """A scheduler without workers; those that a test starts end with it."""
    yield _scheduler
    _scheduler.let_go()
    _scheduler.end_workers()


@pytest.fixture
def folder(local: Local, tmp_path: Path) -> Path:
    """A workspace with the same returns, of which nothing was made yet."""
    shutil.copytree(local.folder, tmp_path / "年度", symlinks=True)
    return tmp_path / "年度"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "LOOK", 0.2)
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    monkeypatch.setattr(scheduler, "ANSWER", 2.0)


def lost(collection: Collection) -> str:
    """What is told of the cluster; everything else is as it was read here."""
    return "".join(f.message for f in collection.told)


def same(local: Local, folder: Path, collection: Collection) -> None:
    """The same files and findings as if they were read here."""
    assert [f for f in collection.findings if f not in collection.told] == [*local.collection.findings]
    assert collection.files == local.collection.files
    assert outputs(folder) == {n: data for n, data in local.outputs.items() if n.startswith("退回/")}


@slow
def test_a_cluster_gives_the_same_files_and_findings(local: Local, there: Cluster, folder: Path) -> None:
    there.work(2)
    steps: list[tuple[int, int]] = []
    collection = pipeline.collect(
        folder, lambda *step: steps.append(step), today=TODAY, scheduler=there.address
    )
    same(local, folder, collection)
    assert not collection.told
    assert there.begun()
    assert steps == sorted(steps)
    assert steps[-1] == (len(collection.files), len(collection.files))
    codes = {f.code for f in collection.findings}
    assert codes > {"file-gave-up", "file-unpacked", "file-not-regular", "file-empty", "answer-blank"}
    assessment = pipeline.assess(folder, scheduler=there.address)
    assert outputs(folder) == local.outputs
    trial = pipeline.try_settings(folder, ["名额.好.比例=1/4"], scheduler=there.address)
    assert all_told(trial.official) == all_told(assessment)


@contextmanager
def running(folder: Path, address: str) -> Iterator[Future[Collection]]:
    """A collect that goes on meanwhile, and has ended behind this."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(pipeline.collect, folder, today=TODAY, scheduler=address)


@slow
def test_a_worker_that_is_killed_in_the_middle_costs_nothing(
    local: Local, there: Cluster, folder: Path
) -> None:
    there.work(2)
    there.hold()
    with running(folder, there.address) as run:
        wait_until(lambda: len(there.begun()) == 2, 60, "both workers in the middle of a batch")
        there.workers[0].kill()
        there.workers[0].wait()
        there.let_go()
    same(local, folder, run.result())
    assert not run.result().told


@slow
@pytest.mark.usefixtures("impatient")
def test_all_workers_killed_leave_the_rest_to_this_computer(
    local: Local, there: Cluster, folder: Path
) -> None:
    there.work(2)
    there.hold()
    with running(folder, there.address) as run:
        wait_until(there.begun, 60, "a worker in the middle of a batch")
        there.end_workers()
    same(local, folder, run.result())
    assert "已改在本机读取" in lost(run.result())
    assert "没有了应答" in lost(run.result())


@slow
@pytest.mark.usefixtures("impatient")
def test_a_frozen_worker_leaves_the_rest_to_this_computer(
    local: Local, there: Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "STILL", 3.0)
    there.work(1)
    there.hold()
    with running(folder, there.address) as run:
        wait_until(there.begun, 60, "a worker in the middle of a batch")
        there.workers[0].send_signal(signal.SIGSTOP)
    same(local, folder, run.result())
    assert "很久没有传回结果" in lost(run.result())


@slow
@pytest.mark.usefixtures("impatient")
def test_a_scheduler_killed_leaves_the_rest_to_this_computer(
    local: Local, tmp_path: Path, folder: Path
) -> None:
    with Cluster(tmp_path) as there:
        there.work(1)
        there.hold()
        with running(folder, there.address) as run:
            wait_until(there.begun, 60, "a worker in the middle of a batch")
            there.scheduler.kill()
    same(local, folder, run.result())
    assert "断了联系" in lost(run.result())


@slow
def test_a_worker_of_another_edition_that_comes_late_reads_nothing(
    local: Local, there: Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.work(1)
    other = (("dangjian-xl", "9.9"), *edition.edition()[1:])
    monkeypatch.setattr(cluster, "edition", lambda: other)
    collection = pipeline.collect(folder, today=TODAY, scheduler=there.address)
    same(local, folder, collection)
    assert "dangjian-xl 是 0.1.0，这台是 9.9" in lost(collection)
    assert not there.begun()


@slow
def test_what_is_too_large_to_send_is_read_here_without_a_word(
    local: Local, there: Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.work(1)
    monkeypatch.setattr(cluster, "MOST_BYTES", 12_000)
    collection = pipeline.collect(folder, today=TODAY, scheduler=there.address)
    same(local, folder, collection)
    assert there.begun()
    assert not collection.told


@slow
def test_a_cluster_without_workers_or_with_another_program_is_refused_before_anything_is_read(
    there: Cluster, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "APPEAR", 0.5)
    with pytest.raises(CannotRunError, match=f"还没有计算机接入集群.*dask worker {there.address}"):
        pipeline.collect(folder, scheduler=there.address)
    # A folder that hides the program: what another version without clusters looks like.
    (tmp_path / "paths" / "dangjian_xl").mkdir(parents=True)
    (tmp_path / "paths" / "dangjian_xl" / "__init__.py").touch()
    monkeypatch.setattr(scheduler, "APPEAR", 60.0)
    there.work(1, str(tmp_path / "paths"))
    with pytest.raises(CannotRunError, match=r"没有这个版本的 dangjian-xl.*装同一版本"):
        pipeline.collect(folder, scheduler=there.address)
    monkeypatch.setattr(scheduler, "edition", lambda: (("Python", "3.99"), *edition.edition()))
    there.end_workers()
    there.work(1)
    with pytest.raises(CannotRunError, match=r"那边的 Python 是 3.*，这台是 3.99"):
        pipeline.collect(folder, scheduler=there.address)
    assert outputs(folder) == {}


def _serve(said: bytes) -> Iterator[str]:
    """Something else than a scheduler: it says so much to whoever comes, and no more."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        ended, lines = threading.Event(), list[socket.socket]()

        def serve() -> None:
            server.settimeout(0.05)
            while not ended.is_set():
                with suppress(TimeoutError):
                    line, _ = server.accept()
                    lines.append(line)
                    line.sendall(said)

        pool.submit(serve)
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            ended.set()
            for line in lines:
                line.close()


other_server = contextmanager(_serve)


@pytest.mark.parametrize(
    ("said", "scheme", "words"),
    [
        (b"", "tcp", "应答的不是集群的调度程序.*Scheduler at"),
        (b"HTTP/1.1 400 Bad Request", "tcp", "应答的不是集群的调度程序"),
        (b"SSH-2.0-OpenSSH", "tcp", "应答的不是集群的调度程序"),
        ((58).to_bytes(8, "little"), "tls", "没有加密"),
    ],
)
def test_what_is_no_scheduler_is_told_at_once(
    year: Year, said: bytes, scheme: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "ANSWER", 0.3)
    with other_server(said) as place, pytest.raises(CannotRunError, match=words):
        pipeline.collect(year[0], scheduler=f"{scheme}://{place}")


def test_an_odd_address_is_told_even_where_nothing_need_be_read(folder: Path) -> None:
    pipeline.collect(folder, today=TODAY)
    with pytest.raises(CannotRunError, match="不是集群的地址"):
        pipeline.collect(folder, scheduler="127.0.0.1:8786")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (NOWHERE, "连不上集群“tcp://127.0.0.1:9”.*dask scheduler"),
        ("tls://127.0.0.1:9", "连不上集群"),
        ("127.0.0.1:8786", "不是集群的地址.*tcp://"),
        ("tcp://", "不是集群的地址"),
        ("http://127.0.0.1:8787/status", "不是集群的地址"),
    ],
)
def test_a_cluster_that_is_not_there_is_told_in_a_sentence(
    year: Year, address: str, words: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scheduler, "ANSWER", 0.3)
    with pytest.raises(SystemExit) as ended:
        cli.main(["collect", str(year[0]), "--scheduler", address])
    assert ended.value.code == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert re.search(words, err.replace("\n", "")), err
    assert "distributed" not in err
    assert outputs(year[0]) == {}


def test_without_the_extra_it_is_told_what_to_install(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CannotRunError, match=r"dangjian-xl\[cluster\]"):
        pipeline.assess(year[0], scheduler=NOWHERE)


def test_what_a_worker_runs_reads_as_is_read_here(year: Year) -> None:
    folder, scheme = year
    hostile(folder / "回收")
    workspace = Workspace(folder)
    recipe = Recipe(scheme, workspace.key())
    paths = [p for p in survey(workspace.returned) if not p.is_symlink()]
    files = [(path, workspace.relative(path)) for path in paths]
    sent = [batches.Sent.of(path, shown, path.read_bytes()) for path, shown in files]
    groups = batches.answer(batches.read_batch(batches.packed(recipe), sent, edition.edition()))
    assert not isinstance(groups, str)
    here = children.read_all(recipe, files, lambda _done, _all: None)
    assert [file for group in groups for file in group] == here
    assert [group[0].file for group in groups] == [shown for _, shown in files]
    # Nothing of a name but its ending, and of that nothing odd, reaches another computer's folders.
    assert {s.suffix for s in sent} == {".xlsx", ".zip", ""}


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ((("a", "1"), ("b", "2")), ""),
        ((("b", "2"), ("a", "1")), ""),
        ((("a", "1"), ("b", "3")), "那边的 b 是 3，这台是 2"),
        ((("a", "1"),), "那边的 b 是 没有，这台是 2"),
        ((("a", "0"), ("b", "0")), "那边的 a 是 0，这台是 1"),
    ],
)
def test_the_first_difference_of_editions_is_told(there: edition.Edition, words: str) -> None:
    assert edition.difference(there, (("a", "1"), ("b", "2"))) == words


def test_names_that_look_alike_are_told_apart() -> None:
    used: set[str] = set()
    shown = ["a", "b", "a", "a", "a（同名第2个）"]
    assert [children.told_apart(name, used) for name in shown] == [
        "a",
        "b",
        "a（同名第2个）",
        "a（同名第3个）",
        "a（同名第2个）（同名第2个）",
    ]


def test_what_went_wrong_in_a_worker_comes_back_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(batches, "read_all", full)
    recipe = batches.packed(Recipe(None, b""))
    assert batches.answer(batches.read_batch(recipe, [], edition.edition())) == "那边出错：OSError"


def test_an_edition_follows_from_the_programs_content(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x = 1\ny = 2\n")
    before = edition._content(tmp_path)
    (tmp_path / "a.py").write_bytes(b"x = 1\r\ny = 2\r\n")
    (tmp_path / "macro_files").mkdir()
    (tmp_path / "macro_files" / "build.py").write_bytes(b"x = 1")
    assert edition._content(tmp_path) == before
    (tmp_path / "a.py").write_bytes(b"x = 1\ny = 3\n")
    assert edition._content(tmp_path) != before
