"""The command line: thin. It calls `pipeline`, shows findings, and turns every outcome into an exit code and a sentence."""

from __future__ import annotations

import os
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.rich_utils
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from dangjian_xl import __version__
from dangjian_xl.errors import CannotRunError, UnusableSchemeError, bug_sentence
from dangjian_xl.returns.prefer import Prefer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dangjian_xl.findings import Finding

OK, FOUND_ERRORS, CANNOT_RUN = 0, 1, 2
#: What typer returns after Ctrl-C.
INTERRUPTED = 130
_INTERRUPTED = "已中断；没有写完的文件都没有放到位，可以重新运行。"

typer.rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
typer.rich_utils.OPTIONS_PANEL_TITLE = "选项"
typer.rich_utils.COMMANDS_PANEL_TITLE = "命令"
typer.rich_utils.REQUIRED_LONG_STRING = "（必填）"
typer.rich_utils.DEFAULT_STRING = "（默认 {}）"


def _in_chinese(usage: str) -> str:
    words = {"Usage:": "用法：", "[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]..."}
    for english, chinese in words.items():
        usage = usage.replace(english, chinese)
    return usage


class _Command(TyperCommand):
    """A command whose usage line is Chinese."""

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401 - typer's context is not public
        """The usage line."""
        return _in_chinese(super().get_usage(ctx))


class _Group(TyperGroup):
    """The group of commands, likewise."""

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401 - as above
        """The usage line."""
        return _in_chinese(super().get_usage(ctx))


def _show_help(ctx: typer.Context, value: bool) -> None:
    if value:
        typer.echo(ctx.get_help())
        raise typer.Exit


def _show_version(value: bool) -> None:
    if value:
        typer.echo(__version__)
        raise typer.Exit


Help = Annotated[bool, typer.Option("--help", "-h", help="显示本说明。", is_eager=True, callback=_show_help)]
Json = Annotated[bool, typer.Option("--json", help="不显示表格，输出一个供程序读取的 JSON 对象。")]
Folder = Annotated[Path, typer.Argument(metavar="目录", help="工作目录。", show_default=False)]
Preference = Annotated[
    Prefer | None,
    typer.Option(
        "--prefer",
        metavar="newest",
        help="同一份表有几份不同的：newest 取最后保存的一份（看得出先后时）；不加则都先不计，等人决定。",
        show_default=False,
        show_choices=False,
    ),
]
Today = Annotated[
    datetime | None,
    typer.Option(
        "--today",
        metavar="年-月-日",
        formats=["%Y-%m-%d"],
        help="按哪一天算是否逾期，如 2022-12-05；默认今天（北京时间）。",
        show_default=False,
    ),
]

app = typer.Typer(
    cls=_Group,
    add_help_option=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="党组织书记述职评议考核：发放表格、回收检查、汇总评定。",
    epilog="一年的工作：new 新建 → 改好方案.xlsx → check 检查（要排交叉检查的，先 schedule）→ issue 发放 → 收表放进“回收” → collect 回收检查 → assess 评定 → 审定等次 → report 出通报。",
)


