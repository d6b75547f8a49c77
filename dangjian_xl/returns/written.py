"""The written reports of a run: whose each is, which counts, what comes with it, what is missing, and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

from dangjian_xl.catalogue.entry import Effect
from dangjian_xl.catalogue.intake import UNDATED
from dangjian_xl.catalogue.reports import NEWER
from dangjian_xl.findings import Finding, Place, has_effect
from dangjian_xl.forms.labels import folded
from dangjian_xl.reading.document import Document
from dangjian_xl.reports.check import Checked, Sent, about_target, check, compare
from dangjian_xl.reports.demands import Unmet
from dangjian_xl.reports.whose import Names
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.times import beijing, day, is_late
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.returns.versions import saved_last
from dangjian_xl.scheme.model import Organisation, ReportRule, Scheme
from dangjian_xl.workspace import LAST_REPORTS

#: What an organisation's report can be, in words.
CHECKED, HELD, UNREADABLE, ONLY_PDF, MISSING = (
    "已检查",
    "有不同版本，待确认",
    "不能用，须重新提交",
    "只有盖章PDF",
    "未交",
)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of the reports: a line for each that is due or came, a verdict by file, everything to be said."""

    reports: tuple[Checked, ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def is_paper(file: Recognised) -> bool:
    """Whether a file is a written report or a stamped one, readable or not."""
    return file.paper is not None or has_effect(file.findings, Effect.UNREAD)


def is_past(file: Recognised) -> bool:
    """Whether it is one of last year's, with which others are only compared."""
    return file.file.startswith(f"{LAST_REPORTS}/")


def written(
    scheme: Scheme, papers: Sequence[Recognised], past: Sequence[Recognised], prefer: Prefer | None = None
) -> Written:
    """Judge all reports of a run. `past`: whatever lies in last year's folder."""
    if not scheme.report_rules:
        return Written()
    return _Run(scheme, papers, past, prefer).judged()


@dataclass
class _Run:
    scheme: Scheme
    papers: Sequence[Recognised]
    past: Sequence[Recognised]
    prefer: Prefer | None
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def rules(self) -> Mapping[str, ReportRule]:
        return {rule.tier: rule for rule in self.scheme.report_rules}

    def judged(self) -> Written:
        words, unread, scans = self._by_owner()
        reports: list[Checked] = []
        for organisation in self.scheme.organisations:
            rule = self.rules.get(organisation.tier)
            if rule:
                own = [group.get(organisation.code, []) for group in (words, unread, scans)]
                reports += self._organisation(organisation, rule, *own)
        told = {finding for report in reports for finding in report.findings}
        self.findings += [f for paper in self.papers for f in paper.findings if f not in told]
        self.findings += [finding for report in reports for finding in report.findings]
        self.findings += self._compared(reports)
        return Written(tuple(reports), self.verdicts, tuple(self.findings))

    def _by_owner(self) -> tuple[dict[str, list[Recognised]], ...]:
        """Word files, files that could not be read, and stamped ones, by their organisation's code."""
        names = Names.of(self.scheme)
        words: dict[str, list[Recognised]] = {}
        unread: dict[str, list[Recognised]] = {}
        stems: dict[str, str] = {}
        for file in self.papers:
            document = file.paper.document if file.paper else None
            if file.paper and document is None:
                continue
            owners = names.owners(file.file, document)
            readable = file.paper is not None
            self.verdicts[file.file] = Verdict.REPORT if readable else Verdict.REPORT_UNREAD
            owner = self._owner(file, owners) if readable else owners[0] if len(owners) == 1 else ""
            if owner:
                (words if readable else unread).setdefault(owner, []).append(file)
                stems[_stem(file)] = owner
        scans: dict[str, list[Recognised]] = {}
        for file in self.papers:
            if not file.paper or file.paper.document:
                continue
            self.verdicts[file.file] = Verdict.STAMPED
            owners = (stems[_stem(file)],) if _stem(file) in stems else names.owners(file.file, None)
            if len(owners) == 1:
                scans.setdefault(owners[0], []).append(file)
            else:
                self.findings.append(Finding.of("report-pdf-whose", Place(file.file)))
        return words, unread, scans

    def _owner(self, file: Recognised, owners: Sequence[str]) -> str:
        """The one owner of a report that is due, else "" and what is told of it."""
        found = [self.scheme.organisation(code) for code in owners]
        if len(found) == 1 and found[0].tier in self.rules:
            return found[0].code
        self.verdicts[file.file] = Verdict.REPORT_UNCLEAR
        place = Place(file.file)
        if not found:
            told = Finding.of("report-whose", place)
        elif len(found) == 1:
            told = Finding.of("report-unasked", place, name=found[0].name)
        else:
            told = Finding.of("report-whose-many", place, names="、".join(o.name for o in found))
        self.findings.append(told)
        return ""

    def _organisation(
        self,
        organisation: Organisation,
        rule: ReportRule,
        words: Sequence[Recognised],
        unread: Sequence[Recognised],
        scans: Sequence[Recognised],
    ) -> Iterator[Checked]:
        """The line of an organisation, several where its files differ."""
        pdf = scans[0].file if scans else ""
        if not words:
            yield self._nothing(organisation, rule, unread, pdf)
            return
        versions = self._versions(words, organisation)
        for version in versions:
            report = check(self.scheme, self._sent(version, organisation), rule)
            counts = len(versions) == 1
            report = replace(report, state=CHECKED if counts else HELD, counts=counts, pdf=pdf)
            if report.report and report.report.total == 0:
                report = replace(report, state=UNREADABLE, counts=False)
                self.verdicts[version.file] = Verdict.REPORT_UNREAD
            yield self._around(report, organisation, rule)

    def _nothing(
        self, organisation: Organisation, rule: ReportRule, unread: Sequence[Recognised], pdf: str
    ) -> Checked:
        """The line of an organisation of which no Word file can be read."""
        about = about_target(organisation)
        if unread:
            bad = unread[0]
            return Checked(
                organisation.code, bad.file, UNREADABLE, pdf=pdf, saved=bad.saved, findings=bad.findings
            )
        if pdf:
            only = Checked(organisation.code, "", ONLY_PDF, pdf=pdf)
            return only.also(Finding.of("report-word-missing", Place(pdf), about))
        context = {"deadline": day(self._due(rule)), "pdf": "和盖章的 PDF" if rule.pdf else ""}
        missing = Finding.of("report-missing", Place(), about, **context)
        return Checked(organisation.code, "", MISSING).also(missing)

    def _due(self, rule: ReportRule) -> date | None:
        return self.scheme.stage(rule.stage).ends if rule.stage else None

    def _around(self, report: Checked, organisation: Organisation, rule: ReportRule) -> Checked:
        """With what is to be said of when it came and what came with it."""
        place, about, due = Place(report.file), about_target(organisation), self._due(rule)
        if is_late(report.saved, due):
            told = Finding.of("report-late", place, about, saved=beijing(report.saved), deadline=day(due))
            report = replace(report, late=True).also(told)
        if rule.pdf and not report.pdf:
            told = Finding.of("report-pdf-missing", place, about)
            report = report.also(unmet=(Unmet(told, "没有盖章的 PDF"),))
        return report

    def _versions(self, files: Sequence[Recognised], organisation: Organisation) -> list[Recognised]:
        """The files of one organisation that differ; of those that are alike the first. One where staff chose the newest."""
        kept: dict[str, Recognised] = {}
        about = about_target(organisation)
        for file in files:
            first = kept.setdefault(folded(_document(file).text), file)
            if first is not file:
                self.verdicts[file.file] = Verdict.DUPLICATE
                told = Finding.of("report-duplicate", Place(file.file), about, other=first.file)
                self.findings.append(told)
        versions = list(kept.values())
        if len(versions) == 1:
            return versions
        last = saved_last(versions)
        newest = last[0] if len(last) == 1 else None
        if self.prefer and newest:
            for file in versions:
                if file is not newest:
                    self.verdicts[file.file] = Verdict.OLDER
                    context = {"other": newest.file, "saved": beijing(newest.saved)}
                    self.findings.append(Finding.of("report-older", Place(file.file), about, **context))
            return [newest]
        newer = NEWER.format(file=newest.file, saved=beijing(newest.saved)) if newest else UNDATED
        for file in versions:
            self.verdicts[file.file] = Verdict.REPORT_HELD
            other = next(v.file for v in versions if v is not file)
            context = {"other": other, "name": organisation.name, "newer": newer}
            self.findings.append(Finding.of("report-conflict", Place(file.file), about, **context))
        return versions

    def _sent(self, file: Recognised, organisation: Organisation) -> Sent:
        return Sent(file.file, _document(file), organisation.code, file.saved)

    def _compared(self, reports: Sequence[Checked]) -> Iterator[Finding]:
        """Wording shared among this year's and with last year's; what of last year's could not be read."""
        owners = {report.file: report.owner for report in reports if report.file and report.report}
        sent = [
            Sent(file.file, _document(file), owners[file.file]) for file in self.papers if file.file in owners
        ]
        past = [(file.file, file.paper.document) for file in self.past if file.paper and file.paper.document]
        for file in self.past:
            bad = next((f for f in file.findings if f.effect.bars), None)
            if bad:
                yield Finding.of("report-past-unread", Place(file.file), reason=bad.what)
        yield from compare(self.scheme, sent, past)


def _document(file: Recognised) -> Document:
    assert file.paper is not None and file.paper.document is not None  # noqa: S101, PT018 - it was asked for
    return file.paper.document


def _stem(file: Recognised) -> str:
    return str(PurePosixPath(file.file).with_suffix("")).lower()
