"""文件清册: every file that lay under 回收/, once each, by which bytes it is known again, and what became of it."""

from __future__ import annotations

from dangjian_xl.outputs.sheet import Cell, Column, Table
from dangjian_xl.returns.collect import Collection, FileReport
from dangjian_xl.returns.times import beijing
from dangjian_xl.returns.verdicts import Verdict

MANIFEST = "文件清册"
BALLOT_KEPT = "匿名票，已收到（有效几张只计总数）"
_COLUMNS = (
    Column("file", "文件", 46),
    Column("verdict", "结论", 26),
    Column("rater", "评价人", 16),
    Column("form", "表", 24),
    Column("saved", "最后保存（北京时间）", 18, "centre"),
    Column("sha256", "SHA-256", 36),
)


def manifest_table(collection: Collection, *, ballots: bool = True) -> Table:
    """One row a file, in the order in which they were found. `ballots`: those without names too.

    In a result there are none of them: a file's name beside the digest of a ballot would lead from one to the other.
    """
    listed = [report for report in collection.files if ballots or not _is_ballot(collection, report)]
    rows = [_row(collection, report) for report in listed]
    hidden = len(collection.files) - len(listed)
    some = f"除匿名票的 {hidden} 个（列在“退回/催报清单.xlsx”）以外的" if hidden else "里的"
    purpose = f"“回收”目录{some}全部文件，共 {len(rows)} 个；SHA-256 相同的，内容一字不差，没有读取的不写。"
    return Table(MANIFEST, purpose, _COLUMNS, rows, frozen=1)


def _is_ballot(collection: Collection, report: FileReport) -> bool:
    form = collection.expected.get(report.form_id)
    return form is not None and form.assignment.anonymous


def verdict_of(collection: Collection, report: FileReport) -> str:
    """A file's verdict as it is shown. Of a ballot that came as it should it is not said whether it is void.

    The reasons are told with their numbers; with the file beside them they would tell what stands in it.
    """
    kept = report.verdict in (Verdict.ACCEPTED, Verdict.VOID)
    return BALLOT_KEPT if kept and _is_ballot(collection, report) else str(report.verdict)


def whose(collection: Collection, report: FileReport) -> tuple[str, str]:
    """Rater and form of a file, ("", "") where it is none of this scheme's: the one place that says who sent what.

    A ballot without a name is said to be one, and no more.
    """
    form = collection.expected.get(report.form_id)
    return (form.assignment.rater.name, form.assignment.title) if form else ("", "")


def _row(collection: Collection, report: FileReport) -> list[Cell]:
    rater, form = whose(collection, report)
    return [
        report.file,
        verdict_of(collection, report),
        rater or None,
        form or None,
        beijing(report.saved) or None,
        report.sha256 or None,
    ]
