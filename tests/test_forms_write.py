"""What we write: sound for Excel, the same bytes for the same input, and every text a text."""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.scheme.check_forms import MATRIX_ITEMS
from dangjian_xl.scheme.presets import preset
from tests.support import office, ooxml
from tests.support.forms import Kit, differences, kit_of, kits, places

KIT = kit_of()
#: What spreadsheet programs take for something else than text, if one lets them.
INJECTED = (
    "=1+1",
    "=cmd|'/c calc'!A0",
    "+cmd|'/c calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "{=1+1}",
    "http://example.org/x",
    "https://example.org/?q=党支部",
    "mailto:a@example.org",
    "ftp://example.org",
    "internal:Sheet1!A1",
    "external:c:\\x.xlsx",
    "\t=1+1",
    "'=1+1",
    '=HYPERLINK("http://example.org","点")',
    "_x0041_",
    "007",
    "1E5",
    "TRUE",
    "2024-01-05",
    "<b>&amp;</b>",
)


def _xml(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {
            name: package.read(name).decode()
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


def _formulas(data: bytes) -> list[str]:
    sheets = [text for name, text in _xml(data).items() if name.startswith("xl/worksheets/sheet")]
    return [found for text in sheets for found in re.findall(r"<f[ >].*?</f>|<f/>", text)]


def _texts_everywhere(form: IssuedForm, texts: tuple[str, ...]) -> dict[Address, Cell]:
    return {address: texts[number % len(texts)] for number, address in enumerate(form.specs)}


def _every_form() -> list[tuple[Kit, IssuedForm]]:
    return [(KIT, form) for form in KIT.forms.values()]


@pytest.mark.long
def test_the_preset_and_every_kind_are_sound_workbooks(tmp_path: Path) -> None:
    scheme = preset("sztu-2022")
    preset_kit = Kit(scheme)
    # One of each component and style is enough: the others differ in names only.
    firsts = {
        form.assignment.id.partition("/")[0]: form for form in reversed(list(preset_kit.forms.values()))
    }
    written: list[tuple[Kit, IssuedForm, Mapping[Address, Cell]]] = [
        (preset_kit, f, {}) for f in firsts.values()
    ]
    written += [(kit, form, {}) for kit, form in _every_form()]
    written += [(kit, form, _texts_everywhere(form, INJECTED)) for kit, form in _every_form()]
    files = []
    for number, (kit, form, values) in enumerate(written):
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(kit.written(form, values))
        files.append(file)
    assert ooxml.errors(files) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kits())
def test_the_same_form_is_the_same_bytes(kit: Kit) -> None:
    again = kit_of(kit.text, targets=len(kit.scheme.targets("T")))
    for form_id, form in kit.forms.items():
        assert kit.written(form) == again.written(again.forms[form_id])


@pytest.mark.parametrize("name", [form_id.partition("/")[0] for form_id in KIT.forms])
def test_a_persons_texts_stay_texts(name: str) -> None:
    form = KIT.form(name)
    for shift in range(0, len(INJECTED), 5):
        texts = INJECTED[shift:] + INJECTED[:shift]
        data = KIT.written(form, _texts_everywhere(form, texts))
        # Neither more formulas than with harmless texts, nor any link.
        assert _formulas(data) == _formulas(KIT.written(form, _texts_everywhere(form, ("好话",))))
        assert not [
            text for text in _xml(data).values() if re.search(r"hyperlink|externalLink|oleLink", text)
        ]
        book = load_workbook(BytesIO(data))
        grids = list(read_grids(data).values())
        for number, (address, (layout, *keys)) in enumerate(places(form).items()):
            row, column = layout.cell(*keys)
            cell = book[layout.name].cell(row + 1, column + 1)
            text = texts[number % len(texts)]
            assert cell.data_type == "s"
            read = grids[form.layouts.index(layout)][row][column]
            assert isinstance(read, str)
            assert read.strip() == text.strip(), address


@pytest.mark.long
def test_a_schemes_texts_stay_texts(tmp_path: Path) -> None:
    """Titles, items, criteria and names go into cells, tabs, headers, validations and formulas."""
    rows = "\n".join(
        f"| {n} | {t} | {t} | 评分 | 5 | | 是 | {t} |" for n, t in enumerate(INJECTED, 1) if "|" not in t
    )
    kits_ = [
        kit_of(f"# 表 {kind} 0 是\n{rows}", names=name)
        for kind in ("评分表", "评分矩阵")
        for name in ("={}+1", '"&A{}&"')
    ]
    files = []
    for number, kit in enumerate(kits_):
        data = kit.written(kit.form("表"))
        assert not [text for text in _xml(data).values() if re.search(r"hyperlink|externalLink", text)]
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(data)
    assert ooxml.errors(files) == []
    for kit, copy in zip(kits_, office.recalculated(files, tmp_path / "out"), strict=True):
        for layout, grid in zip(kit.form("表").layouts, read_grids(copy.read_bytes()).values(), strict=True):
            printed = {str(text).strip() for row in layout.rows for text in row.texts.values()}
            shown = {str(cell).strip() for row in grid for cell in row}
            assert {text for text in printed if not re.fullmatch(r"\d+", text)} <= shown


# Excel refuses a file whose formulas are longer; neither XlsxWriter nor the SDK's validator looks.
FORMULA_LIMIT, LITERAL_LIMIT, DEPTH_LIMIT = 8192, 255, 64


def _too_much(formula: str) -> str:
    text = (
        re.sub(r"<[^>]*>", "", formula)
        .replace("&quot;", '"')
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )
    if len(text) > FORMULA_LIMIT:
        return f"{len(text)} characters: {text[:60]}"
    literals = [m[1].replace('""', '"') for m in re.finditer(r'"((?:[^"]|"")*)"', text)]
    if any(len(literal) > LITERAL_LIMIT for literal in literals):
        return f"a literal of {max(map(len, literals))} characters: {text[:60]}"
    depth = deepest = 0
    for character in re.sub(r'"(?:[^"]|"")*"', "", text):
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return f"{deepest} levels: {text[:60]}" if deepest > DEPTH_LIMIT else ""


#: What a college may well ask on one form.
LARGE = {
    "as many items as a matrix may have": "# 表 评分矩阵 1 否\n"
    + "\n".join(
        f"| {n} | | 第{n}项：履行党建责任和工作实绩 | 评分 | 5 | | 是 | |" for n in range(1, MATRIX_ITEMS + 1)
    ),
    "a ballot of 20 items": "# 表 测评票 0 否\n"
    + "\n".join(f"| {n} | | 第{n}项：履行党建责任和工作实绩 | 等次 | 5 | | 是 | |" for n in range(1, 21)),
    **{
        f"20 items of {kind} that may be void{blank}": f"# 表 {style} 1 否 同无效 满无效{blank} 好≤0.5\n"
        + "\n".join(
            f"| {n} | | 第{n}项：履行党建责任和工作实绩 | {kind} | 5 | {unit} | {'是' if n % 2 else '否'} | |"
            for n in range(1, 21)
        )
        for blank in ("", " 漏弃权")
        for style, kind, unit in (
            ("测评票", "等次", ""),
            ("评分矩阵", "评分", ""),
            ("评分矩阵", "次数", "3"),
            ("评分矩阵", "是否", ""),
        )
    },
    "items of 300 characters": "# 表 评分矩阵 1 否\n"
    + "\n".join(f"| {n} | | {'述职评议考核' * 50} | 评分 | 5 | | 是 | |" for n in range(1, 4)),
    "a score sheet of 80 items": "# 表 评分表 1 是\n"
    + "\n".join(
        f"| {n} | 类别 | {'述职评议考核' * 50} | 次数 | 5 | 3 | 是 | {'标准' * 300} |" for n in range(1, 81)
    ),
}


@pytest.mark.parametrize("form", LARGE)
def test_formulas_keep_to_excels_limits(form: str) -> None:
    kit = kit_of(LARGE[form])
    assert sorted({found for f in _formulas(kit.written(kit.form("表"))) if (found := _too_much(f))}) == []


def test_many_long_grades_can_still_be_chosen_from_a_list() -> None:
    grades = [(f"等次{n}" + "很" * 16, str(90 - 5 * n), str(100 - n)) for n in range(15)]
    kit = kit_of("# 表 测评票 0 否\n| 1 | | 评价 | 等次 | 100 | | 是 | |", grades=grades)
    form = kit.form("表")
    sheet = load_workbook(BytesIO(kit.written(form))).worksheets[0]
    assert {v.type for v in sheet.data_validations.dataValidation} == {"list"}


def test_tabs_are_distinct_and_allowed() -> None:
    name = "党支部[一]:*?/\\'" + "长" * 40
    kit = kit_of("# 表 评分表 0 否\n| 1 | | 项 | 评分 | 5 | | 否 | |", names=name, targets=120)
    tabs = [layout.name for layout in kit.form("表").layouts]
    assert len({tab.lower() for tab in tabs}) == 120
    assert not [tab for tab in tabs if len(tab) > 31 or re.search(r"[\[\]:*?/\\]|^'|'$", tab)]
    assert list(read_grids(kit.written(kit.form("表")))) == tabs


def test_a_fresh_form_shows_what_its_formulas_compute(tmp_path: Path) -> None:
    files = []
    for number, (kit, form) in enumerate(_every_form()):
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(kit.written(form))
    for file, copy in zip(files, office.recalculated(files, tmp_path / "out"), strict=True):
        before, after = read_grids(file.read_bytes()), read_grids(copy.read_bytes())
        assert list(before) == list(after)
        for name, grid in before.items():
            assert differences(grid, after[name]) == []