@app.callback()
def _options(
    help_: Help = False,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本。", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command("new", cls=_Command, add_help_option=False)
def _new(
    folder: Annotated[Path, typer.Argument(metavar="目录", help="要新建的工作目录。", show_default=False)],
    preset: Annotated[
        str | None,
        typer.Option("--preset", metavar="编号", help="用哪个预设方案作底稿；不写为 sztu-2022。"),
    ] = None,
    scheme: Annotated[
        Path | None,
        typer.Option("--scheme", metavar="方案", help="用这个方案工作簿（如学校切分来的方案.xlsx）。"),
    ] = None,
    last: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="上年目录", help="用上年度的工作目录作底稿，带来没有整改完的问题和述职报告。"
        ),
    ] = None,
    help_: Help = False,
) -> None:
    """新建一个年度的工作目录，里面有方案.xlsx。"""
    from dangjian_xl import pipeline, report

    if scheme is not None and preset is not None:
        raise CannotRunError("--preset 和 --scheme 只能用一个。")
    if last is not None and (scheme is not None or preset is not None):
        raise CannotRunError("--from 已经用上年度的方案作底稿，不能再写 --preset 或 --scheme。")
    if last is not None:
        workspace, findings = pipeline.new_from_last(folder, last)
        report.show_findings(findings)
    elif scheme is not None:
        workspace, findings = pipeline.new_from_file(folder, scheme)
        report.show_findings(findings)
    else:
        workspace = pipeline.new(folder, preset or "sztu-2022")
    _say(
        f"已新建“{folder}”。下一步：打开 {workspace.scheme.name}，逐表核对、改好并保存；"
        f"再打开 {workspace.workbench.name} 按顺序点按钮，或者在命令行运行 check 检查。"
    )


@app.command("check", cls=_Command, add_help_option=False)
def _check(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="路径...", help="工作目录、方案.xlsx 或填好的表，可以写几个。", show_default=False
        ),
    ],
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """检查方案或填好的表，不写任何文件。"""
    from dangjian_xl import pipeline, report, report_json

    checked = pipeline.check(paths)
    if as_json:
        _print_json({"paths": list(checked.paths), "findings": report_json.findings_json(checked.findings)})
    else:
        report.show_findings(checked.findings)
    _finish(checked.findings)


@app.command("schedule", cls=_Command, add_help_option=False)
def _schedule(folder: Folder, as_json: Json = False, help_: Help = False) -> None:
    """按“交叉检查要求”排出交叉检查安排，填进方案.xlsx；已经填好的都保留。"""
    from dangjian_xl import pipeline, report, report_json

    scheduled = pipeline.schedule(folder)
    if as_json:
        _print_json(report_json.schedule_json(scheduled))
    else:
        report.show_schedule(scheduled)
    _finish(scheduled.findings)


@app.command("issue", cls=_Command, add_help_option=False)
def _issue(
    folder: Folder,
    macros: Annotated[
        bool, typer.Option("--macros", help="表里带“校验”按钮（.xlsm）；不加则为不带宏的 .xlsx。")
    ] = False,
    help_: Help = False,
) -> None:
    """按方案生成全部表，放进“发放”目录，一人一环节一个文件。"""
    from dangjian_xl import pipeline, report

    with report.progress("正在发放") as progress:
        issued = pipeline.issue(folder, progress, macros=macros)
    report.show_findings(issued.findings)
    _say(f"“发放”目录里共有 {len(issued.files)} 份表。请按评价主体分发，收回后放进“回收”目录。")
    _finish(issued.findings)


@app.command("collect", cls=_Command, add_help_option=False)
def _collect(
    folder: Folder,
    *,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="文件夹", help="先把这个文件夹里的附件复制进“回收”目录。"),
    ] = None,
    prefer: Preference = None,
    today: Today = None,
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """检查“回收”目录里的全部文件，有错的表带批注放进“退回”目录，并列出催报清单、写好给各人的信。"""
    from dangjian_xl import pipeline, report, report_json

    taken = pipeline.take_in(folder, source) if source is not None else None
    if taken and not as_json:
        report.show_taken(taken)
    with report.progress("正在读取回收的表", quiet=as_json) as progress:
        collection = pipeline.collect(folder, progress, prefer=prefer, today=today.date() if today else None)
    if as_json:
        _print_json(report_json.collection_json(collection, taken))
    else:
        report.show_collection(collection)
    _finish([*(taken.findings if taken else ()), *collection.findings])


