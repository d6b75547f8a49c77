"""Reaching LibreOffice: the user's own, none at all, one that dies; and the bridge that makes it possible."""

import builtins
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from dangjian_xl import libreoffice, office
from dangjian_xl.errors import CannotRunError
from dangjian_xl.libreoffice import connection, processes, profiles, runtime
from tests.support import calc

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("用户 配置") / "libre office"


@pytest.fixture(scope="module")
def users(profile: Path) -> Iterator[int]:
    with calc.users_office(profile) as number:
        yield number


def running_on(profile: Path) -> list[str]:
    """The command lines of what runs on a profile."""
    commands = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes()
        except OSError:  # it has just ended
            continue
        if profile.as_uri().encode() in command:
            commands.append(command.decode())
    return commands


def ends(profile: Path) -> bool:
    """Whether nothing runs on a profile any more; who was killed takes a moment to go."""
    deadline = time.monotonic() + 5
    while running_on(profile) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not running_on(profile)


def test_attach_finds_what_the_user_started(
    users: int, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(running_on(profile))
    monkeypatch.setenv(profiles.VARIABLE, str(profile))
    app = libreoffice.attach()
    assert app.pid == users
    book = app.books.add()
    book.sheets[0]["B2"].value = "述职"
    assert libreoffice.attach().books[book.name].sheets[0]["B2"].value == "述职"
    book.close()
    assert len(running_on(profile)) == before, "asking it to listen left something running"


def test_profile_may_be_a_file_url(users: int, profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(profiles.VARIABLE, profile.as_uri() + "/")
    assert libreoffice.attach().pid == users
    assert users in libreoffice.register().apps.keys()  # noqa: SIM118 - not a dict


def test_another_process_attaches_to_the_same(
    users: int, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(profiles.VARIABLE, str(profile))
    command = "from dangjian_xl import libreoffice; print(libreoffice.attach().pid)"
    answer = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert (answer.stdout.strip(), answer.stderr) == (str(users), "")


@pytest.mark.parametrize("lock", [False, True])
def test_nothing_is_started_where_none_runs(
    lock: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if lock:  # left by one that was killed
        (tmp_path / ".lock").write_text("[Lockdata]\nIPCServer=true\n")
    monkeypatch.setenv(profiles.VARIABLE, str(tmp_path))
    with pytest.raises(CannotRunError, match=r"^没有找到正在运行的 LibreOffice；.*。$"):
        libreoffice.attach()
    assert ends(tmp_path)


def test_a_stale_pipe_is_no_running_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(profiles.VARIABLE, str(tmp_path / "p"))
    with calc.users_office(tmp_path / "p") as first:
        libreoffice.attach()
        os.kill(first, signal.SIGKILL)
        while profiles.process_id(profiles.current()) == first:
            time.sleep(0.01)
        with pytest.raises(CannotRunError, match="没有找到正在运行的"):
            libreoffice.attach()
    with calc.users_office(tmp_path / "p") as again:
        assert libreoffice.attach().pid == again


def test_an_office_that_ends_meanwhile_leaves_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It was there when asked, and gone when the request came: soffice then stays, as the only one.
    monkeypatch.setattr(connection, "_ANSWER", 2.0)
    monkeypatch.setattr(connection, "_HAND_OVER", 1.0)
    monkeypatch.setattr(profiles, "running", lambda _: True)
    monkeypatch.setattr(profiles, "settled", lambda _: True)
    monkeypatch.setenv(profiles.VARIABLE, str(tmp_path))
    with pytest.raises(CannotRunError, match="没有回应"):
        libreoffice.attach()
    assert ends(tmp_path)


def test_a_killed_office_is_told_plainly() -> None:
    engine = libreoffice.register()
    app = engine.apps.add(visible=False, add_book=True)
    cells = app.books.active.sheets[0]["A1:B2"]
    name = app.books.active.names.add("甲", "=Sheet1!$A$1")
    cells.value = 1
    os.kill(app.pid, signal.SIGKILL)
    for action in (
        lambda: cells.value,
        lambda: cells.color,
        lambda: cells.font.bold,
        lambda: cells.note,
        lambda: name.refers_to,
        lambda: len(app.books),
        lambda: app.version,
        lambda: setattr(app, "status_bar", "好"),
    ):
        with pytest.raises(CannotRunError, match=r"已经关闭；请重新打开后再试。$"):
            action()
    assert app.pid not in engine.apps.keys()  # noqa: SIM118 - not a dict
    app.kill()


def test_offices_of_their_own_do_not_collide() -> None:
    engine = libreoffice.register()
    one, two = calc.app(), engine.apps.add(visible=False, add_book=True)
    assert one.pid != two.pid
    assert {one.pid, two.pid} <= set(engine.apps.keys())
    assert engine.apps.active == two, "the newest is the active one"
    folder = two.impl.office.folder
    two.quit()
    assert not folder.exists()
    assert one.pid in engine.apps.keys()  # noqa: SIM118 - not a dict
    assert two.pid not in engine.apps.keys()  # noqa: SIM118 - as above


def test_a_window_needs_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(CannotRunError, match="没有图形桌面"):
        libreoffice.register().apps.add(visible=True)


def test_pipes_are_one_for_each_profile() -> None:
    names = {profiles.pipe_name(f"file:///tmp/{n}") for n in range(100)}
    assert len(names) == 100
    assert max(map(len, names)) < 60, "a socket's path has room for some hundred letters"


def test_no_wait_is_endless() -> None:
    with pytest.raises(CannotRunError, match="没有回应"):
        processes.within(0.05, lambda: time.sleep(1))
    with pytest.raises(ZeroDivisionError):
        processes.within(1, lambda: 1 / 0)
    assert processes.within(1, lambda: "好") == "好"


def test_register_is_done_once() -> None:
    engine = libreoffice.register()
    count = len(xlwings.engines)
    assert libreoffice.register() is engine
    assert len(xlwings.engines) == count
    assert (engine.name, engine.type) == ("libreoffice", "desktop")
    assert (xlwings.engines.active is engine) == (sys.platform == "linux")


def test_loading_the_bridge_changes_nothing_else() -> None:
    path, usual = list(sys.path), builtins.__import__
    assert runtime.uno() is sys.modules["uno"]
    assert (sys.path, builtins.__import__) == (path, usual)
    with pytest.raises(ModuleNotFoundError, match=r"^No module named 'no_such_module'$"):
        __import__("no_such_module", fromlist=["x"])


def load_with(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    """Load the bridge anew, from these folders only; what is loaded stays."""
    for name in ("uno", "pyuno"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(runtime, "_libraries", lambda: iter(folders))
    runtime.uno()


def test_a_missing_bridge_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert libreoffice.usable()
    with pytest.raises(CannotRunError, match=r"缺少.*请安装 python3-uno"):
        load_with(monkeypatch, tmp_path)
    assert "uno" not in sys.modules
    assert not libreoffice.usable()


def test_a_missing_office_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "folders", lambda: iter([tmp_path]))
    with pytest.raises(CannotRunError, match=r"^没有找到 LibreOffice；"):
        load_with(monkeypatch, tmp_path)


@pytest.mark.parametrize(
    "built_for", [b"libpython3.8.so.1.0", b"python38.dll", b"LibreOfficePython.framework/Versions/3.8"]
)
def test_a_bridge_for_another_python_is_not_loaded(
    built_for: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "libpyuno.so").write_bytes(b"\0ELF\0" + built_for + b"\0")
    mine = f"3.{sys.version_info.minor}"
    with pytest.raises(CannotRunError, match=f"Python 3.8 编译的，而本程序用的是 Python {mine}；"):
        load_with(monkeypatch, tmp_path)


def test_a_broken_bridge_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyuno.so").write_bytes(b"no library")
    (tmp_path / "uno.py").write_text("import pyuno")
    with pytest.raises(CannotRunError, match="装载不了"):
        load_with(monkeypatch, tmp_path)
    assert "pyuno" not in sys.modules
