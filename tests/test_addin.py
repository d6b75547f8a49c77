"""The xlwings add-in and the interpreter's name: on computers made of folders, for Windows, macOS and Linux."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_xl import addin
from dangjian_xl.addin import Line, install, remove, status
from dangjian_xl.errors import CannotRunError
from dangjian_xl.machine import Machine, Platform, look

ADDIN, OLDER = b"the add-in of today", b"the add-in of last year"
EXCELS: tuple[Platform, ...] = ("windows", "macos")
ENDS = {"windows": b"\r\n", "macos": b"\n"}


def computer(root: Path, platform: Platform = "windows") -> Machine:
    """A computer with everything, below a folder; nothing is installed yet."""
    package = root / "site" / "xlwings"
    home = root / "家"
    environ = {"APPDATA": str(home / "Roaming"), "ProgramFiles": str(root / "Programs")}
    for path, data in {
        package / "addin" / "xlwings.xlam": ADDIN,
        package / "xlwings-1.2.3.applescript": b"on VbaHandler",
        root / "党建" / "python.exe": b"",
        root / "党建" / "dangjian-xl": b"",
        root / "other" / "python.exe": b"",
        root / "Programs" / "Microsoft Office" / "root" / "Office16" / "EXCEL.EXE": b"",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return replace(
        look(platform, home, environ, lambda: True),
        encoding="utf-8" if platform == "macos" else "gbk",
        interpreter=root / "党建" / "python.exe",
        command=root / "党建" / "dangjian-xl",
        xlwings=package,
        excel=platform != "linux",
        libreoffice=platform == "linux",
        uno=platform == "linux",
    )


@pytest.fixture(params=EXCELS)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return computer(tmp_path, request.param)


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def setting(machine: Machine, value: Path | str, key: str = "") -> bytes:
    return f'"{key or machine.key}","{value}"'.encode(machine.encoding) + ENDS[machine.platform]


def other(machine: Machine) -> Path:
    return machine.interpreter.parent.parent / "other" / "python.exe"


def lacks(lines: tuple[Line, ...]) -> str:
    return "\n".join(line.text for line in lines if not line.ok)


def texts(lines: tuple[Line, ...]) -> str:
    return "\n".join(line.text for line in lines)


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def as_excel_reads(machine: Machine) -> str:
    """The interpreter, read as the add-in's VBA reads it: `Input #` takes field after field, two by two."""
    text, fields = machine.config.read_bytes().decode(machine.encoding, "replace"), list[str]()
    while text:
        text = text.lstrip(" \t")
        if text.startswith('"'):
            field, _, text = text[1:].partition('"')
            text = text.lstrip(" \t").removeprefix(",") if not text.startswith(("\r", "\n")) else text
        else:
            end = min((text.find(mark) for mark in ",\r\n" if mark in text), default=len(text))
            field, text = text[:end], text[end:].removeprefix(",")
        text = text.removeprefix("\r").removeprefix("\n")
        fields.append(field)
    pairs = zip(fields[::2], fields[1::2], strict=False)
    return next((value for name, value in pairs if name.lower() == machine.key.lower()), "")


# --- the plain way


def test_after_install_everything_is_as_it_should_be(machine: Machine) -> None:
    assert lacks(status(machine))
    lines = install(machine)
    assert not lacks(lines)
    assert "Excel 重新打开后生效" in texts(lines)
    assert not lacks(status(machine))
    assert (machine.startup[0] / "xlwings.xlam").read_bytes() == ADDIN
    assert as_excel_reads(machine) == str(machine.interpreter)


def test_on_a_mac_the_script_that_calls_python_is_installed_too(tmp_path: Path) -> None:
    machine = computer(tmp_path, "macos")
    assert "调用脚本还没有装" in lacks(status(machine))
    install(machine)
    script = machine.home / "Library/Application Scripts/com.microsoft.Excel/xlwings-1.2.3.applescript"
    assert script.read_bytes() == b"on VbaHandler"
    remove(machine)
    assert not script.exists()


def test_install_twice_is_install_once(machine: Machine) -> None:
    install(machine)
    once = files(machine.home)
    lines = install(machine)
    assert files(machine.home) == once
    assert all(line.ok and "没有改动" in line.text for line in lines)


def test_remove_leaves_nothing(machine: Machine) -> None:
    install(machine)
    assert not lacks(remove(machine))
    assert files(machine.home) == {}
    assert "没有在 Excel 里装过" in texts(remove(machine))


