"""The styles of the papers: Chinese names, so that staff find and change them in Word or WPS."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian_xl.papers import measures as m

#: Names that the program looks for again when it applies the settings or puts the signature in its place.
TITLE, HEAD, BODY, FIRST, SECOND, SECOND_WORDS = (
    "公文标题",
    "公文红头",
    "公文正文",
    "一级标题",
    "二级标题",
    "二级标题文字",
)
SIGNED, DATED = "公文署名", "成文日期"
NUMBER, ADDRESSEES, THIRD, FOURTH, ANNEXES, ANNEX = (
    "发文字号",
    "主送机关",
    "三级标题",
    "四级标题",
    "附件说明",
    "附件标识",
)
TABLE_TITLE, TABLE_HEAD, TABLE_TEXT, TABLE_CENTRED = "表格标题", "表头", "表中文字", "表中居中"
IMPRINT, ODD, EVEN = "版记", "页码单页", "页码双页"
FORM_TITLE, FORM_LEFT, FORM_NOTE, FORM_SIGN = "表单标题", "表单抬头", "表单说明", "表单签字"


@dataclass(frozen=True, slots=True)
class Style:
    """One style of paragraphs, or of words in them. `size`, `line`, `before` in points; `first`, `left`, `hanging` in characters.

    `line` 0: as high as the text needs, else exactly this; None: as the body's.
    """

    name: str
    font: str = m.BODY_FONT
    size: float = m.BODY_SIZE
    align: str = "both"
    first: float = 0
    left: float = 0
    hanging: float = 0
    right: float = 0
    line: float | None = None
    before: float = 0
    after: float = 0
    colour: str = ""
    with_next: bool = False
    words: bool = False
    grid: bool = True
    outline: int | None = None

    @property
    def fills(self) -> bool:
        """Whether its lines are the grid's: as many characters and as high as the standard says."""
        return self.line is None and not self.words


STYLES: tuple[Style, ...] = (
    Style(HEAD, m.TITLE_FONT, m.HEAD_SIZE, "center", line=0, colour="FF0000", with_next=True, grid=False),
    Style(NUMBER, align="center", with_next=True),
    Style(TITLE, m.TITLE_FONT, m.TITLE_SIZE, "center", line=32, with_next=True, grid=False),
    Style(ADDRESSEES, align="left", with_next=True),
    Style(BODY, first=2),
    Style(FIRST, m.FIRST_FONT, first=2, with_next=True, outline=0),
    Style(SECOND, m.SECOND_FONT, first=2, with_next=True, outline=1),
    Style(SECOND_WORDS, m.SECOND_FONT, words=True),
    Style(THIRD, first=2),
    Style(FOURTH, first=2),
    # “附件：” is three characters, and stands two in (7.3.4).
    Style(ANNEXES, left=5, hanging=3, with_next=True),
    Style(SIGNED, align="center", with_next=True),
    Style(DATED, align="center"),
    Style(ANNEX, m.FIRST_FONT, align="left", with_next=True),
    Style(TABLE_TITLE, m.SECOND_FONT, 14, "left", line=24, before=8, after=4, with_next=True, grid=False),
    Style(TABLE_HEAD, m.FIRST_FONT, m.FORM_SIZE, "center", line=0, grid=False),
    Style(TABLE_TEXT, size=m.FORM_SIZE, align="left", line=0, grid=False),
    Style(TABLE_CENTRED, size=m.FORM_SIZE, align="center", line=0, grid=False),
    Style(IMPRINT, size=m.IMPRINT_SIZE, align="left", left=1, right=1, line=0, grid=False),
    # One character from the edge (7.5).
    Style(ODD, m.NUMBER_FONT, m.NUMBER_SIZE, "right", right=1, line=m.NUMBER_SIZE, grid=False),
    Style(EVEN, m.NUMBER_FONT, m.NUMBER_SIZE, "left", left=1, line=m.NUMBER_SIZE, grid=False),
    Style(FORM_TITLE, m.TITLE_FONT, m.FORM_TITLE, "center", line=32, after=8, with_next=True, grid=False),
    Style(FORM_LEFT, size=m.FORM_SIZE, align="left", line=m.FORM_LINE, after=4, grid=False),
    Style(FORM_NOTE, size=m.FORM_NOTE, align="left", line=0, before=3, grid=False),
    Style(FORM_SIGN, size=m.FORM_SIZE, align="left", line=28, before=4, grid=False),
)

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def fonts(name: str) -> str:
    """A font for Chinese and Western letters alike: left out, a program would take its own for digits."""
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'
    )


def defaults() -> str:
    """The defaults of all text, and the styles that every document needs, as XML elements below w:styles."""
    size = 2 * m.BODY_SIZE
    body = f'{fonts(m.BODY_FONT)}<w:kern w:val="2"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{body}{language}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/>'
        # Gaps beside digits, which programs put there of themselves, would make lines and dates wider than they count.
        '<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="a0"><w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="a2"><w:name w:val="No List"/></w:style>'
    )


def sheet() -> str:
    """All styles as the content of styles.xml."""
    written = "".join(_written(style, f"x{index}") for index, style in enumerate(STYLES, 1))
    return f"<w:styles {_W}>{defaults()}{written}</w:styles>"


def _written(style: Style, identity: str) -> str:
    size = round(2 * style.size)
    colour = f'<w:color w:val="{style.colour}"/>' if style.colour else ""
    narrow = f'<w:spacing w:val="{m.character_space(m.TEXT_WIDTH, m.BODY_SIZE)}"/>' if style.fills else ""
    run = f'<w:rPr>{fonts(style.font)}{colour}{narrow}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    if style.words:
        # Words in a paragraph take its size.
        run = f"<w:rPr>{fonts(style.font)}</w:rPr>"
    kind = "character" if style.words else "paragraph"
    based = "a0" if style.words else "a"
    paragraph = "" if style.words else f"<w:pPr>{_paragraph(style)}</w:pPr>"
    return (
        f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="{identity}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{based}"/><w:qFormat/>{paragraph}{run}</w:style>'
    )


def _paragraph(style: Style) -> str:
    """Paragraph properties in the order that the schema wants."""
    line = m.line_pitch(m.TEXT_HEIGHT) if style.fills else round((style.line or 0) * m.TWIPS)
    exact = f' w:line="{line}" w:lineRule="exact"' if line else ""
    before, after = (round(space * m.TWIPS) for space in (style.before, style.after))
    parts = [
        "<w:keepNext/>" if style.with_next else "",
        # Marks hanging out of the text would make the line longer than the standard's.
        '<w:overflowPunct w:val="0"/>' if style.fills else "",
        "" if style.grid else '<w:snapToGrid w:val="0"/>',
        f'<w:spacing w:before="{before}" w:after="{after}"{exact}/>',
        _indents(style),
        f'<w:jc w:val="{style.align}"/>',
        "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>',
    ]
    return "".join(parts)


def _indents(style: Style) -> str:
    """Indents in characters; and, for programs that do not know them, in twips."""
    sides = {"left": style.left, "right": style.right, "hanging": style.hanging, "firstLine": style.first}
    told = "".join(
        f' w:{side}Chars="{round(100 * number)}" w:{side}="{round(number * style.size * m.TWIPS)}"'
        for side, number in sides.items()
        if number
    )
    return f"<w:ind{told}/>" if told else ""
