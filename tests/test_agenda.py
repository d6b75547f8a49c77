"""Who speaks when: times and breaks, what does not fit, and a lot that anybody can draw again."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Place
from dangjian_xl.outputs.agenda import agenda_workbook
from dangjian_xl.reading.package import Package
from dangjian_xl.schedule.agenda import agendas, capacity, check, needed
from dangjian_xl.schedule.cells import with_values
from dangjian_xl.scheme.book import read_book, write_book
from dangjian_xl.scheme.model import Order, Organisation, OrgKind, Scheme, Session
from dangjian_xl.scheme.presets import preset
from tests.support import ooxml

BASE = preset("sztu-2022")
DAY = date(2022, 11, 29)


def session(
    starts: str = "14:30",
    ends: str = "16:30",
    *,
    minutes: int = 8,
    after: int | None = None,
    rest: int | None = None,
    order: Order = Order.LISTED,
    seed: int | None = None,
    code: str = "下午",
    place: str = "报告厅",
) -> Session:
    first, last = time.fromisoformat(starts), time.fromisoformat(ends)
    return Session(code, "T1", DAY, first, last, minutes, order, seed, after, rest, place)


def college(speakers: int, *sessions: Session) -> Scheme:
    targets = tuple(
        Organisation(f"A{n}", f"单位{n}", OrgKind.GENERAL, "T1", secretary=f"书记{n}")
        for n in range(speakers)
    )
    return replace(BASE, organisations=targets, sessions=sessions)


#: Session, speakers that it holds. The first is the notice's: 14:30 to 16:30, 8 minutes each.
ROOM = (
    (session(), 15),
    (session(after=6, rest=10), 12),
    (session(after=5, rest=10), 12),
    (session("09:00", "09:07"), 0),
    (session("09:00", "09:08", after=1, rest=5), 1),
    (session("09:00", "09:20", after=1, rest=5), 1),
    (session("09:00", "09:21", after=1, rest=5), 2),
)


@pytest.mark.parametrize(("meeting", "number"), ROOM)
def test_a_session_holds_so_many(meeting: Session, number: int) -> None:
    assert capacity(meeting) == number


@pytest.mark.parametrize(
    ("after", "rest", "speakers", "minutes"),
    [(None, None, 9, 72), (3, 10, 9, 92), (3, 10, 10, 110), (3, 10, 3, 24), (1, 5, 2, 21), (4, 10, 1, 8)],
)
def test_there_is_no_break_after_the_last(
    after: int | None, rest: int | None, speakers: int, minutes: int
) -> None:
    assert needed(session(after=after, rest=rest), speakers) == minutes


@given(
    speakers=st.integers(0, 40),
    minutes=st.integers(1, 30),
    after=st.integers(1, 6) | st.none(),
    rest=st.integers(1, 20),
    seed=st.integers(0, 10**6),
)
def test_everybody_speaks_once_and_nobody_at_the_same_time(
    speakers: int, minutes: int, after: int | None, rest: int, seed: int
) -> None:
    pause = rest if after else None
    meetings = [
        session(
            "08:30",
            "12:00",
            minutes=minutes,
            after=after,
            rest=pause,
            order=Order.LOT,
            seed=seed,
            code="上午",
        ),
        session("14:00", "17:30", minutes=minutes, after=after, rest=pause, order=Order.LOT, code="下午"),
    ]
    scheme = college(speakers, *meetings)
    made = agendas(scheme)
    spoken = [slot.speaker.code for a in made for slot in a.slots if slot.speaker]
    over = any(f.code == "agenda-over" for f in check(scheme))
    assert over is (speakers > sum(capacity(m) for m in meetings))
    assert len(spoken) == len(set(spoken)) == (0 if over else speakers)
    assert [slot.number for a in made for slot in a.slots if slot.speaker] == list(range(1, len(spoken) + 1))
    for agenda in made:
        for one, other in zip(agenda.slots, agenda.slots[1:], strict=False):
            assert one.ends == other.starts
        if agenda.slots:
            assert agenda.slots[0].starts == agenda.session.starts
            assert agenda.slots[-1].ends <= agenda.session.ends
            assert agenda.slots[-1].speaker


def test_the_lot_is_what_anybody_can_work_out() -> None:
    scheme = college(9, session(order=Order.LOT, seed=4711))
    expected = sorted(
        (f"A{n}" for n in range(9)), key=lambda code: sha256(f"4711/{code}".encode()).hexdigest()
    )
    [agenda] = agendas(scheme)
    assert [slot.speaker.code for slot in agenda.slots if slot.speaker] == expected
    turned = replace(scheme, organisations=scheme.organisations[::-1])
    assert [s.speaker.code for s in agendas(turned)[0].slots if s.speaker] == expected


def test_the_lot_favours_nobody() -> None:
    first = Counter(
        agendas(college(6, session(order=Order.LOT, seed=seed)))[0].slots[0].speaker.code  # type: ignore[union-attr]
        for seed in range(1200)
    )
    assert len(first) == 6
    assert all(150 < number < 250 for number in first.values())


def test_a_session_added_before_changes_nothing_that_was_drawn() -> None:
    lot = session(order=Order.LOT, seed=42, code="下午")
    morning = session("08:00", "08:16", order=Order.LOT, code="上午")
    alone = [s.speaker for s in agendas(college(9, lot))[0].slots if s.speaker]
    made = agendas(college(9, lot, morning))
    # They speak as the day goes, whatever the order of the rows.
    assert [a.session.code for a in made] == ["下午", "上午"]
    assert [s.speaker for a in reversed(made) for s in a.slots if s.speaker] == alone


def test_over_capacity_is_said_with_the_numbers() -> None:
    [told] = check(college(16, session(after=6, rest=10)))
    assert told.what == (
        "场次“下午”14:30 至 16:30 共 120 分钟；16 人每人 8 分钟要 128 分钟，休息 2 次 20 分钟，共 148 分钟，超出 28 分钟，最多排 12 人"
    )
    [told] = check(college(16, session()))
    assert "16 人每人 8 分钟要 128 分钟，超出 8 分钟，最多排 15 人" in told.what


def test_two_sessions_of_a_tier_must_agree_and_halls_be_free() -> None:
    lots = [
        session(order=Order.LOT, seed=1, code="一"),
        session("16:00", "18:00", order=Order.LOT, seed=2, code="二"),
    ]
    assert [f.code for f in check(college(16, *lots))] == ["agenda-two-orders", "agenda-overlap"]
    inside = [
        session("08:00", "12:00", code="一"),
        session("09:00", "10:00", code="二"),
        session("11:00", "12:00", code="三"),
    ]
    assert [f.code for f in check(college(40, *inside))] == ["agenda-overlap"] * 2
    apart = [session(code="一"), session("16:30", "18:00", code="二")]
    assert [f.code for f in check(college(20, *apart))] == []
    elsewhere = [session(code="一"), session(code="三", place="礼堂")]
    assert [f.code for f in check(college(20, *elsewhere))] == []
    somewhere = [session(code="一"), session("16:00", "18:00", code="二", place="")]
    assert [f.code for f in check(college(20, *somewhere))] == ["agenda-overlap-somewhere"]


def test_a_session_that_nobody_is_left_for_says_so() -> None:
    scheme = college(9, session(code="一"), session("17:00", "18:00", code="二"))
    [told] = check(scheme)
    assert (told.code, told.place.cell) == ("agenda-spare", "D6")
    assert "“二”没有人发言" in told.what
    data = agenda_workbook(scheme, agendas(scheme))
    sheet = load_workbook(io.BytesIO(data))["二"]
    assert "本场没有人发言" in str(sheet["A7"].value)


def test_a_tier_that_does_not_fit_keeps_no_other_from_its_agenda(tmp_path: Path) -> None:
    tight = replace(session("08:00", "08:16", order=Order.LOT, code="紧"), tier="T2")
    pipeline.new_from(tmp_path / "年度", replace(BASE, sessions=(session(order=Order.LOT), tight)))
    spoken = pipeline.agenda(tmp_path / "年度", lambda: 815)
    assert [a.session.code for a in spoken.agendas] == ["下午"]
    assert spoken.drawn == {"下午": 815}
    assert [f.code for f in spoken.findings if f.severity == "error"] == ["agenda-undone"]
    scheme = read_book((tmp_path / "年度" / "方案.xlsx").read_bytes()).scheme
    assert scheme
    assert [s.seed for s in scheme.sessions] == [815, None]


def test_an_agenda_that_no_longer_holds_does_not_lie_there(folder: Path) -> None:
    pipeline.agenda(folder, lambda: 815)
    printed, path = folder / "安排" / "现场述职议程.xlsx", folder / "方案.xlsx"
    scheme = read_book(path.read_bytes()).scheme
    assert scheme
    kept = printed.read_bytes()
    path.write_bytes(
        write_book(replace(scheme, sessions=tuple(replace(s, minutes=60) for s in scheme.sessions)))
    )
    spoken = pipeline.agenda(folder)
    assert (spoken.agendas, spoken.printed) == ((), "")
    assert not printed.exists()
    printed.write_bytes(kept + b" ")
    assert "agenda-left" in [f.code for f in pipeline.agenda(folder).findings]
    assert printed.exists()


@pytest.mark.parametrize("lock", ["~$方案.xlsx", ".~lock.方案.xlsx#", ".~方案.xlsx"])
def test_no_lot_is_drawn_while_the_scheme_is_open(folder: Path, lock: str) -> None:
    before = (folder / "方案.xlsx").read_bytes()
    (folder / lock).write_bytes(b"x")
    with pytest.raises(CannotRunError, match="正开着"):
        pipeline.agenda(folder, lambda: 1)
    assert (folder / "方案.xlsx").read_bytes() == before
    (folder / lock).unlink()
    assert pipeline.agenda(folder, lambda: 815).drawn
    # Nothing is to be written into it now.
    (folder / lock).write_bytes(b"x")
    assert pipeline.agenda(folder, lambda: 1).drawn == {}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lots = tuple(replace(s, order=Order.LOT, seed=None) for s in BASE.sessions)
    pipeline.new_from(tmp_path / "年度", replace(BASE, sessions=lots))
    return tmp_path / "年度"


def test_a_lot_is_drawn_once_and_written_down(folder: Path) -> None:
    before = read_book((folder / "方案.xlsx").read_bytes()).scheme
    first = pipeline.agenda(folder, lambda: 815)
    assert list(first.drawn.values()) == [815]
    scheme = read_book((folder / "方案.xlsx").read_bytes()).scheme
    assert scheme
    assert before
    assert replace(scheme, sessions=()) == replace(before, sessions=())
    assert [s.seed for s in scheme.sessions] == [815]
    data = (folder / "方案.xlsx").read_bytes()
    printed = (folder / "安排" / "现场述职议程.xlsx").read_bytes()
    again = pipeline.agenda(folder, lambda: 1)
    assert (again.drawn, again.agendas) == ({}, first.agendas)
    assert (folder / "方案.xlsx").read_bytes() == data
    assert (folder / "安排" / "现场述职议程.xlsx").read_bytes() == printed
    assert ooxml.errors([folder / "方案.xlsx", folder / "安排" / "现场述职议程.xlsx"]) == []
    sheet = load_workbook(io.BytesIO(printed)).worksheets[0]
    text = "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)
    assert "抽签号 815" in text
    assert "星期二" in text
    # The deputy speaks where there is no secretary.
    assert "副书记A04（副书记）" in text


def test_what_does_not_fit_draws_and_writes_nothing(folder: Path) -> None:
    path = folder / "方案.xlsx"
    scheme = read_book(path.read_bytes()).scheme
    assert scheme
    short = tuple(replace(s, ends=time(15, 0)) for s in scheme.sessions)
    path.unlink()
    pipeline.new_from(folder, replace(scheme, sessions=short))
    before = path.read_bytes()
    spoken = pipeline.agenda(folder, lambda: 1)
    assert spoken.agendas == ()
    assert [f.code for f in spoken.findings] == ["agenda-undone", "agenda-over"]
    assert path.read_bytes() == before
    assert not (folder / "安排").exists()


def test_without_sessions_it_says_what_to_fill_in(tmp_path: Path) -> None:
    pipeline.new_from(tmp_path / "年度", replace(BASE, sessions=()))
    with pytest.raises(CannotRunError, match="现场述职安排"):
        pipeline.agenda(tmp_path / "年度")


# A number put into one cell

EVENING = session("17:00", "18:00", order=Order.LOT, code="晚上")
LOTS = replace(BASE, sessions=(session(order=Order.LOT), EVENING))
H5 = Place("方案.xlsx", "现场述职安排", "H5")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part_of(data: bytes, sheet: str) -> str:
    return Package(data).sheets[sheet]


def edited(pattern: bytes, new: bytes, sheet: str = H5.sheet) -> Callable[[bytes], bytes]:
    """A sheet's XML as another program would have written it."""

    def how(data: bytes) -> bytes:
        name, stream = part_of(data, sheet), io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for part, content in parts(data).items():
                changed = re.sub(pattern, new, content)
                assert part != name or changed != content
                archive.writestr(part, changed if part == name else content)
        return stream.getvalue()

    return how


