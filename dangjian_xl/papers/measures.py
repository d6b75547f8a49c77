"""All measures of the papers, each with its source: GB/T 9704-2012 (the standard's sections in brackets) or ours.

Lengths are millimetres (mm) or points (pt); the file format counts in twips, 1/20 pt.
"""

from __future__ import annotations

from fractions import Fraction

TWIPS = 20
_PT_PER_MM = Fraction(720, 254)

#: The page (5.1, 5.2.1): A4, margins above and left of the text, and the text's size. What is left is below and right.
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TOP, LEFT = 37, 28
TEXT_WIDTH, TEXT_HEIGHT = 156, 225
BOTTOM, RIGHT = PAGE_HEIGHT - TOP - TEXT_HEIGHT, PAGE_WIDTH - LEFT - TEXT_WIDTH

#: 22 lines of 28 characters (5.2.3); characters are 三号, 16 pt (5.2.2); the title 二号, 22 pt (7.3.1).
LINES, CHARACTERS = 22, 28
BODY_SIZE, TITLE_SIZE = 16, 22
#: Page numbers are 四号 (7.5), their dash stands 7 mm below the text; so is what was copied to whom (7.4).
NUMBER_SIZE, NUMBER_BELOW = 14, 7
IMPRINT_SIZE = 14
#: The head's letters begin 35 mm below the text's upper edge (7.2.4); the red rule is 4 mm below the number (7.2.7).
HEAD_BELOW, RULE_BELOW = 35, 4
#: The head's letters may be as large as fits, and “端庄、醒目” (7.2.4): ours, 62 pt at most.
HEAD_SIZE = 62
#: A circular's date ends four characters from the right edge where it is sealed (7.3.5.1).
DATE_FROM_RIGHT = 4
#: Rules of the imprint, in eighths of a point (7.4.1): outer 0.35 mm, inner 0.25 mm.
OUTER_RULE, INNER_RULE = 8, 6
#: The red rule's width, in eighths of a point; the standard only says as wide as the text.
RED_RULE = 12

#: The other papers are tables, for which no standard speaks: ours, 小四 and 小二.
FORM_TOP, FORM_BOTTOM, FORM_SIDE = 25, 20, 25
FORM_SIZE, FORM_TITLE, FORM_LINE = 12, 18, 20
#: 小五 for what explains, so that a feedback form keeps to two pages.
FORM_NOTE = 10

#: 仿宋, 楷体 and 黑体 come with Windows 10 and later and with WPS under just these names; 仿宋_GB2312 and 楷体_GB2312, which
#: older papers name, were Windows XP's. 小标宋 is sold by its foundry: where it is not installed, programs fall back to 宋体.
BODY_FONT, FIRST_FONT, SECOND_FONT = "仿宋", "黑体", "楷体"
TITLE_FONT, TITLE_FALLBACK, NUMBER_FONT = "方正小标宋简体", "宋体", "宋体"


def points(millimetres: float | Fraction) -> Fraction:
    """Millimetres as points, exactly."""
    return Fraction(millimetres) * _PT_PER_MM


def twips(millimetres: float | Fraction) -> int:
    """Millimetres as twips, to the nearest."""
    return round(points(millimetres) * TWIPS)


def line_pitch(height: float | Fraction, lines: int = LINES) -> int:
    """Twips from line to line so that as many fit into a height in mm: rounded down, or the last would go over."""
    return int(points(height) * TWIPS / lines)


def characters(width: float | Fraction, size: float | Fraction) -> int:
    """How many characters of a size in pt stand on a line of a width in mm: the nearest, 28 of 16 pt on 156."""
    return round(points(width) / Fraction(size))


def character_space(width: float | Fraction, size: float | Fraction) -> int:
    """Twips between characters so that so many fill the line, rounded down: -5, for 28 of 16 pt are a little wider than 156 mm.

    A grid of characters would say the same to Word; but LibreOffice gives each character that is wider than its cell two.
    """
    return int((points(width) / characters(width, size) - Fraction(size)) * TWIPS // 1)


def footer_distance(bottom: float | Fraction) -> int:
    """Twips from the page's lower edge to the number's line, whose middle is NUMBER_BELOW under the text."""
    lowest = 10
    return twips(
        max(Fraction(lowest), Fraction(bottom) - NUMBER_BELOW - Fraction(NUMBER_SIZE, 2) / _PT_PER_MM)
    )
