"""How long it takes to compare and check the written reports of a year: 200 of some 2,500 characters."""

from __future__ import annotations

import time
from random import Random

from dangjian_xl.reading.document import Paragraph
from dangjian_xl.reports.likeness import Text, likenesses
from dangjian_xl.reports.words import words

REPORTS, PARAGRAPHS, LENGTH = 200, 18, 140
LETTERS = [chr(0x4E00 + number) for number in range(600)]


def main() -> None:
    """Make them up, compare them, with as many of last year's beside."""
    random = Random(1)
    texts = [
        Text(
            str(number),
            str(number),
            tuple(
                Paragraph(n, "".join(random.choices(LETTERS, k=LENGTH + random.randrange(-40, 40))))
                for n in range(1, PARAGRAPHS + 1)
            ),
            80,
            past=number >= REPORTS,
        )
        for number in range(2 * REPORTS)
    ]
    begun = time.perf_counter()
    counted = sum(words(paragraph.text) for text in texts[:REPORTS] for paragraph in text.paragraphs)
    print(f"{REPORTS} reports, {counted:,} words counted: {time.perf_counter() - begun:.2f} s")
    for some in (REPORTS, 2 * REPORTS):
        begun = time.perf_counter()
        found = len(likenesses(texts[:some]))
        print(f"{some} reports compared, {found} alike: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