def test_linux_needs_nothing_and_nothing_is_written(tmp_path: Path) -> None:
    machine = computer(tmp_path, "linux")
    before = files(tmp_path)
    assert not lacks(install(machine))
    assert "不需要 Excel 加载项" in texts(install(machine))
    assert not lacks(remove(machine))
    assert not lacks(status(machine))
    assert files(tmp_path) == before


# --- what other work has set


def test_another_python_is_kept_and_told(machine: Machine) -> None:
    before = put(machine.config, setting(machine, other(machine))).read_bytes()
    assert str(other(machine)) in lacks(install(machine))
    assert machine.config.read_bytes() == before
    assert "--force" in lacks(status(machine))
    assert not lacks(install(machine, force=True))
    assert as_excel_reads(machine) == str(machine.interpreter)
    remove(machine)
    assert machine.config.read_bytes() == before


@pytest.mark.parametrize("key", ["INTERPRETER", "interpreter", "Interpreter_Win"])
def test_another_python_is_seen_under_old_names_and_in_any_case(tmp_path: Path, key: str) -> None:
    machine = computer(tmp_path)
    put(machine.config, setting(machine, other(machine), key))
    assert str(other(machine)) in lacks(install(machine))


def test_a_conda_environment_is_another_python(tmp_path: Path) -> None:
    machine = computer(tmp_path)
    put(machine.config, setting(machine, "C:\\conda", "CONDA PATH") + setting(machine, "财务", "CONDA ENV"))
    assert "conda 环境 财务" in lacks(install(machine))
    assert not lacks(install(machine, force=True))
    assert not lacks(status(machine))


def test_a_python_that_is_gone_is_told_and_replaced(machine: Machine) -> None:
    put(machine.config, setting(machine, "C:\\gone\\python.exe"))
    assert "已经不在了" in lacks(status(machine))
    assert not lacks(install(machine))
    assert not lacks(status(machine))


def test_the_same_python_set_by_the_user_stays_his(machine: Machine) -> None:
    before = put(machine.config, setting(machine, machine.interpreter)).read_bytes()
    install(machine)
    remove(machine)
    assert machine.config.read_bytes() == before


def test_pythonw_beside_ours_is_ours(tmp_path: Path) -> None:
    machine = computer(tmp_path)
    put(machine.config, setting(machine, put(machine.interpreter.with_name("pythonw.exe"), b"")))
    assert "没有告诉" not in lacks(status(machine))
    assert "别的 Python" not in lacks(status(machine))


def test_a_name_for_the_same_program_is_ours_but_not_a_neighbour(tmp_path: Path) -> None:
    machine = computer(tmp_path, "macos")
    twin, neighbour = (machine.interpreter.with_name(name) for name in ("python3", "python3.9"))
    twin.symlink_to(machine.interpreter)
    put(neighbour, b"")
    put(machine.config, setting(machine, twin))
    assert "别的 Python" not in lacks(status(machine))
    put(machine.config, setting(machine, neighbour))
    assert "别的 Python" in lacks(status(machine))