BLANK = rb'<c r="H5" s="(\d+)"/>'
#: A name that a person computes, as Excel saves it; a library would lose what it shows.
COMPUTED = edited(
    rb'<c r="B5" s="(\d+)" t="s"><v>\d+</v></c>',
    rb'<c r="B5" s="\1" t="str"><f>"x"</f><v>x</v></c>',
    "党组织",
)
FILES: dict[str, Callable[[bytes], bytes]] = {
    "as written": lambda data: data,
    "blank cells left out": edited(rb'<c r="[A-Z]+\d+" s="\d+"/>', b""),
    "a blank text": edited(BLANK, rb'<c r="H5" s="\1" t="str"><v> </v></c>'),
    "opened and closed": edited(BLANK, rb'<c s="\1" r="H5"></c>'),
    "a formula elsewhere": COMPUTED,
}


@pytest.mark.parametrize("name", FILES)
def test_one_cell_is_filled_and_every_other_byte_stays(name: str) -> None:
    data = FILES[name](write_book(LOTS))
    scheme = read_book(data).scheme
    assert scheme is not None
    new = with_values(data, {H5: 4711})
    assert new is not None
    before, after = parts(data), parts(new)
    assert list(before) == list(after)
    assert [part for part in before if before[part] != after[part]] == [part_of(data, H5.sheet)]
    first, second = scheme.sessions
    assert read_book(new).scheme == replace(scheme, sessions=(replace(first, seed=4711), second))


