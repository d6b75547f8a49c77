import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dangjian_xl.forms.stamp import Stamp
from dangjian_xl.reading.kinds import STAMP_PREFIX

#: What codes may be made of; a bar separates the fields.
FIELDS = st.text("党支T1A09.-·—－/", max_size=10)
STAMPS = st.builds(
    Stamp, FIELDS, FIELDS, FIELDS, st.text("0123456789abcdef", min_size=12, max_size=12), st.integers(0, 99)
)
KEYS = st.binary(min_size=1, max_size=40)
#: What may take a character's place: digits of other widths and scripts look the same to `int`.
CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("0123456789abcdef|/ １١०DJXL")


@given(STAMPS, KEYS)
def test_a_signed_stamp_is_read_back_and_verifies(stamp: Stamp, key: bytes) -> None:
    parsed = Stamp.parse(stamp.sign(key))
    assert parsed is not None
    assert parsed[0] == stamp
    assert stamp.verifies(parsed[1], key)


@given(STAMPS, KEYS, KEYS)
def test_another_key_does_not_verify(stamp: Stamp, key: bytes, other: bytes) -> None:
    # HMAC fills short keys with zeros, so these two are one key.
    assume(key.rstrip(b"\0") != other.rstrip(b"\0"))
    parsed = Stamp.parse(stamp.sign(key))
    assert parsed is not None
    assert not stamp.verifies(parsed[1], other)


def _accepted(text: str, key: bytes) -> bool:
    parsed = Stamp.parse(text)
    return parsed is not None and parsed[0].verifies(parsed[1], key)


@settings(max_examples=400)
@given(STAMPS, KEYS, CHARACTERS, st.data())
def test_any_changed_character_is_seen(stamp: Stamp, key: bytes, character: str, data: st.DataObject) -> None:
    text = stamp.sign(key)
    at = data.draw(st.integers(0, len(text) - 1))
    assume(text[at] != character)
    for changed in (
        text[:at] + character + text[at + 1 :],
        text[:at] + text[at + 1 :],
        text[:at] + character + text[at:],
    ):
        assert changed == text or not _accepted(changed, key)


# `int` reads all of these as 1, but they are not the words that were signed.
@pytest.mark.parametrize("version", ["１", "١", "01", "+1", " 1", "1_0"])
def test_the_version_is_part_of_the_words(version: str) -> None:
    stamp = Stamp("X", "表/R1", "A1", "0123456789ab")
    changed = stamp.sign(b"key").replace(f"{STAMP_PREFIX}|1|", f"{STAMP_PREFIX}|{version}|")
    assert not _accepted(changed, b"key")


# A cell can hold 32,767 characters, and `int` refuses to read more than some thousand digits.
@pytest.mark.parametrize(
    "text", ["", "DJXL", "DJXL||||||", "DJXL|1|a|b|c|d", "DJXL|" + "9" * 5000 + "|a|b|c|d|e", "|" * 32767]
)
def test_what_is_no_stamp_is_none_or_does_not_verify(text: str) -> None:
    assert not _accepted(text, b"key")


@given(st.text("DJXL|1aA/", max_size=30))
def test_any_text_can_be_asked(text: str) -> None:
    assert not _accepted(STAMP_PREFIX + text, b"key")
