"""退回/邮件/: a covering text for each rater who still has something to do, ready to be pasted into a mail.

It bears no date, but says of each form whether its last day is over as of the collection's day: the same returns on the same day give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dangjian_xl.findings import Finding
from dangjian_xl.outputs.letter import as_text, one_line, own_name, signed, until
from dangjian_xl.outputs.lists import HELD, MEND, MISSING, Returned, returned
from dangjian_xl.returns.collect import Collection, FileReport
from dangjian_xl.returns.progress import Term, term
from dangjian_xl.returns.times import Window, beijing
from dangjian_xl.returns.unusable import Unusable, unusable
from dangjian_xl.scheme.model import Rater, Scheme

#: More problems of a form than this are counted, not told; the form that goes along lists all.
_TOLD = 3
_NUMBERS = "一二三"


def letters(scheme: Scheme, collection: Collection) -> Iterator[tuple[Rater, bytes]]:
    """Each rater to write to, in the scheme's order, with the text; `collection.sent_back` names the attachments."""
    waiting: dict[str, list[Returned]] = {}
    for item in returned(collection):
        if item.state in (MEND, HELD, MISSING):
            waiting.setdefault(item.assignment.rater.code, []).append(item)
    errors: dict[str, list[Finding]] = {}
    for finding in collection.findings:
        if finding.effect.bars:
            errors.setdefault(finding.place.file, []).append(finding)
    reports = {report.file: report for report in collection.files}
    windows = collection.windows
    terms = {code: term(window, collection.today) for code, window in windows.items()}
    writer = _Writer(scheme, collection.sent_back, errors, reports, unusable(collection), windows, terms)
    for rater in scheme.raters:
        if rater.code in waiting:
            lines = writer.letter(rater, waiting[rater.code])
            yield rater, as_text(lines)


@dataclass(frozen=True, slots=True)
class _Writer:
    """What all letters are written from: attachments and errors by returned file, the files themselves, and by component its days."""

    scheme: Scheme
    sent_back: Mapping[str, str]
    errors: Mapping[str, Sequence[Finding]]
    reports: Mapping[str, FileReport]
    unusable: Mapping[str, Sequence[Unusable]]
    windows: Mapping[str, Window]
    terms: Mapping[str, Term]

    def letter(self, rater: Rater, items: Sequence[Returned]) -> Iterator[str]:
        """The lines of one letter."""
        basics = self.scheme.basics
        yield f"{one_line(rater.name)}："
        yield ""
        yield f"您好！感谢您参加“{one_line(basics.title)}”的评价。下面的表还要请您处理："
        parts = (
            ("还没有收到的表", MISSING, self._missing),
            ("需要修改的表", MEND, self._faulty),
            ("收到几份、内容不同的表", HELD, self._differing),
        )
        bad = self.unusable.get(rater.code, ()) if _of(items, MISSING) else ()
        standing = [(title, tell, of) for title, state, tell in parts if (of := _of(items, state))]
        for number, (title, tell, of) in zip(_NUMBERS, standing, strict=False):
            yield ""
            yield f"{number}、{title}（{len(of)} 份）"
            for place, item in enumerate(of, 1):
                yield from tell(place, item)
        if bad:
            yield ""
            yield "收到过下面的文件，像是您交的，但是不能用，请用发给您的表填好重新交："
        for one in bad:
            yield f"   · {one_line(own_name(one.file))}：{one_line(one.what, 0)}。"
        yield ""
        done = "如果没有收到的表您已经交了，请忽略那一项。" if _of(items, MISSING) and not bad else ""
        yield f"{done}有不清楚的地方，请与我们联系。谢谢！"
        yield from signed(basics)

    def _missing(self, number: int, item: Returned) -> Iterator[str]:
        yield f"{number}. {_title(item)}：{self._until(item)}填好交回。"

    def _faulty(self, number: int, item: Returned) -> Iterator[str]:
        file = item.files[0]
        found = self.errors.get(file, ())
        some = "，例如" if len(found) > _TOLD else ""
        yield f"{number}. {_title(item)}：您交回的“{one_line(own_name(file))}”有 {len(found)} 处须改{some}："
        for finding in found[:_TOLD]:
            yield f"   · {one_line(_where(finding) + finding.sentence, 0)}"
        if len(found) > _TOLD:
            yield f"   · ……其余 {len(found) - _TOLD} 处见附件。"
        attachment = self.sent_back.get(file, "")
        if attachment:
            yield f"   附件：{one_line(attachment, 0)}（第一页“退回说明”列出全部问题，有问题的格子带批注）"
        yield f"   {self._until(item)}在附件里直接改好、交回附件；不必另填新表。"

    def _differing(self, number: int, item: Returned) -> Iterator[str]:
        yield f"{number}. {_title(item)}：收到 {len(item.files)} 份，内容不一样，暂时都没有计入："
        for file in item.files:
            saved = beijing(self.reports[file].saved)
            yield f"   · {one_line(own_name(file))}" + (f"（最后保存于 {saved}）" if saved else "")
        yield f"   {self._until(item)}告诉我们以哪一份为准。"

    def _until(self, item: Returned) -> str:
        """The beginning of a request: by when."""
        code = item.assignment.component.code
        window, stands = self.windows[code], self.terms[code]
        return until(window, stands, nothing_came=item.state == MISSING)


def _where(finding: Finding) -> str:
    sheet = f"“{finding.place.sheet}”页" if finding.place.sheet else ""
    cell = f"{finding.place.cell} 格" if finding.place.cell else ""
    return f"{sheet} {cell}：".lstrip() if sheet or cell else ""


def _of(items: Iterable[Returned], state: str) -> list[Returned]:
    return [item for item in items if item.state == state]


def _title(item: Returned) -> str:
    return one_line(item.assignment.title)
