"""Comparing and checking the written reports of a year, some 2,500 characters each."""

from __future__ import annotations

from random import Random

from bench.records import Figure, Setting
from bench.timing import timed
from dangjian_xl.reading.document import Paragraph
from dangjian_xl.reports.likeness import Text, likenesses
from dangjian_xl.reports.words import words

PARAGRAPHS, LENGTH = 18, 140
LETTERS = [chr(0x4E00 + number) for number in range(600)]


def reports(setting: Setting) -> list[Figure]:
    """Count the words of all, compare them, then with as many of last year's beside; once."""
    number = setting.sizes.reports
    texts = _texts(number)
    counted = timed(lambda: [words(p.text) for text in texts[:number] for p in text.paragraphs])
    alone = timed(lambda: likenesses(texts[:number]))
    beside = timed(lambda: likenesses(texts))
    return [
        Figure("reports.words", counted, "s", f"the words of {number} reports counted"),
        Figure("reports.compared", alone, "s", f"{number} reports compared with each other"),
        Figure("reports.beside", beside, "s", f"and with {number} of last year's"),
    ]


def _texts(number: int) -> list[Text]:
    """So many reports, made up, and as many of last year's."""
    random = Random(1)
    return [
        Text(
            str(n),
            str(n),
            tuple(
                Paragraph(at, "".join(random.choices(LETTERS, k=LENGTH + random.randrange(-40, 40))))
                for at in range(1, PARAGRAPHS + 1)
            ),
            80,
            past=n >= number,
        )
        for n in range(2 * number)
    ]