def test_a_python_named_by_a_variable_is_found(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGJIAN_TEST", str(machine.interpreter.parent))
    put(machine.config, setting(machine, "$DANGJIAN_TEST/python.exe"))
    assert "本程序的 Python" in texts(status(machine))


def test_an_older_addin_is_replaced_and_comes_back(machine: Machine) -> None:
    target = put(machine.startup[0] / "xlwings.xlam", OLDER)
    assert "版本不一致" in lacks(status(machine))
    lines = install(machine)
    assert not lacks(lines)
    assert "原来的版本留在" in texts(lines)
    assert target.read_bytes() == ADDIN
    # Excel would open a second add-in that lay beside it
    assert [path.name for path in target.parent.iterdir()] == ["xlwings.xlam"]
    remove(machine)
    assert files(machine.home) == {target.relative_to(machine.home).as_posix(): OLDER}


def test_an_addin_that_serves_another_python_is_left(machine: Machine) -> None:
    target = put(machine.startup[0] / "xlwings.xlam", OLDER)
    put(machine.config, setting(machine, other(machine)))
    assert "另一个版本" in lacks(install(machine))
    assert target.read_bytes() == OLDER
    assert not lacks(install(machine, force=True))
    assert target.read_bytes() == ADDIN


def test_an_addin_that_was_there_stays(machine: Machine) -> None:
    target = put(machine.startup[0] / "xlwings.xlam", ADDIN)
    install(machine)
    remove(machine)
    assert target.read_bytes() == ADDIN


def test_an_addin_that_was_changed_since_is_not_removed(machine: Machine) -> None:
    install(machine)
    target = put(machine.startup[0] / "xlwings.xlam", OLDER)
    assert "后来移走或换过" in texts(remove(machine))
    assert target.read_bytes() == OLDER


def test_an_update_of_our_own_keeps_no_copy(machine: Machine) -> None:
    install(machine)
    assert machine.xlwings
    put(machine.xlwings / "addin" / "xlwings.xlam", b"the add-in of tomorrow")
    assert "重新运行 dangjian-xl addin install" in lacks(status(machine))
    assert "原来的版本" not in texts(install(machine))
    assert not lacks(status(machine))
    remove(machine)
    assert files(machine.home) == {}


def test_the_addin_for_all_users_is_enough(tmp_path: Path) -> None:
    machine = computer(tmp_path)
    put(machine.startup[1] / "xlwings.xlam", ADDIN)
    assert not lacks(install(machine))
    assert not machine.startup[0].exists()


def test_this_program_moved_elsewhere_needs_no_force(machine: Machine) -> None:
    before = put(machine.config, setting(machine, other(machine))).read_bytes()
    install(machine, force=True)
    moved = replace(machine, interpreter=put(machine.home.parent / "moved" / "python.exe", b""))
    assert "别的 Python" in lacks(status(moved))
    assert not lacks(install(moved))
    assert as_excel_reads(moved) == str(moved.interpreter)
    remove(moved)
    assert machine.config.read_bytes() == before


def test_an_interpreter_changed_since_is_left(machine: Machine) -> None:
    install(machine)
    changed = put(machine.config, setting(machine, other(machine))).read_bytes()
    assert "后来改过" in texts(remove(machine))
    assert machine.config.read_bytes() == changed


# --- the configuration's bytes

ODD = st.sampled_from(
    [
        b"\xef\xbb\xbf",
        b'\xef\xbb\xbf"PYTHONPATH","x"\r\n',
        b"\r\n",
        b"\n",
        b"\r",
        b'"SHOW CONSOLE","True"\r\n',
        b'"INTERPRETER_WIN","C:\\gone\\python.exe"\r\n',
        b'"INTERPRETER_MAC", "/gone/python"\n',
        b'"interpreter_win","python"',
        b"INTERPRETER_WIN,",
        b'"INTERPRETER_WIN","\n',
        b'"PYTHONPATH","C:\\\xb5\xb3\xbd\xa8"\r\n',
        b'"',
        b",",
        b"\x00",
    ]
)
CONFIGS = st.one_of(st.binary(max_size=60), st.lists(ODD, max_size=8).map(b"".join))


@given(config=CONFIGS, platform=st.sampled_from(EXCELS))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_there_comes_back_byte_for_byte(config: bytes, platform: Platform) -> None:
    with tempfile.TemporaryDirectory() as folder:
        machine = computer(Path(folder), platform)
        put(machine.config, config)
        install(machine, force=True)
        standing = machine.config.read_bytes()
        assert standing.endswith(config)
        assert as_excel_reads(machine) == str(machine.interpreter)
        assert install(machine, force=True)
        assert machine.config.read_bytes() == standing
        remove(machine)
        # an empty file tells Excel as little as none
        assert (machine.config.read_bytes() if machine.config.exists() else b"") == config


@given(config=CONFIGS, platform=st.sampled_from(EXCELS))
@settings(max_examples=50, deadline=None)
def test_without_force_another_python_stays_named(config: bytes, platform: Platform) -> None:
    with tempfile.TemporaryDirectory() as folder:
        machine = computer(Path(folder), platform)
        put(machine.config, setting(machine, other(machine)) + config)
        before = machine.config.read_bytes()
        assert str(other(machine)) in lacks(install(machine))
        assert machine.config.read_bytes() == before


def test_later_changes_of_the_ribbon_survive_remove(machine: Machine) -> None:
    put(machine.config, setting(machine, other(machine)))
    install(machine, force=True)
    with machine.config.open("ab") as config:
        config.write(b'"SHOW CONSOLE","True"\r\n')
    remove(machine)
    assert machine.config.read_bytes() == setting(machine, other(machine)) + b'"SHOW CONSOLE","True"\r\n'


def test_windows_reads_the_path_in_its_code_page(tmp_path: Path) -> None:
    machine = computer(tmp_path)
    install(machine)
    assert "党建".encode("gbk") in machine.config.read_bytes()


def test_a_path_excel_cannot_read_is_refused(tmp_path: Path) -> None:
    machine = replace(computer(tmp_path), encoding="cp1252")
    assert "请换到没有生僻字" in lacks(install(machine))
    assert not machine.config.exists()
    machine = computer(tmp_path / "My Mac", "macos")
    assert "请换到没有空格" in lacks(install(machine))
    put(machine.config, setting(machine, machine.interpreter))
    assert "请换到没有空格" in lacks(status(machine))


def test_damaged_lines_are_told_by_number(machine: Machine) -> None:
    install(machine)
    with machine.config.open("ab") as config:
        config.write(b'"SHOW CONSOLE","True"\n\nnonsense\n')
    assert "第 3、4 行" in lacks(status(machine))
    assert "第 3、4 行" in lacks(install(machine))


# --- what is missing, and what goes wrong


def without(path: Callable[[Machine], Path]) -> Callable[[Machine], Machine]:
    def change(machine: Machine) -> Machine:
        path(machine).unlink()
        return machine

    return change


LACKS: list[tuple[Platform, Callable[[Machine], Machine], str]] = [
    ("windows", lambda m: replace(m, xlwings=None), "pip install --force-reinstall xlwings"),
    ("windows", lambda m: replace(m, excel=False), "没有找到 Excel，只有它的启动文件夹"),
    ("windows", without(lambda m: m.startup[0] / "xlwings.xlam"), "加载项还没有装；请运行 dangjian-xl addin"),
    ("windows", without(lambda m: m.config), "还没有告诉 Excel 用哪个 Python；请运行"),
    ("windows", without(lambda m: m.interpreter), "已经不在了"),
    ("windows", without(lambda m: m.command), "没有找到 dangjian-xl 命令"),
    ("macos", without(lambda m: m.startup[0] / "xlwings.xlam"), "加载项还没有装"),
    ("macos", without(lambda m: m.config), "还没有告诉 Excel"),
    ("linux", lambda m: replace(m, libreoffice=False), "没有找到 LibreOffice；请安装"),
    ("linux", lambda m: replace(m, uno=False), "python3-uno"),
    ("linux", without(lambda m: m.command), "没有找到 dangjian-xl 命令"),
]


@pytest.mark.parametrize(("platform", "change", "told"), LACKS, ids=[told for _, _, told in LACKS])
def test_status_tells_each_lack_alone(
    tmp_path: Path, platform: Platform, change: Callable[[Machine], Machine], told: str
) -> None:
    machine = computer(tmp_path, platform)
    install(machine)
    lacking = lacks(status(change(machine)))
    assert told in lacking
    assert "\n" not in lacking
    assert lacking.endswith("。")


@pytest.mark.parametrize(
    ("wps", "libreoffice", "told"),
    [
        (False, False, "请先安装 Excel 或 LibreOffice"),
        (True, False, "WPS 不能运行 xlwings"),
        (False, True, "LibreOffice 找到了"),
        (True, True, "LibreOffice 找到了"),
    ],
)
def test_without_excel_nothing_is_installed(tmp_path: Path, wps: bool, libreoffice: bool, told: str) -> None:
    machine = replace(computer(tmp_path), excel=False, wps=wps, libreoffice=libreoffice)
    before = files(tmp_path)
    with pytest.raises(CannotRunError, match=told):
        install(machine)
    assert files(tmp_path) == before
    first, *rest = status(machine)
    assert first.ok == libreoffice
    assert told in first.text
    assert "加载项还没有装" not in texts(tuple(rest))


def test_without_xlwings_nothing_is_installed(machine: Machine) -> None:
    with pytest.raises(CannotRunError, match="没有 xlwings"):
        install(replace(machine, xlwings=None))


def test_remove_works_after_xlwings_is_gone(machine: Machine) -> None:
    install(machine)
    remove(replace(machine, xlwings=None))
    assert files(machine.home) == {}


@pytest.mark.parametrize("record", [b"", b"{", b"[1]", b"null", b"\xff\xfe", b'{"x": {}}'])
def test_a_damaged_record_takes_nothing_away(machine: Machine, record: bytes) -> None:
    install(machine)
    put(machine.config.parent / addin.RECORD_NAME, record)
    remove(machine)
    assert as_excel_reads(machine) == str(machine.interpreter)
    assert (machine.startup[0] / "xlwings.xlam").exists()


def test_a_folder_in_the_way_is_told_and_the_rest_goes_on(machine: Machine) -> None:
    (machine.startup[0] / "xlwings.xlam").mkdir(parents=True)
    lines = install(machine)
    assert "同名的位置上是一个文件夹" in lacks(lines)
    assert as_excel_reads(machine) == str(machine.interpreter)
    assert "同名的位置上是一个文件夹" in lacks(status(machine))


def test_a_configuration_that_is_a_folder_is_told(machine: Machine) -> None:
    machine.config.mkdir(parents=True)
    assert "“xlwings.conf”读不出来" in lacks(install(machine))
    assert "“xlwings.conf”读不出来" in lacks(status(machine))


@contextmanager
def nobody() -> Iterator[None]:
    """As a user without rights, even where the tests run as root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into, unlike pytest's."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_without_rights_is_told_in_words(open_folder: Path) -> None:
    machine = computer(open_folder)
    machine.startup[0].mkdir(parents=True)
    machine.home.chmod(0o555)
    machine.startup[0].chmod(0o555)
    with nobody():
        lines = install(machine)
    assert not any(line.ok for line in lines)
    assert "没有权限，或者文件正在 Excel" in lacks(lines)
    assert "Errno" not in lacks(lines)


def test_what_could_not_be_removed_can_be_removed_later(open_folder: Path) -> None:
    machine = computer(open_folder)
    machine.home.mkdir()
    if os.geteuid() == 0:
        os.chown(machine.home, 65534, 65534)
    with nobody():
        install(machine)
        machine.startup[0].chmod(0o555)
        assert "没有权限" in lacks(remove(machine))
        machine.startup[0].chmod(0o755)
        assert not lacks(remove(machine))
    assert files(machine.home) == {}


# --- looking at a computer


def test_this_computer_can_be_looked_at() -> None:
    machine = Machine.here()
    assert machine.interpreter == Path(sys.executable)
    assert machine.command.stem == "dangjian-xl"
    assert all(line.text.endswith("。") for line in status(machine))


def test_uno_is_asked_on_linux_only(tmp_path: Path) -> None:
    def never() -> bool:
        raise AssertionError

    assert look("linux", tmp_path, {}, lambda: True).uno
    assert not any(look(platform, tmp_path, {}, never).uno for platform in EXCELS)


@pytest.mark.parametrize(
    ("platform", "program", "found"),
    [
        ("windows", "Microsoft Office/root/Office16/EXCEL.EXE", "excel"),
        ("windows", "Microsoft Office 15/root/Office15/EXCEL.EXE", "excel"),
        ("windows", "Microsoft Office/Office14/EXCEL.EXE", "excel"),
        ("windows", "Kingsoft/WPS Office/12/et.exe", "wps"),
        ("windows", "LibreOffice 7/program/soffice.exe", "libreoffice"),
        ("linux", "soffice", "libreoffice"),
        ("linux", "libreoffice", "libreoffice"),
    ],
)
def test_programs_are_found_where_they_lie(
    tmp_path: Path, platform: Platform, program: str, found: str
) -> None:
    put(tmp_path / "p" / program, b"")
    machine = look(
        platform,
        tmp_path,
        {"ProgramFiles": str(tmp_path / "p"), "PATH": str(tmp_path / "p")},
        lambda: False,
    )
    seen = {name for name in ("excel", "wps", "libreoffice") if getattr(machine, name)}
    assert seen == {found}


def test_a_mac_keeps_the_startup_folder_that_it_has(tmp_path: Path) -> None:
    plain = tmp_path / "Library/Group Containers/UBF8T346G9.Office/User Content/Startup/Excel"
    assert ".localized" in str(look("macos", tmp_path, {}, lambda: False).startup[0])
    plain.mkdir(parents=True)
    assert look("macos", tmp_path, {}, lambda: False).startup[0] == plain


def test_the_installed_xlwings_has_what_is_copied(tmp_path: Path) -> None:
    machine = replace(look("macos", tmp_path, {}, lambda: False), excel=True)
    sources = [source for source, _ in addin._files(machine)]
    assert [source.suffix for source in sources] == [".xlam", ".applescript"]
    assert all(source.is_file() for source in sources)
    config = (sources[0].parent / "Config.bas").read_text(encoding="latin-1")
    # what the configuration's first-line trick rests on
    assert "If LCase(sVarName) = LCase(sName) Then" in config
    assert "Exit Do" in config