@app.command("assess", cls=_Command, add_help_option=False)
def _assess(
    folder: Folder,
    prefer: Preference = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="表.行.栏=值",
            help="试算：换一个规定，其余不变，看结果差在哪里，写出“结果/试算对比.xlsx”；可以写几次。",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """用已接收的表计算得分、排名和建议等次，写出“结果/考核结果.xlsx”。"""
    if settings:
        _try(folder, settings, prefer, as_json)
        return
    from dangjian_xl import pipeline, report, report_json

    with report.progress("正在读取回收的表", quiet=as_json) as progress:
        assessment = pipeline.assess(folder, progress, prefer=prefer)
    if as_json:
        _print_json(report_json.assessment_json(assessment))
    else:
        report.show_assessment(assessment)
    _finish(assessment.findings)


def _try(folder: Path, settings: Sequence[str], prefer: Prefer | None, as_json: bool) -> None:
    from dangjian_xl import explain_json, pipeline, report

    with report.progress("正在读取回收的表", quiet=as_json) as progress:
        trial = pipeline.try_settings(folder, settings, progress, prefer=prefer)
    if as_json:
        _print_json(explain_json.trial_json(trial))
    else:
        report.show_trial(trial)
    _finish(trial.findings)


@app.command("explain", cls=_Command, add_help_option=False)
def _explain(
    folder: Folder,
    target: Annotated[
        str,
        typer.Argument(metavar="对象", help="组织编号、党组织名称或述职人姓名。", show_default=False),
    ],
    prefer: Preference = None,
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """说明一个述职人的总分和建议等次是怎样算出来的：哪些表计入，每一步的数，出自哪个文件哪一格。"""
    from dangjian_xl import explain_json, pipeline, report

    with report.progress("正在读取回收的表", quiet=as_json) as progress:
        explanation = pipeline.explain(folder, target, progress, prefer=prefer)
    if as_json:
        _print_json(explain_json.explanation_json(explanation))
    else:
        report.show_explanation(explanation)


@app.command("report", cls=_Command, add_help_option=False)
def _report(
    folder: Folder,
    *,
    annual: Annotated[
        Path | None,
        typer.Option(
            "--annual",
            metavar="名单",
            help="年度考核拟定等次的名单；不写则用工作目录里的“年度考核名单.xlsx”（有的话）。",
            show_default=False,
        ),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Word 公文另转成 PDF，或者不转。")] = True,
    templates: Annotated[
        bool, typer.Option("--templates", help="只把自带的公文模板放进“公文模板”目录，供修改；已有的不动。")
    ] = False,
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """按“考核结果.xlsx”里审定的等次，写出通报、反馈表、归档表等，放进“结果”目录。"""
    from dangjian_xl import pipeline, report, report_json
    from dangjian_xl.sentences import of_report

    if templates:
        made = pipeline.own_templates(folder)
        _say(f"放进“公文模板”目录：{'、'.join(made)}。" if made else "“公文模板”里都已经有了，没有改动。")
        return
    with report.progress("正在出通报", quiet=as_json) as progress:
        reported = pipeline.report(folder, progress, annual=annual, pdf=pdf)
    if as_json:
        _print_json(report_json.reported_json(reported))
    else:
        report.show_findings(reported.findings)
        _say(of_report(reported))
    _finish(reported.findings)


@app.command("rectify", cls=_Command, add_help_option=False)
def _rectify(
    folder: Folder,
    *,
    today: Today = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Word 通报另转成 PDF，或者不转。")] = True,
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """检查“整改/回收”里交回的三张清单，有错的带批注放进“整改/退回”，写出整改台账和整改情况通报。"""
    from dangjian_xl import pipeline, report, report_json

    with report.progress("正在读取交回的清单", quiet=as_json) as progress:
        followed = pipeline.rectify(folder, progress, today=today.date() if today else None, pdf=pdf)
    if as_json:
        _print_json(report_json.rectification_json(followed))
    else:
        report.show_rectification(followed)
    _finish(followed.findings)


@app.command("agenda", cls=_Command, add_help_option=False)
def _agenda(folder: Folder, as_json: Json = False, help_: Help = False) -> None:
    """排出现场述职的议程，写进“安排”；要抽签而还没有抽的，抽签并把抽签号记进方案.xlsx。"""
    from dangjian_xl import pipeline, report, report_json

    spoken = pipeline.agenda(folder)
    if as_json:
        _print_json(report_json.agenda_json(spoken))
    else:
        report.show_findings(spoken.findings)
        report.show_agenda(spoken)
    _finish(spoken.findings)


@app.command("split", cls=_Command, add_help_option=False)
def _split(folder: Folder, help_: Help = False) -> None:
    """分级考核：给自己考核党支部的每个党总支切分出方案，连同汇总表和说明放进“分级”目录。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.sentences import of_split

    divided = pipeline.split(folder)
    report.show_findings(divided.findings)
    _say(of_split(divided))
    _finish(divided.findings)


@app.command("handin", cls=_Command, add_help_option=False)
def _handin(
    folder: Folder,
    form: Annotated[Path, typer.Argument(metavar="汇总表", help="学校发来的汇总表。", show_default=False)],
    prefer: Preference = None,
    help_: Help = False,
) -> None:
    """分级考核：把本单位审定的等次填进学校的汇总表，填好的在“上报”目录，原表不动。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.sentences import of_handin

    with report.progress("正在读取回收的表") as progress:
        handed = pipeline.handin(folder, form, progress, prefer=prefer)
    report.show_findings(handed.findings)
    for target, grade in handed.grades.items():
        _say(f"　{target}：{grade}")
    _say(of_handin(handed))
    _finish(handed.findings)


@app.command("workbench", cls=_Command, add_help_option=False)
def _workbench(
    path: Annotated[
        Path, typer.Argument(metavar="路径", help="工作目录，或已打开的工作台.xlsm。", show_default=False)
    ],
    step: Annotated[
        str, typer.Argument(metavar="步骤", help="工作台的按钮用：做哪一步。", show_default=False)
    ] = "",
    help_: Help = False,
) -> None:
    """给工作目录生成工作台.xlsm（新建时已有）；工作台里的按钮也用这个命令。"""
    if not step:
        from dangjian_xl import pipeline

        _say(f"已生成“{pipeline.workbench(path)}”。打开它，按①到⑤的顺序点按钮。")
        return
    from dangjian_xl import xl

    xl.run_by_path(path, step)


@app.command("addin", cls=_Command, add_help_option=False)
def _addin(
    action: Annotated[
        str, typer.Argument(metavar="动作", help="install 安装，status 查看，remove 移除。")
    ] = "status",
    force: Annotated[
        bool, typer.Option("--force", help="安装时，即使 Excel 现在用的是别的 Python 也改过来。")
    ] = False,
    help_: Help = False,
) -> None:
    """安装、查看或移除 Excel 的 xlwings 加载项；缺什么会逐条说明。"""
    from dangjian_xl import addin, libreoffice, report
    from dangjian_xl.machine import Machine

    machine = Machine.here(libreoffice.usable)
    actions = {
        "install": lambda: addin.install(machine, force=force),
        "status": lambda: addin.status(machine),
        "remove": lambda: addin.remove(machine),
    }
    if action not in actions:
        raise CannotRunError(f"没有“{action}”这个动作；可以用 install、status、remove。")
    lines = actions[action]()
    for line in lines:
        report.say(f"[{'好' if line.ok else '缺'}] {line.text}")
    if not all(line.ok for line in lines):
        raise typer.Exit(FOUND_ERRORS)


@app.command("mark", cls=_Command, add_help_option=False)
def _mark(help_: Help = False) -> None:
    """检查正在 Excel 或 LibreOffice 里打开、排在最前面的表或方案，在格子上标色、加批注。"""
    from dangjian_xl import report, xl

    findings, marked = xl.check_active()
    report.show_findings(findings)
    if not marked:
        report.say("这个文件是以只读方式打开的，或者有密码保护，没有标色。")
    elif findings:
        report.say("有问题的格子已经标色、加了批注；改好后再运行一次，会先清掉旧的。")
    _finish(findings)


@app.command("demo", cls=_Command, add_help_option=False)
def _demo(
    folder: Annotated[Path, typer.Argument(metavar="目录", help="演示用的新目录。", show_default=False)],
    preset: Annotated[str, typer.Option("--preset", metavar="编号", help="用哪个预设方案。")] = "sztu-2022",
    seed: Annotated[
        int, typer.Option("--seed", metavar="数", help="随机数种子；同一个种子每次结果相同。")
    ] = 2022,
    help_: Help = False,
) -> None:
    """从发放到评定完整演示一遍：模拟填表（含常见错误）、检查、退回、改正、评定。"""
    from dangjian_xl import demo, report

    demo.run(folder, preset, seed, report.Teller())


def _say(sentence: str) -> None:
    from dangjian_xl import report

    report.say(sentence)


def _print_json(value: object) -> None:
    import json

    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _finish(findings: Sequence[Finding]) -> None:
    from dangjian_xl.findings import has_errors

    if has_errors(findings):
        raise typer.Exit(FOUND_ERRORS)


def _wrong_usage(error: TyperException) -> str:
    """A sentence for a command line that was not understood."""
    name = type(error).__name__
    word = str(getattr(error, "option_name", "") or getattr(error, "param_hint", "") or "")
    if name == "NoSuchOption":
        what = f"没有 {word} 这个选项"
    elif name == "MissingParameter":
        param = getattr(error, "param", None)
        what = f"缺少{(getattr(param, 'metavar', None) or getattr(param, 'name', '') or '参数').rstrip('.')}"
    elif "No such command" in error.format_message():
        what = "没有这个命令"
    elif "Missing command" in error.format_message():
        what = "没有写要做什么"
    elif name == "BadParameter":
        named = re.search(r"--[a-z]+", error.format_message())
        word = named[0] if named else word
        form = "，请写成 2022-12-05 这样" if word == "--today" else ""
        what = f"{word or '参数'} 的值不对{form}"
    else:
        what = f"命令写得不对（{error.format_message()}）"
    return f"{what}。用 dangjian-xl --help 或在命令后加 --help 查看用法。"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and exit: 0 clean, 1 there are error findings, 2 cannot run (and one plain sentence why)."""
    # Chinese Windows consoles and redirected output may not be UTF-8; JSON readers expect it.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = list(arguments) if arguments is not None else sys.argv[1:]
    try:
        code = app(given, prog_name="dangjian-xl", standalone_mode=False) or OK
        if code == INTERRUPTED:
            code = _cannot(_INTERRUPTED)
    except UnusableSchemeError as error:
        code = _refused(error, given)
    except (KeyboardInterrupt, typer.Abort):
        code = _cannot(_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    except Exception as error:  # noqa: BLE001 - the last resort: staff never see a traceback
        code = _cannot(_sentence(error))
    sys.exit(code)


def _sentence(error: Exception) -> str:
    """One plain sentence for what stopped the run."""
    if isinstance(error, CannotRunError):
        return str(error)
    if isinstance(error, TyperException):
        return _wrong_usage(error)
    if isinstance(error, OSError):
        from dangjian_xl.workspace import why

        return f"读写“{error.filename or ''}”时出错：{why(error)}。"
    return bug_sentence(error)


def _refused(error: UnusableSchemeError, arguments: Sequence[str]) -> int:
    from dangjian_xl import report, report_json

    if "--json" in arguments:
        _print_json({"findings": report_json.findings_json(error.findings)})
    else:
        report.show_findings(error.findings)
    sys.stderr.write(f"{error}\n")
    return FOUND_ERRORS


def _cannot(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return CANNOT_RUN
