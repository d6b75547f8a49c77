"""What the command line shows to people: findings, tables, sentences. It computes nothing."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dangjian_xl.findings import Finding, Severity
from dangjian_xl.sentences import of_agenda, of_rectification, of_schedule

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from dangjian_xl.pipeline import Followed, Scheduled, Spoken, Trial
    from dangjian_xl.returns.collect import Collection
    from dangjian_xl.returns.taking import Taken
    from dangjian_xl.scoring.assess import Assessment
    from dangjian_xl.scoring.explain import Explanation

#: More findings than this are counted by kind on screen; the workbooks list all of them.
MAX_SHOWN = 60
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def _console(*, error: bool = False) -> Console:
    from rich.console import Console

    class Piped(Console):
        def on_broken_pipe(self) -> None:
            """Leave a closed pipe to `cli.main`, where a console would exit as if errors had been found."""
            raise BrokenPipeError

    return Piped(stderr=error, soft_wrap=False, highlight=False, markup=False, emoji=False)


def say(sentence: str) -> None:
    """One sentence."""
    _console().print(sentence, soft_wrap=True)


@contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on the error stream (so that output can be redirected), gone when done."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_console(error=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)


def show_findings(findings: Sequence[Finding]) -> None:
    """Errors, warnings and notes as sentences, then their counts."""
    console = _console()
    for finding in findings[:MAX_SHOWN]:
        console.print(f"[{finding.severity.label}] ", style=_COLOURS[finding.severity], end="")
        console.print(finding.message, soft_wrap=True)
    if len(findings) > MAX_SHOWN:
        console.print(
            f"……另有 {len(findings) - MAX_SHOWN} 条未显示，全部列在催报清单、结果工作簿或整改台账里。"
        )
    counts = Counter(f.severity for f in findings)
    told = "，".join(f"{severity.label} {counts[severity]} 条" for severity in Severity if counts[severity])
    console.print(f"检查结果：{told}。" if told else "检查结果：没有发现问题。")


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def show_collection(collection: Collection) -> None:
    """Findings, verdicts by number, and what is missing."""
    from dangjian_xl.pipeline import REPORT_LETTERS
    from dangjian_xl.returns.progress import overdue
    from dangjian_xl.returns.times import full_day

    elsewhere = {"form-missing", "report-missing", *(f.code for f in collection.told)}
    show_findings([f for f in collection.findings if f.code not in elsewhere])
    for finding in collection.told:
        say(finding.message)
    table = _table("文件处理情况", "处理", "文件数")
    for verdict, number in Counter(f.verdict for f in collection.files).most_common():
        table.add_row(str(verdict), str(number))
    console = _console()
    if collection.files:
        console.print(table)
    due, missing = len(collection.expected), len(collection.missing)
    late = ""
    if missing and collection.today:
        late = f"（截至{full_day(collection.today)}，逾期 {overdue(collection)} 份）"
    console.print(
        f"应收 {due} 份，已交 {len(collection.returned)} 份，已接收 {len(collection.accepted)} 份，未交 {missing} 份{late}。"
    )
    if collection.faulty:
        console.print(f"有错的 {len(collection.faulty)} 份表已带批注放进“退回”目录。")
    if collection.letters:
        units = sum(name.startswith(REPORT_LETTERS) for name in collection.letters)
        raters = len(collection.letters) - units
        to = ((raters, f"{raters} 位评价人"), (units, f"{units} 个党组织（述职报告）"))
        console.print(f"给 {'、'.join(words for number, words in to if number)}的信已写好，在“退回/邮件”。")
    if collection.reports:
        due, came = (
            len({r.owner for r in collection.reports}),
            {r.owner for r in collection.reports if r.file},
        )
        console.print(
            f"述职报告应交 {due} 份，已交 {len(came)} 份，逐份检查的情况在“退回/述职报告检查.xlsx”。"
        )
    console.print("未交和要改的表列在“退回/催报清单.xlsx”。")


def show_schedule(scheduled: Scheduled) -> None:
    """Findings, what was added, and how many visits each team has."""
    show_findings(scheduled.findings)
    say(of_schedule(scheduled))
    counts = Counter(scheduled.loads.values())
    told = "，".join(f"{teams} 个组各检查 {number} 个单位" for number, teams in sorted(counts.items()))
    if told:
        say(f"{told}。")


def show_taken(taken: Taken) -> None:
    """What was copied from a folder of attachments, and what was not."""
    for finding in taken.findings:
        say(f"[{finding.severity.label}] {finding.message}")
    known = f"，另有 {taken.known} 个以前收过" if taken.known else ""
    say(f"收进“回收”目录 {len(taken.copied)} 个文件{known}。")


def show_assessment(assessment: Assessment) -> None:
    """Findings, then each tier's ranking."""
    show_findings([f for f in assessment.findings if f.code not in ("form-missing", "result-partial-group")])
    console = _console()
    partial = sum(f.code == "result-partial-group" for f in assessment.findings)
    if partial:
        console.print(
            f"有 {partial} 处（一个对象的一类评价主体算一处）没有收齐，已按收到的计算，逐条列在结果工作簿里。",
            soft_wrap=True,
        )
    for tier in assessment.scheme.tiers:
        console.print(f"\n{tier.name}", style="bold", soft_wrap=True)
        table = _table("", "排名", "党组织", "述职人", "总分", "建议等次")
        for proposal in assessment.of_tier(tier.code):
            total = "" if proposal.total.total is None else str(proposal.total.total)
            rank = str(proposal.rank or "")
            table.add_row(
                rank, proposal.target.name, proposal.target.reporter_title, total, proposal.proposed
            )
        console.print(table)
    console.print("以上为建议等次，由党委研究审定。详见“结果/考核结果.xlsx”。", soft_wrap=True)


