"""A folder that program and people share: what a person changed is never overwritten or removed."""

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_xl.outbox import RECORD_NAME, Published, publish
from dangjian_xl.workspace import write_whole

Files = dict[str, bytes]


def standing(folder: Path) -> Files:
    """What lies in the folder, without the record."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != RECORD_NAME
    }


def put(folder: Path, name: str, data: bytes | None) -> None:
    """A person writes a file, or removes it."""
    path = folder / name
    if data is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@dataclass(frozen=True)
class Case:
    """First published, then changed by a person, then published anew; what stands then, and what is told."""

    name: str
    first: Files
    person: dict[str, bytes | None]
    second: Files
    stands: Files
    touched: tuple[str, ...] = field(default=())


A, B, MINE = b"form a", b"form b", b"filled in"
CASES = [
    Case("nothing changed", {"a": A}, {}, {"a": A}, {"a": A}),
    Case("a new version", {"a": A}, {}, {"a": B}, {"a": B}),
    Case("one more and one less", {"a": A, "b": B}, {}, {"b": B, "c": A}, {"b": B, "c": A}),
    Case("filled in where it lies", {"a": A}, {"a": MINE}, {"a": A}, {"a": MINE}, ("a",)),
    Case("filled in, and a new version", {"a": A}, {"a": MINE}, {"a": B}, {"a": MINE}, ("a",)),
    Case("filled in, and no longer wanted", {"a": A}, {"a": MINE}, {}, {"a": MINE}),
    Case("made empty", {"a": A}, {"a": b""}, {"a": A}, {"a": b""}, ("a",)),
    Case("removed", {"a": A}, {"a": None}, {"a": A}, {"a": A}),
    Case("removed, and no longer wanted", {"a": A}, {"a": None}, {}, {}),
    Case("a file of the person's own", {"a": A}, {"note": MINE}, {}, {"note": MINE}),
    Case("one's own under a name that is wanted", {}, {"a": MINE}, {"a": A}, {"a": MINE}, ("a",)),
    Case("one's own, equal to what is wanted", {}, {"a": A}, {"a": A}, {"a": A}),
    Case("made to what is wanted now", {"a": A}, {"a": B}, {"a": B}, {"a": B}),
    Case("in a folder that empties", {"d/a": A}, {}, {}, {}),
    Case("in a folder with a file of one's own", {"d/a": A}, {"d/n": MINE}, {}, {"d/n": MINE}),
    Case("Chinese names", {"校领导/评委01_现场.xlsx": A}, {}, {"校领导/评委01_现场.xlsx": B}, {"校领导/评委01_现场.xlsx": B}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_stands_and_what_is_told(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "发放"
    publish(folder, case.first.items())
    for name, data in case.person.items():
        put(folder, name, data)
    published = publish(folder, case.second.items())
    assert standing(folder) == case.stands
    assert published.touched == case.touched
    assert published.written == tuple(name for name in case.second if name not in case.touched)


def test_an_emptied_folder_goes_with_its_last_file(tmp_path: Path) -> None:
    publish(tmp_path, [("d/a", A), ("e/b", B)])
    publish(tmp_path, [("e/b", B)])
    assert {path.name for path in tmp_path.iterdir()} == {"e", RECORD_NAME}


NAMES = st.sampled_from(["a", "b", "组/c"])
CONTENTS = st.sampled_from([b"", b"1", b"2", b"3"])
WANTED = st.dictionaries(NAMES, CONTENTS)
PERSON = st.tuples(NAMES, st.none() | CONTENTS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(PERSON, max_size=3), WANTED), max_size=6))
def test_whatever_happens_no_persons_work_is_lost(
    story: list[tuple[list[tuple[str, bytes | None]], Files]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        #: What stands as the program made it; everything else that stands is a person's.
        made: Files = {}
        for persons, wanted in story:
            for file, data in persons:
                put(folder, file, data)
            before = standing(folder)
            published = publish(folder, wanted.items())
            after = standing(folder)
            for file, data in before.items():
                if made.get(file) != data:
                    assert after[file] == data, "a person's file was overwritten or removed"
                elif file not in wanted:
                    assert file not in after, "a stale file of our own stays"
            assert {*published.written, *published.touched} == wanted.keys()
            assert all(after[file] == wanted[file] for file in published.written)
            assert all(after[file] == before[file] != wanted[file] for file in published.touched)
            assert after.keys() <= before.keys() | wanted.keys()
            made = {f: d for f, d in made.items() if f in after} | {f: wanted[f] for f in published.written}


@settings(max_examples=30, deadline=None)
@given(WANTED, st.lists(PERSON, max_size=3), WANTED)
def test_a_second_time_nothing_happens(
    first: Files, persons: list[tuple[str, bytes | None]], wanted: Files
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publish(folder, first.items())
        for file, data in persons:
            put(folder, file, data)
        once = publish(folder, wanted.items())
        record = (folder / RECORD_NAME).read_bytes()
        inodes = {file: (folder / file).stat().st_ino for file in standing(folder)}
        assert publish(folder, wanted.items()) == once
        # Not even rewritten with the same content: a synchronised folder would send everything again.
        assert {file: (folder / file).stat().st_ino for file in standing(folder)} == inodes
        assert (folder / RECORD_NAME).read_bytes() == record


LOST = [None, b"", b"{", b"[]", b"null", b"\xff\xfe", b'"a"']


@pytest.mark.parametrize("content", LOST)
def test_without_a_record_only_what_is_equal_counts_as_ours(content: bytes | None, tmp_path: Path) -> None:
    publish(tmp_path, [("same", A), ("changed", A), ("stale", A)])
    put(tmp_path, RECORD_NAME, content)
    put(tmp_path, "changed", MINE)
    published = publish(tmp_path, [("same", A), ("changed", A), ("new", B)])
    assert published == Published(written=("same", "new"), touched=("changed",))
    # Nobody knows whose the stale one is, so it stays.
    assert standing(tmp_path) == {"same": A, "changed": MINE, "stale": A, "new": B}
    # The record is whole again, so what is ours can be replaced and removed.
    assert publish(tmp_path, [("same", B)]).touched == ()
    assert standing(tmp_path) == {"same": B, "changed": MINE, "stale": A}


@pytest.mark.parametrize("wanted_meanwhile", [{"a": B}, {}], ids=["wanted", "not wanted"])
def test_a_file_that_the_person_puts_back_is_ours_again(wanted_meanwhile: Files, tmp_path: Path) -> None:
    publish(tmp_path, [("a", A)])
    put(tmp_path, "a", MINE)
    publish(tmp_path, wanted_meanwhile.items())
    put(tmp_path, "a", A)
    assert publish(tmp_path, [("a", B)]) == Published(("a",), ())
    assert standing(tmp_path) == {"a": B}


def test_a_run_that_breaks_off_loses_nothing_and_leaves_nothing_that_looks_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, [("a", A), ("b", A)])

    def killed(path: Path, data: bytes, *, ours: bool = True) -> None:
        if path.name == "b":
            raise KeyboardInterrupt
        write_whole(path, data, ours=ours)

    with monkeypatch.context() as patched:
        patched.setattr("dangjian_xl.outbox.write_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(tmp_path, [("a", B), ("b", B)])
    assert standing(tmp_path) == {"a": B, "b": A}
    # The scheme may change again before the next run: what stands there is ours all the same.
    assert publish(tmp_path, [("a", b"form c"), ("b", b"form c")]) == Published(("a", "b"), ())


def test_the_record_is_readable_and_names_every_file(tmp_path: Path) -> None:
    publish(tmp_path, [("组/评委01.xlsx", A), ("b", B)])
    record = json.loads((tmp_path / RECORD_NAME).read_text(encoding="utf-8"))
    assert record.keys() == {"组/评委01.xlsx", "b"}
    assert "组/评委01.xlsx" in (tmp_path / RECORD_NAME).read_text(encoding="utf-8")


def test_progress_counts_every_file_once(tmp_path: Path) -> None:
    put(tmp_path, "b", MINE)
    steps: list[int] = []
    publish(tmp_path, [("a", A), ("b", B), ("c", A)], steps.append)
    assert steps == [1, 2, 3]


def test_one_file_beside_others_leaves_them_and_what_is_known_of_them(tmp_path: Path) -> None:
    publish(tmp_path, [("a", A)], only=False)
    assert publish(tmp_path, [("b", A)], only=False) == Published(("b",), ())
    assert standing(tmp_path) == {"a": A, "b": A}
    put(tmp_path, "a", MINE)
    publish(tmp_path, [("b", B)], only=False)
    assert publish(tmp_path, [("a", B)], only=False) == Published((), ("a",))
    assert standing(tmp_path) == {"a": MINE, "b": B}
