"""What the documents for users promise is there: verdicts, commands, options, files, keys of JSON."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from dangjian_xl.cli import app
from dangjian_xl.outputs.manifest import BALLOT_KEPT
from dangjian_xl.returns.verdicts import Verdict

ROOT = Path(__file__).parent.parent
MANUAL = (ROOT / "docs" / "使用手册.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("verdict", [*map(str, Verdict), BALLOT_KEPT])
def test_the_manual_says_what_to_do_about_every_verdict(verdict: str) -> None:
    rows = [line.split("|")[1] for line in MANUAL.splitlines() if line.startswith("| ")]
    assert any(verdict in row.replace("／", " ").split(" ") or verdict in row for row in rows), verdict


@pytest.mark.parametrize("text", [MANUAL, README], ids=["manual", "README"])
def test_every_command_and_option_that_is_named_exists(text: str) -> None:
    called = re.findall(r"dangjian-xl ([a-z]+)([^`\n]*)", text)
    assert len(called) > 10
    for name, rest in called:
        assert name in COMMANDS, name
        options = {option for param in COMMANDS[name].params for option in param.opts}
        assert set(re.findall(r"--[a-z]+", rest)) <= options | {"--preset"}, (name, rest)


def test_every_command_stands_in_both_documents() -> None:
    for name in COMMANDS:
        assert re.search(rf"\b{name}\b", README), name
        assert re.search(rf"\b{name}\b", MANUAL), name


def test_the_module_is_the_command() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "dangjian_xl", "--version"], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run.stdout)