def show_trial(trial: Trial) -> None:
    """The settings tried, each tier's counts, and who would get another grade."""
    from dangjian_xl.scoring.compare import SAME

    for finding in trial.findings:
        say(f"[{finding.severity.label}] {finding.message}")
    for change in trial.comparison.changes:
        which = f"“{change.row}”的" if change.row else ""
        say(f"试算：“{change.sheet}”表{which}“{change.column}”由 {change.old} 改为 {change.new}。")
    for tier in trial.comparison.tiers:
        # The first is how many there are, of whom the others are.
        (everybody, people), *counts = tier.counts.items()
        changes = [f"{word} {number}" for word, number in counts if number] or ["没有变化"]
        say(f"{tier.tier.name}：{'，'.join([f'{everybody} {people}', *changes])}。")
        for row in tier.rows:
            if row.grade_words != SAME:
                say(f"　{row.target.name} {row.target.reporter_title}：{row.grade_words}")
    say("以上只是试算，不作为考核结果；详见“结果/试算对比.xlsx”。考核结果.xlsx 和方案.xlsx 没有改动。")


def show_explanation(explanation: Explanation) -> None:
    """Every section with its lines, and where each figure stands in what came back."""
    console = _console()
    for section in explanation.sections:
        console.print(f"\n■ {section.title}", style="bold", soft_wrap=True)
        for line in section.lines:
            # A single answer stands in the file and on the sheet that were just named.
            where = line.place.cell if line.detail else str(line.place)
            told = f"　[{where}]" if where else ""
            console.print(f"{'　' * (line.depth + 1)}{line.text}{told}", soft_wrap=True)


def show_rectification(followed: Followed) -> None:
    """Findings, then how far the problems are mended."""
    show_findings(followed.findings)
    say(of_rectification(followed))


def show_agenda(spoken: Spoken) -> None:
    """Who speaks when, in brief."""
    say(of_agenda(spoken))
    for agenda in spoken.agendas:
        talks = [slot for slot in agenda.slots if slot.speaker]
        until = f"，{talks[-1].ends:%H:%M} 结束" if talks else ""
        say(f"场次“{agenda.session.code}”：{len(talks)} 人{until}。")


class Teller:
    """Tells the demonstration's story: headings, findings and tables, one step after the other."""

    def step(self, heading: str) -> None:
        """A new step."""
        _console().print(f"\n■ {heading}", style="bold")

    def say(self, sentence: str) -> None:
        """A sentence."""
        say(sentence)

    def findings(self, findings: Sequence[Finding]) -> None:
        """What was found."""
        show_findings(findings)

    def collection(self, collection: Collection) -> None:
        """What was collected."""
        show_collection(collection)

    def assessment(self, assessment: Assessment) -> None:
        """What came out."""
        show_assessment(assessment)