FORMULA = edited(BLANK, rb'<c r="H5" s="\1" t="str"><f>""</f><v></v></c>')
REFUSED: dict[str, tuple[Callable[[bytes], bytes], Place]] = {
    "no workbook": (lambda _: b"PK no", H5),
    "no such sheet": (lambda data: data, Place("方案.xlsx", "别的表", "H5")),
    "no such row": (lambda data: data, Place("方案.xlsx", H5.sheet, "H99999")),
    "a formula": (FORMULA, H5),
}


@pytest.mark.parametrize("name", REFUSED)
def test_where_nothing_can_be_filled_in(name: str) -> None:
    how, place = REFUSED[name]
    assert with_values(how(write_book(LOTS)), {place: 1}) is None


@pytest.fixture
def lots(tmp_path: Path) -> Path:
    pipeline.new_from(tmp_path / "年度", replace(BASE, sessions=(session(order=Order.LOT),)))
    return tmp_path / "年度"


def test_a_lot_is_drawn_where_the_scheme_has_formulas(lots: Path) -> None:
    path = lots / "方案.xlsx"
    before = COMPUTED(path.read_bytes())
    path.write_bytes(before)
    made = pipeline.agenda(lots, lambda: 4711)
    assert [agenda.seed for agenda in made.agendas] == [4711]
    name = part_of(before, "党组织")
    assert parts(path.read_bytes())[name] == parts(before)[name]


def test_a_number_that_cannot_be_written_draws_nothing(lots: Path) -> None:
    path = lots / "方案.xlsx"
    path.write_bytes(FORMULA(path.read_bytes()))
    before = path.read_bytes()
    with pytest.raises(CannotRunError, match="H5 填 4711"):
        pipeline.agenda(lots, lambda: 4711)
    assert path.read_bytes() == before
    assert not (lots / "安排").exists()
