"""What each command loads: every command is run as staff run it, and what it has loaded when it ends is looked at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

import dangjian_xl
from dangjian_xl import pipeline
from dangjian_xl.cli import app
from tests.support.levels import approve
from tests.support.small import SMALL, right
from tests.support.year import return_all, scheme_of, workspace

#: Libraries that take long to load. rich does not take very long, but comes with every start if nobody looks.
HEAVY = frozenset(
    {
        *("pandas", "pandera", "numpy", "scipy", "pyarrow", "ortools", "rapidfuzz", "distributed"),
        *("openpyxl", "xlsxwriter", "python_calamine", "xlrd", "xlwings", "msoffcrypto", "lxml"),
        *("docx", "docxtpl", "jinja2", "rich", "pydantic", "asyncio"),
    }
)
#: typer reads what was typed by pydantic; our sentences are shown by rich.
SCREEN = {"pydantic", "rich"}
SCHEME = {*SCREEN, "python_calamine"}
WRITES = {*SCHEME, "xlsxwriter"}
#: Answers in a table and the rules over it; pandas loads pyarrow where that is there, pandera asyncio.
TABLE = {"pandas", "pandera", "numpy", "pyarrow", "asyncio"}
RETURNS = {*SCHEME, *TABLE}
#: Changing a workbook that is a person's.
CHANGES = {"openpyxl", "lxml"}
PAPERS = {"docx", "docxtpl", "jinja2", "lxml"}
#: Command lines with exit code and what they may load. “年度” is a year that was assessed and approved, “预设” one that
#: was just begun.
LINES: tuple[tuple[str, int, set[str]], ...] = (
    ("", 2, set()),
    ("--help", 0, set()),
    ("--version", 0, set()),
    ("colect", 2, set()),
    ("new 新", 0, WRITES),
    ("check 年度", 0, SCHEME),
    ("check 年度 --json", 0, SCHEME - {"rich"}),
    ("schedule 预设", 0, WRITES),
    ("agenda 预设", 0, WRITES),
    ("issue 年度", 0, WRITES),
    ("collect 年度", 0, WRITES | RETURNS),
    ("collect 年度 --json", 0, (WRITES | RETURNS) - {"rich"}),
    ("assess 年度", 0, WRITES | RETURNS | CHANGES | {"scipy"}),
    ("assess 年度 --set 评价环节.现场.权重=50 --set 评价环节.互评.权重=50", 0, WRITES | RETURNS),
    ("explain 年度 A1", 0, RETURNS),
    ("report 年度 --no-pdf", 0, WRITES | RETURNS | CHANGES | PAPERS),
    ("rectify 年度 --no-pdf", 0, WRITES | RETURNS | PAPERS),
    ("split 年度", 2, SCHEME),
    ("handin 年度 没有.xlsx", 2, RETURNS | CHANGES),
    ("workbench 年度", 2, WRITES),
    ("addin status", 0, SCREEN),
)
HOME = str(Path(dangjian_xl.__file__).parent.parent)
#: mark needs an open workbook; demo does everything that the others do.
NOT_RUN = {"mark", "demo"}
#: Child processes read files: no table, no rule, nothing that writes.
CHILD = "from dangjian_xl.returns import worker"
_TELL = (
    "import atexit, sys; atexit.register(lambda: sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules))); "
)

pytestmark = pytest.mark.long


def loaded(program: str, *arguments: str, folder: Path) -> tuple[int, frozenset[str], str]:
    """Exit code, which of the heavy libraries were loaded, and what was said."""
    run = subprocess.run(
        [sys.executable, "-c", _TELL + program, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": HOME},
        check=False,
    )
    said, _, modules = run.stderr.rpartition("LOADED ")
    return run.returncode, HEAVY & set(modules.split()), run.stdout + said


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small year, worked through up to its papers, and a new one; not to be changed."""
    root = tmp_path_factory.mktemp("imports") / "年度"
    scheme = scheme_of(SMALL)
    workspace(root, scheme)
    return_all(root, scheme, right)
    pipeline.assess(root)
    approve(root, dict.fromkeys(("A1", "A2", "A3"), "较好"))
    pipeline.report(root, pdf=False)
    pipeline.new(root.parent / "预设", "sztu-2022")
    return root.parent


@pytest.mark.parametrize(("line", "code", "allowed"), LINES, ids=[line for line, _, _ in LINES])
def test_a_command_loads_what_it_uses_only(
    line: str, code: int, allowed: set[str], made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    ended, found, said = loaded("from dangjian_xl.cli import main; main()", *line.split(), folder=tmp_path)
    # Findings, and what a machine lacks, end a command with 1.
    assert ended in {code, 1}, said
    assert found <= allowed, f"{line} loads {sorted(found - allowed)}"


COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_every_command_is_looked_at() -> None:
    assert {line.split()[0] for line, _, _ in LINES if line and line[0] != "-"} - {"colect"} == (
        set(COMMANDS) - NOT_RUN
    )


def test_no_commands_help_loads_anything(tmp_path: Path) -> None:
    program = f"""
from dangjian_xl.cli import main
for name in {COMMANDS!r}:
    try: main([name, '--help'])
    except SystemExit as ended: assert ended.code == 0, name
"""
    code, found, said = loaded(program, folder=tmp_path)
    assert (code, sorted(found)) == (0, []), said


def test_a_child_process_loads_what_reads_files_only(tmp_path: Path) -> None:
    code, found, said = loaded(CHILD, folder=tmp_path)
    assert code == 0, said
    assert found == {"python_calamine"}


def test_what_is_loaded_is_noticed(tmp_path: Path) -> None:
    # The test of the tests.
    assert loaded("import dangjian_xl.classic", folder=tmp_path)[1] == {"xlsxwriter"}
