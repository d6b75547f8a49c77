"""The steps of a year's assessment, each a function: new, check, issue, collect, assess.

    from dangjian_xl import pipeline
    pipeline.new(Path("2022年度"), "sztu-2022")
    report = pipeline.issue(Path("2022年度"))

Each takes the workspace folder, does the whole step, and returns what it found; faults in people's input come back as
findings. Raised are only CannotRunError (nothing could be done; its text says why) and UnusableSchemeError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dangjian_xl.errors import CannotRunError, UnusableSchemeError
from dangjian_xl.findings import Finding, Place, has_errors, in_order
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.known import NOTHING_KNOWN, Known, wants_returns
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Grid
from dangjian_xl.machine import is_file, own_command
from dangjian_xl.outbox import Published, publish, replace_keeping
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.schedule.plans import check as check_plans
from dangjian_xl.scheme.book import parse_grids, read_book, write_book
from dangjian_xl.scheme.check import check as check_records
from dangjian_xl.scheme.model import Organisation, Rater, Scheme
from dangjian_xl.scheme.parse import Parsed, Places
from dangjian_xl.scheme.presets import preset
from dangjian_xl.scheme.units import cut, flaws, units
from dangjian_xl.workspace import KEY_NAME, SCHEME_NAME, WORKBENCH_NAME, Workspace, why, write_whole

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.returns.collect import Collection
    from dangjian_xl.returns.taking import Taken
    from dangjian_xl.scoring.assess import Assessment

#: Called with (done, in all) while a step runs.
Progress = Callable[[int, int], None]
RESULT_NAME = "考核结果.xlsx"
CHASE_NAME = "催报清单.xlsx"
REPORTS_NAME = "述职报告检查.xlsx"
LETTERS = "邮件"
INSPECTIONS_NAME = "交叉检查安排表.xlsx"
#: Which of differing versions of a form counts without being asked for; None: none does.
Preference = Prefer | Literal["newest"] | None


def _silent(_done: int, _all: int) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What `issue` did: file names below 发放/ that stand as made, and findings (files that people had changed)."""

    files: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What `handin` did: where the copy stands, below the workspace, and the grades filled in, by the branch's name."""

    file: str
    grades: Mapping[str, str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: the paths that it looked at, and all findings in reading order."""

    paths: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What `schedule` did: how many visits were added, how many got a day; the schedule now stands in `scheme`.

    `loads`: each team's number of visits, by its code. `printed`: the file to print, below the workspace. Where nothing
    could be planned, `scheme` is as it was, `findings` say why, and nothing was written.
    """

    scheme: Scheme
    added: int
    dated: int
    loads: Mapping[str, int]
    printed: str
    findings: tuple[Finding, ...]


def new(folder: Path, preset_id: str, key: bytes | None = None) -> Workspace:
    """Make a workspace with a preset's scheme. An existing scheme is never overwritten (CannotRunError)."""
    scheme = preset(preset_id)
    return new_from(folder, scheme, key)


def new_from_file(
    folder: Path, path: Path, key: bytes | None = None
) -> tuple[Workspace, tuple[Finding, ...]]:
    """Make a workspace with the scheme of a workbook, and tell what was noticed in it.

    UnusableSchemeError, and nothing made, where the scheme has errors.
    """
    if not path.is_file():
        raise CannotRunError(f"找不到方案“{path}”；请核对路径。")
    scheme, findings = _read_scheme(path, path.name)
    if scheme is None or has_errors(findings):
        raise UnusableSchemeError("方案有错误，没有新建；请按提示改好方案后再试。", in_order(findings))
    return new_from(folder, scheme, key), in_order(findings)


def new_from(folder: Path, scheme: Scheme, key: bytes | None = None) -> Workspace:
    """Make a workspace with a given scheme; `key` only for reproducible demonstrations."""
    workspace = Workspace(folder.resolve())
    if workspace.scheme.exists():
        raise CannotRunError(f"“{folder}”里已经有{SCHEME_NAME}，没有覆盖；请换一个目录，或先把它移走。")
    if folder.exists() and not folder.is_dir():
        raise CannotRunError(f"“{folder}”不是目录，不能在那里新建；请换一个名字。")
    workspace.create(key)
    write_whole(workspace.scheme, write_book(scheme))
    if not workspace.workbench.exists():
        workbench(workspace.root)
    return workspace


def workbench(folder: Path) -> Path:
    """Put 工作台.xlsm into a workspace. One that is there is never overwritten (CannotRunError), for people write in it."""
    from dangjian_xl.outputs.workbench import workbench as workbench_book

    workspace = Workspace(folder.resolve())
    workspace.require()
    if workspace.workbench.exists():
        raise CannotRunError(f"“{folder}”里已经有{WORKBENCH_NAME}，没有覆盖；要重新生成的，请先把它移走。")
    command = own_command()
    write_whole(workspace.workbench, workbench_book(str(command) if is_file(command) else ""))
    return workspace.workbench


def load_scheme(workspace: Workspace) -> tuple[Scheme, tuple[Finding, ...]]:
    """The workspace's scheme and what was noticed in it; raises UnusableSchemeError with the findings if it has errors."""
    workspace.require()
    scheme, findings = _read_scheme(workspace.scheme, SCHEME_NAME)
    if scheme is None or has_errors(findings):
        raise UnusableSchemeError("方案有错误，没有进行下一步；请按提示改好方案后再试。", in_order(findings))
    return scheme, in_order(findings)


def _read_scheme(path: Path, shown: str) -> tuple[Scheme | None, tuple[Finding, ...]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, (Finding.of("scheme-file-unreadable", Place(shown), reason=why(error)),)
    return _checked(read_book(data, shown))


def _checked(parsed: Parsed) -> tuple[Scheme | None, tuple[Finding, ...]]:
    if parsed.scheme is None:
        return None, parsed.findings
    return parsed.scheme, (*parsed.findings, *_noticed(parsed.scheme, parsed.places))


def _noticed(scheme: Scheme, places: Places) -> tuple[Finding, ...]:
    """What was found in a scheme that could be read."""
    return check_records(scheme, places) + check_plans(scheme, places)


def _refuse_stray_form(path: Path) -> None:
    """A form that lies in no workspace cannot be checked, for its scheme is not known; say so."""
    from dangjian_xl.returns.children import is_form

    if not path.is_file():
        raise CannotRunError(f"“{path}”不是普通文件，没有检查。")
    if is_form(path):
        raise CannotRunError(f"“{path.name}”是一份发放的表，要放在它所属的工作目录里才能检查。")


def check(paths: Sequence[Path], progress: Progress = _silent) -> Checked:
    """Check workspaces, scheme workbooks and filled forms. A form is checked against the workspace it lies in."""
    shown: list[str] = []
    findings: list[Finding] = []
    for path in paths:
        if not path.exists():
            raise CannotRunError(f"找不到“{path}”。")
        if path.is_dir():
            Workspace(path.resolve()).require()
            path = path / SCHEME_NAME  # noqa: PLW2901 - a workspace stands for its scheme
        shown.append(str(path))
        workspace = _workspace_of(path)
        if path.name == SCHEME_NAME or workspace is None:
            _refuse_stray_form(path)
            findings += _read_scheme(path, path.name)[1]
        else:
            findings += _check_form(workspace, path, progress)
    return Checked(tuple(shown), in_order(findings))


def _workspace_of(path: Path) -> Workspace | None:
    for folder in path.resolve().parents:
        if (folder / SCHEME_NAME).is_file() and (folder / KEY_NAME).is_file():
            return Workspace(folder)
    return None


def _check_form(workspace: Workspace, path: Path, progress: Progress) -> tuple[Finding, ...]:
    from dangjian_xl.returns.collect import collect_files

    scheme, _ = load_scheme(workspace)
    name = workspace.relative(path.resolve())
    collection = collect_files(scheme, workspace.key(), [(path, name)], progress)
    return _of_files(collection)


#: Told of what is not there, which nobody asks who checks a file.
_OF_OTHERS = ("form-missing", "ballots-short", "report-missing")


def _of_files(collection: Collection) -> tuple[Finding, ...]:
    return tuple(f for f in collection.findings if f.code not in _OF_OTHERS)


def check_open(path: Path, grids: Mapping[str, Grid]) -> tuple[Finding, ...]:
    """Check a workbook that is open, by what stands in its cells now, saved or not; `path` tells its workspace.

    A scheme, or a form that lies in its workspace; CannotRunError for anything else.
    """
    from dangjian_xl.returns.collect import collect_grids

    workspace = _workspace_of(path)
    if path.name == SCHEME_NAME:
        return in_order(_checked(parse_grids(grids, SCHEME_NAME))[1])
    if workspace is None:
        raise CannotRunError(
            f"“{path.name}”不在工作目录里，不知道它该按哪个方案检查；请把它放进工作目录的“回收”里再打开。"
        )
    scheme, _ = load_scheme(workspace)
    return _of_files(collect_grids(scheme, workspace.key(), workspace.relative(path.resolve()), grids))


def schedule(folder: Path) -> Scheduled:
    """Complete the cross-inspection schedule in 方案.xlsx by its rules, and write 安排/交叉检查安排表.xlsx.

    Rows that were typed are kept. Where all is scheduled already, the scheme workbook is left untouched.
    """
    from dangjian_xl.outputs.inspections import inspections_workbook
    from dangjian_xl.schedule.fill import fill
    from dangjian_xl.schedule.plan import plan

    workspace = Workspace(folder.resolve())
    workspace.require()
    data = workspace.scheme.read_bytes()
    parsed = read_book(data, SCHEME_NAME)
    scheme, findings = _checked(parsed)
    if scheme is None or has_errors(findings):
        raise UnusableSchemeError("方案有错误，没有排安排；请按提示改好方案后再试。", in_order(findings))
    if not scheme.inspection_rules:
        raise CannotRunError("没有交叉检查的要求，没有排；请先填写方案里的“交叉检查要求”表，一个环节一行。")
    planned = plan(scheme, parsed.places)
    if planned.visits is None:
        return Scheduled(scheme, 0, 0, {}, "", planned.findings)
    if planned.changed:
        data = fill(data, parsed, planned.visits)
        parsed = read_book(data, SCHEME_NAME)
        if parsed.scheme != replace(scheme, visits=planned.visits):
            raise RuntimeError(parsed.findings)
        write_whole(workspace.scheme, data)
        scheme = parsed.scheme
    printed = f"{workspace.plans.name}/{INSPECTIONS_NAME}"
    kept = replace_keeping(workspace.plans, INSPECTIONS_NAME, inspections_workbook(scheme))
    told = [*_noticed(scheme, parsed.places)]
    if kept:
        told.append(Finding.of("schedule-kept", Place(printed), kept=f"{workspace.plans.name}/{kept}"))
    loads = planned.loads or {}
    return Scheduled(scheme, planned.added, planned.dated, loads, printed, in_order(told))


def issue(folder: Path, progress: Progress = _silent, *, macros: bool = False) -> Issued:
    """Write every form of the scheme into 发放/, one workbook per rater and component, signed with the workspace's key.

    `macros`: as .xlsm with the button 校验, instead of .xlsx.
    """
    workspace = Workspace(folder.resolve())
    scheme, findings = load_scheme(workspace)
    if not workspace.in_use():
        workspace.create()
    key = workspace.key()
    forms = issued_forms(scheme, key, _known(workspace, scheme, progress))

    def written() -> Iterator[tuple[str, bytes]]:
        for form in forms.values():
            data = write_form(form.layouts, form.signed(scheme.basics.identity, key), macros=macros)
            name = file_name(scheme, form)
            yield name.removesuffix(".xlsx") + ".xlsm" if macros else name, data

    published = publish(workspace.issued, written(), lambda done: progress(done, len(forms)))
    touched = [
        Finding.of("issue-touched", Place(f"{workspace.issued.name}/{name}")) for name in published.touched
    ]
    stale = [Finding.of("issue-stale", Place(f"{workspace.issued.name}/{name}")) for name in published.stale]
    return Issued(published.written, in_order([*findings, *touched, *stale]))


def _known(workspace: Workspace, scheme: Scheme, progress: Progress) -> Known:
    """What forms print of earlier returns; nothing is read for it where no form does."""
    if not wants_returns(scheme) or not any(workspace.returned.glob("*")):
        return NOTHING_KNOWN
    from dangjian_xl.returns.known import known

    return known(scheme, _collected(workspace.root, progress, None)[2])


def file_name(scheme: Scheme, form: IssuedForm) -> str:
    """Where an issued form lies below 发放/: a folder per rater group, names that people can mail. Unique by codes."""
    assignment = form.assignment
    group = scheme.group(assignment.panel.group).name
    if assignment.anonymous:
        name = f"{assignment.component.code}_{assignment.form.kind}_{assignment.label}"
        return f"{_plain(group)}（匿名）/{_plain(name)}.xlsx"
    parts = (assignment.rater.code, assignment.rater.name, assignment.component.code, assignment.form.kind)
    return f"{_plain(group)}/{_plain('_'.join(parts))}.xlsx"


def _plain(name: str) -> str:
    """A name without what file systems forbid."""
    return "".join("·" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in name).strip(" .") or "_"


def collect(
    folder: Path, progress: Progress = _silent, *, prefer: Preference = None, today: date | None = None
) -> Collection:
    """Read everything under 回收/ (never changed); into 退回/ go faulty forms with notes, the chasing list, and letters.

    `prefer="newest"`: of differing versions the one counts that was saved last, where that can be told. `today`: the day
    as of which it is told what is overdue; without it the day that it is in Beijing.
    """
    from dangjian_xl.outputs.chase import chasing_list
    from dangjian_xl.outputs.letters import letters
    from dangjian_xl.outputs.reports import reports_workbook
    from dangjian_xl.returns import times
    from dangjian_xl.returns.sendback import send_backs

    workspace, scheme, collection = _collected(folder, progress, prefer)
    names = {form_id: file_name(scheme, form) for form_id, form in collection.expected.items()}
    sent_back = {report.file: names[report.form_id] for report in collection.faulty}
    collection = replace(collection, sent_back=sent_back, today=today or times.today())
    files = [
        (names[report.form_id], data)
        for report, data in send_backs(collection, scheme.basics.identity, workspace.key())
    ]
    # Before anything was handed out nobody can be asked to hand it in.
    begun = collection.files or any(workspace.issued.rglob("*.xls[xm]"))
    written = letters(scheme, collection) if begun else ()
    texts = [(_letter_name(scheme, rater), data) for rater, data in written]
    files += [(CHASE_NAME, chasing_list(scheme, collection)), *texts]
    if scheme.report_rules:
        files.append((REPORTS_NAME, reports_workbook(scheme, collection)))
    published = publish(workspace.sent_back, files)
    found = in_order([*collection.findings, *_kept(workspace, published)])
    return replace(collection, findings=found, letters=tuple(name for name, _ in texts))


def _letter_name(scheme: Scheme, rater: Rater) -> str:
    """Where a rater's letter lies below 退回/."""
    group = _plain(scheme.group(rater.group).name)
    return f"{LETTERS}/{group}/{_plain(f'{rater.code}_{rater.name}')}.txt"


def _kept(workspace: Workspace, published: Published) -> Iterator[Finding]:
    """What in 退回/ was not touched, for a person had changed it."""
    for name in published.touched:
        code = "letter-touched" if name.startswith(f"{LETTERS}/") else "sendback-touched"
        if name == REPORTS_NAME:
            code = "reports-touched"
        yield Finding.of(code, Place(f"{workspace.sent_back.name}/{name}"))
    for name in published.stale:
        if name.startswith(f"{LETTERS}/"):
            yield Finding.of("letter-stale", Place(f"{workspace.sent_back.name}/{name}"))


def take_in(folder: Path, source: Path, progress: Progress = _silent) -> Taken:
    """Copy a folder of attachments into 回收/; what lies there already, under whatever name, is not copied again."""
    from dangjian_xl.returns.taking import take_in as take_in_files

    workspace = Workspace(folder.resolve())
    workspace.require()
    source = source.expanduser().resolve()
    if not source.is_dir():
        raise CannotRunError(f"找不到文件夹“{source}”；请核对写得对不对。")
    if source == workspace.root or workspace.root in source.parents or source in workspace.root.parents:
        raise CannotRunError(f"“{source}”和工作目录相互包含，不能收进来；请选工作目录以外的文件夹。")
    return take_in_files(source, workspace.returned, progress)


def _collected(folder: Path, progress: Progress, prefer: Preference) -> tuple[Workspace, Scheme, Collection]:
    from dangjian_xl.returns.collect import collect_files
    from dangjian_xl.returns.intake import survey

    workspace = Workspace(folder.resolve())
    scheme, _ = load_scheme(workspace)
    key = workspace.key()
    if not workspace.returned.is_dir():
        raise CannotRunError(f"找不到“{workspace.returned.name}”目录；请把收回的表放进工作目录下的“回收”。")
    folders = [workspace.returned]
    if scheme.report_rules and workspace.last_reports.is_dir():
        folders.append(workspace.last_reports)
    files = [(path, workspace.relative(path)) for folder in folders for path in survey(folder)]
    wanted = Prefer(prefer) if prefer else None
    return workspace, scheme, collect_files(scheme, key, files, progress, wanted)


def assess(folder: Path, progress: Progress = _silent, *, prefer: Preference = None) -> Assessment:
    """Score and grade what was returned and accepted, and write 结果/考核结果.xlsx.

    Like every step a function of scheme and returned files alone: it collects again, so nothing stale is used. So
    `prefer` is to be said here too, if it was in `collect`.
    """
    from dangjian_xl.outputs.result import result_workbook
    from dangjian_xl.reports.penalties import penalties
    from dangjian_xl.scoring.assess import assess as assess_collection

    workspace, scheme, collection = _collected(folder, progress, prefer)
    if not collection.accepted:
        raise CannotRunError(
            "还没有一份有效的表，没有评定；请先收表，放进“回收”目录，做“回收汇总”（collect）。"
        )
    # What the reports cost stands among the adjustments, so that the workbook explains it as any other.
    adjustments = scheme.adjustments + penalties(scheme, collection.reports)
    assessment = assess_collection(replace(scheme, adjustments=adjustments), collection)
    kept = replace_keeping(workspace.results, RESULT_NAME, result_workbook(assessment))
    if not kept:
        return assessment
    place = Place(f"{workspace.results.name}/{RESULT_NAME}")
    noticed = Finding.of("result-kept", place, kept=f"{workspace.results.name}/{kept}")
    return replace(assessment, findings=in_order([*assessment.findings, noticed]))


def split(folder: Path) -> Issued:
    """Write into 分级/ a folder for each unit that assesses its own branches: its scheme, its summary form, what to do.

    UnusableSchemeError, and nothing written, where some unit's scheme would have errors.
    """
    workspace = Workspace(folder.resolve())
    scheme, noticed = load_scheme(workspace)
    if not units(scheme):
        raise CannotRunError(
            "方案里没有由所在党总支组织的环节，不用切分；要分级考核的，请在“评价环节”的“由谁组织”里选“所在党总支”。"
        )
    found = [*noticed, *flaws(scheme, read_book(workspace.scheme.read_bytes(), SCHEME_NAME).places)]
    if has_errors(found):
        raise UnusableSchemeError("切分出的方案会有错误，没有切分；请按提示改好方案后再试。", in_order(found))
    forms = issued_forms(scheme, workspace.key()).values()
    files: list[tuple[str, bytes]] = []
    for unit in units(scheme):
        inside, told = _for_unit(workspace, scheme, unit, tuple(forms))
        files += inside
        found += told
    published = publish(workspace.divided, files)
    for code, names in (("unit-file-touched", published.touched), ("unit-file-stale", published.stale)):
        found += [Finding.of(code, Place(f"{workspace.divided.name}/{name}")) for name in names]
    return Issued(published.written, in_order(found))


def unit_folder(unit: Organisation) -> str:
    """A unit's folder below 分级/."""
    return _plain(f"{unit.code}_{unit.name}")


def _for_unit(
    workspace: Workspace, scheme: Scheme, unit: Organisation, forms: Sequence[IssuedForm]
) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """A unit's files, and what is odd about its summary forms."""
    from dangjian_xl.outputs.division import GUIDE_NAME, guide, reports_of

    own, folder, summaries = cut(scheme, unit), unit_folder(unit), reports_of(forms, unit)
    found = [] if summaries else [Finding.of("unit-summary-none", unit=unit.name)]
    files, named = [(f"{folder}/{SCHEME_NAME}", write_book(own))], []
    for form in summaries:
        name, data, same = _as_issued(workspace, scheme, form)
        if not same:
            found.append(Finding.of("unit-form-differs", Place(f"{workspace.issued.name}/{name}")))
        short = name.rpartition("/")[2]
        named.append((short, form))
        files.append((f"{folder}/{short}", data))
    files.append((f"{folder}/{GUIDE_NAME}", guide(scheme, own, named)))
    return files, found


def _as_issued(workspace: Workspace, scheme: Scheme, form: IssuedForm) -> tuple[str, bytes, bool]:
    """A form's name below 发放/, its bytes, and whether the file there holds the same; CannotRunError where there is none."""
    name = file_name(scheme, form)
    names = {name: False, name.removesuffix(".xlsx") + ".xlsm": True}
    for standing, macros in names.items():
        path = workspace.issued / standing
        if path.is_file():
            key = workspace.key()
            data = write_form(form.layouts, form.signed(scheme.basics.identity, key), macros=macros)
            return standing, data, path.read_bytes() == data
    raise CannotRunError(f"“发放”里没有“{name}”；请先发放（issue），再切分。")


def handin(folder: Path, form: Path, progress: Progress = _silent, *, prefer: Preference = None) -> HandedIn:
    """Fill a unit's grades into a copy of the college's summary form, 上报/<its name>; the form itself is not changed.

    What the committee approved in 结果/考核结果.xlsx goes before what is proposed, which is computed again.
    CannotRunError where nothing was assessed, or the file is no summary of this unit's.
    """
    from dangjian_xl.outputs.handin import fill, outcomes
    from dangjian_xl.scoring.assess import assess as assess_collection

    workspace, scheme, collection = _collected(folder, progress, prefer)
    result = workspace.results / RESULT_NAME
    if not collection.accepted or not result.is_file():
        raise CannotRunError("本单位还没有评定，没有填写；请先做“评定等次”（assess），审定后再上报。")
    proposals = assess_collection(scheme, collection).proposals
    proposed = {proposal.target.code: proposal.proposed for proposal in proposals}
    shown = f"{workspace.results.name}/{RESULT_NAME}"
    decided, doubted = outcomes(scheme, proposed, _bytes(result), shown)
    name = f"{workspace.handed_in.name}/{form.name}"
    filled = fill(scheme, decided, _bytes(form), form.name, name)
    published = publish(workspace.handed_in, [(form.name, filled.data)], only=False)
    if published.touched:
        touched = Finding.of("unit-handin-touched", Place(name))
        return HandedIn(name, {}, in_order([*doubted, touched]))
    return HandedIn(name, filled.grades, in_order([*doubted, *filled.findings]))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRunError(f"“{path}”读不出来：{why(error)}。") from error
