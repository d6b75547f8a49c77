"""The command line as a contract: exit codes, one plain sentence, JSON objects, Chinese help."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from dangjian_xl import pipeline
from tests.support.inspecting import scheme_of

pytestmark = pytest.mark.long

README = Path(__file__).parent.parent / "README.md"

COMMANDS = (
    "new",
    "check",
    "schedule",
    "agenda",
    "issue",
    "collect",
    "assess",
    "explain",
    "split",
    "handin",
    "workbench",
    "addin",
    "mark",
    "demo",
)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", "from dangjian_xl.cli import main; main()"]
    return subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "演示"
    told = run("demo", folder, "--seed", "7", "--no-pdf")
    assert told.returncode == 0, told.stderr
    assert "建议等次" in told.stdout
    return folder


@pytest.fixture
def year(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "年度"))


def one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and text.strip().endswith("。") and "Traceback" not in text


def test_help_is_chinese_and_names_every_command() -> None:
    told = run("--help")
    assert told.returncode == 0
    assert all(name in told.stdout for name in COMMANDS)
    for name in COMMANDS:
        text = run(name, "--help").stdout
        assert "用法" in text
        assert not {"Usage", "Options", "Arguments", "Show this", "default", "required"} & set(text.split())


CANNOT = (
    (("collect", "没有这个目录"), "不是工作目录"),
    (("assess", "."), "不是工作目录"),
    (("assess", ".", "--set", "名额.好.比例=1/4"), "不是工作目录"),
    (("explain", ".", "A01"), "不是工作目录"),
    (("explain", "."), "缺少对象"),
    (("new", "x", "--preset", "nowhere"), "没有名为"),
    (("split", "."), "不是工作目录"),
    (("handin", ".", "汇总表.xlsx"), "不是工作目录"),
    (("new", "x", "--preset", "sztu-2022", "--scheme", "方案.xlsx"), "只能用一个"),
    (("new", "x", "--scheme", "没有.xlsx"), "找不到方案"),
    (("colect",), "没有这个命令"),
    (("collect",), "缺少"),
    (("collect", ".", "--nosuch"), "没有 --nosuch 这个选项"),
    (("check", "没有这个文件.xlsx"), "找不到"),
    (("demo", "x", "--seed", "abc"), "--seed"),
    (("addin", "update"), "没有“update”这个动作"),
    (("workbench", "."), "不是工作目录"),
    (("schedule", "没有这个目录"), "不是工作目录"),
    (("collect", "没有这个目录", "--from", "."), "不是工作目录"),
    (("collect", ".", "--prefer", "oldest"), "--prefer 的值不对"),
    (("collect", ".", "--today", "12月5日"), "--today 的值不对"),
)


@pytest.mark.parametrize(
    ("arguments", "words"), CANNOT, ids=lambda v: " ".join(v) if isinstance(v, tuple) else v
)
def test_what_cannot_run_says_why_in_one_sentence(
    arguments: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run(*arguments)
    assert told.returncode == 2
    assert words in told.stderr
    assert one_sentence(told.stderr), told.stderr
    assert list(tmp_path.iterdir()) == []


def test_one_target_is_explained_and_other_settings_are_tried(year: Path) -> None:
    code, one = objects("explain", year, "书记A01", "--prefer", "newest", "--json")
    assert (code, one["target"], one["sections"][0]["title"]) == (0, "A01", "结论")
    unknown = run("explain", year, "没有这个人")
    assert (unknown.returncode, one_sentence(unknown.stderr)) == (2, True)
    weights = ("--set", "评价环节.T1-书面.权重=30", "--set", "评价环节.T1-现场.权重=20")
    code, trial = objects("assess", year, *weights, "--json")
    assert (code, len(trial["changes"]), len(trial["grades"])) == (0, 2, 33)
    spoilt = run("assess", year, *weights[:2])
    assert (spoilt.returncode, one_sentence(spoilt.stderr), "合计" in spoilt.stdout) == (1, True, True)


def test_new_never_overwrites_a_scheme(year: Path) -> None:
    before = (year / "方案.xlsx").read_bytes()
    told = run("new", year)
    assert told.returncode == 2
    assert one_sentence(told.stderr)
    assert (year / "方案.xlsx").read_bytes() == before


def test_a_lost_key_is_said_and_nothing_is_read_as_forged(year: Path) -> None:
    (year / ".dangjian-xl.key").unlink()
    told = run("collect", year)
    assert told.returncode == 2
    assert "密钥" in told.stderr


FINDING_KEYS = {"code", "severity", "file", "sheet", "cell", "message"}


def objects(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    told = run(*arguments)
    return told.returncode, json.loads(told.stdout)


def test_a_schedule_is_made_or_it_is_said_why_not(tmp_path: Path) -> None:
    pipeline.new_from(tmp_path / "年度", scheme_of(5, teams=2))
    code, told = objects("schedule", tmp_path / "年度", "--json")
    assert (code, told["added"], told["dated"], len(told["visits"]), told["findings"]) == (0, 10, 0, 10, [])
    assert told["loads"] == {f"JA{n}": 2 for n in range(5)}
    assert (tmp_path / "年度" / told["printed"]).is_file()
    again = run("schedule", tmp_path / "年度")
    assert (again.returncode, "已经全部排好，方案没有改动" in again.stdout) == (0, True)
    assert "5 个组各检查 2 个单位" in again.stdout
    pipeline.new_from(tmp_path / "太多", scheme_of(5, teams=3))
    refused = run("schedule", tmp_path / "太多")
    assert refused.returncode == 1
    assert "至多检查 10 次" in refused.stdout
    assert "没有排成，方案没有改动" in refused.stdout
    pipeline.new_from(tmp_path / "不排", replace(scheme_of(5), inspection_rules=()))
    unasked = run("schedule", tmp_path / "不排")
    assert unasked.returncode == 2
    assert one_sentence(unasked.stderr)


def test_what_is_overdue_is_told_as_of_the_day_given(year: Path) -> None:
    for day, told, number in (("2022-11-20", "2022年11月20日", 0), ("2022-12-31", "2022年12月31日", 1)):
        shown = run("collect", year, "--today", day).stdout.replace("\n", "")
        assert f"未交 1 份（截至{told}，逾期 {number} 份）" in shown


def test_forms_are_issued_with_a_button_or_without(year: Path) -> None:
    def forms() -> set[str]:
        return {path.suffix for path in (year / "发放").rglob("*.xls*")}

    assert forms() == {".xlsx"}
    assert run("issue", year, "--macros").returncode == 0
    assert forms() == {".xlsm"}
    assert run("issue", year).returncode == 0
    assert forms() == {".xlsx"}


def test_a_workbench_is_made_once_and_never_over_another(year: Path) -> None:
    file = year / "工作台.xlsm"
    whole = file.read_bytes()
    told = run("workbench", year)
    assert (told.returncode, file.read_bytes()) == (2, whole)
    assert one_sentence(told.stderr)
    file.unlink()
    assert run("workbench", year).returncode == 0
    assert file.read_bytes() == whole


def test_without_an_open_program_the_door_says_so(
    year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANGJIAN_XL_LIBREOFFICE_PROFILE", str(tmp_path / "nobody"))
    for arguments in (("mark",), ("workbench", year / "工作台.xlsm", "collect")):
        told = run(*arguments)
        assert told.returncode == 2
        assert "没有找到正在运行的 LibreOffice" in told.stderr
        assert one_sentence(told.stderr)


def test_what_the_machine_has_is_told_line_by_line() -> None:
    told = run("addin", "status")
    assert told.returncode == 0, told.stdout
    assert all(line.startswith("[好] ") and line.endswith("。") for line in told.stdout.splitlines())


def test_attachments_are_taken_in_and_told(year: Path, tmp_path: Path) -> None:
    source = tmp_path / "附件"
    source.mkdir()
    (source / "说明.txt").write_text("说明", encoding="utf-8")
    first = run("collect", year, "--from", source)
    assert "收进“回收”目录 1 个文件。" in first.stdout
    assert "收进“回收”目录 0 个文件，另有 1 个以前收过。" in run("collect", year, "--from", source).stdout


def test_json_of_check(year: Path) -> None:
    code, value = objects("check", year, "--json")
    assert code == 0
    assert all(set(f) >= FINDING_KEYS for f in value["findings"])


def test_json_of_collect(year: Path) -> None:
    code, value = objects("collect", year, "--json")
    assert code == 0
    assert value["missing"] == 1 == len(value["missing_forms"])
    assert value["accepted"] == value["returned"] == value["due"] - 1
    # Beside some mended forms the faulty ones still lie, which count no more.
    assert len(value["files"]) > value["accepted"] == sum(f["verdict"] == "已接收" for f in value["files"])
    assert all(set(f) >= {"path", "verdict", "sha256", "rater", "form", "saved"} for f in value["files"])
    assert value["differences"] == []
    # Somebody has still to be asked for the form that never came.
    assert len(value["letters"]) == 1
    assert all((year / "退回" / name).is_file() for name in value["letters"])
    assert all((year / f["path"]).is_file() for f in value["files"])


def test_json_of_assess(year: Path) -> None:
    code, value = objects("assess", year, "--json")
    assert code == 0
    assert all(set(g) >= {"tier", "target", "total", "rank", "proposed", "reasons"} for g in value["grades"])
    assert all(isinstance(g["total"], str) and g["total"][-3] == "." for g in value["grades"])
    assert all(g["reasons"] for g in value["grades"])
    told = value["diagnosis"]
    assert told["advisory"] is True
    assert ("D01", 9) in {(rater["rater"], rater["forms"]) for rater in told["raters"]}
    assert all((panel["agreement"] is None) == bool(panel["lacks"]) for panel in told["panels"])
    documented = README.read_text(encoding="utf-8")
    for name in {key for part in ("raters", "panels") for record in told[part] for key in record}:
        assert f"`{name}`" in documented, name


def test_faulty_returns_give_exit_code_one_and_findings(year: Path) -> None:
    path = next((year / "回收").rglob("评委01*.xlsx"))
    book = load_workbook(path)
    book.worksheets[0]["E8"].value = 9999
    book.save(path)
    code, value = objects("collect", year, "--json")
    assert code == 1
    finding = next(f for f in value["findings"] if f["code"] == "answer-out-of-range")
    assert (finding["severity"], finding["cell"]) == ("error", "E8")
    assert finding["file"] == path.relative_to(year).as_posix()
    told = run("check", path)
    assert told.returncode == 1
    assert "E8 格" in told.stdout


def test_a_scheme_with_errors_is_refused_before_anything_is_written(year: Path) -> None:
    book = load_workbook(year / "方案.xlsx")
    sheet = book["评价环节"]
    sheet["D5"].value = 1
    book.save(year / "方案.xlsx")
    shutil.rmtree(year / "发放")
    shutil.rmtree(year / "结果")
    for name in ("issue", "collect", "assess"):
        told = run(name, year)
        assert told.returncode == 1, told.stderr
        assert "权重合计" in told.stdout
        assert one_sentence(told.stderr)
    assert not (year / "发放").exists()
    assert not (year / "结果").exists()
    code, value = objects("collect", year, "--json")
    assert code == 1
    assert any(f["sheet"] == "评价环节" and f["cell"] for f in value["findings"])


@pytest.mark.long
def test_the_same_seed_gives_the_same_demonstration(demo: Path, tmp_path: Path) -> None:
    again = tmp_path / "演示"
    assert run("demo", again, "--seed", "7", "--no-pdf").returncode == 0
    for made in ("发放", "退回", "结果", "整改"):
        first = {p.relative_to(demo): p.read_bytes() for p in (demo / made).rglob("*") if p.is_file()}
        second = {p.relative_to(again): p.read_bytes() for p in (again / made).rglob("*") if p.is_file()}
        assert first == second, made


def test_assessing_twice_gives_the_same_bytes(year: Path) -> None:
    path = year / "结果" / pipeline.RESULT_NAME
    made = []
    for _ in range(2):
        # The demonstration's committee has written in it.
        path.unlink()
        pipeline.assess(year)
        made.append(path.read_bytes())
    assert made[0] == made[1]
