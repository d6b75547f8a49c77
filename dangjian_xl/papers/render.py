"""A template and a record -> a paper. Texts come out as they are: nothing in them is a tag, a field or markup."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import cast

from docx.document import Document
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from dangjian_xl.findings import Finding, Place
from dangjian_xl.papers.field import Value
from dangjian_xl.papers.fields import Paper
from dangjian_xl.papers.safe import markup

#: What a template may be when unpacked: a few hundred kilobytes are usual, pictures of seals included.
_LARGEST = 50_000_000
#: The library's tag for ready-made runs, which puts words where no program shows them.
_RAW_TAG = re.compile(rb"\{\{\s*r\s")
_NAME = re.compile(r"'([^']*)'")
#: What the libraries raise (that of XML is a SyntaxError) where a file is no Word document, and where tags stand so that none comes out.
_UNREADABLE = (
    ValueError,
    KeyError,
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    NotImplementedError,
)
_FAULTS = (
    MemoryError,
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    SyntaxError,
)


class TemplateFaultError(Exception):
    """What is wrong with a template: the code of its finding and what that says."""

    def __init__(self, code: str, **context: str) -> None:
        """Keep what the finding is made from."""
        super().__init__(code)
        self.code, self.context = code, context

    def finding(self, place: Place, paper: Paper) -> Finding:
        """What is told of it."""
        return Finding.of(self.code, place, paper=paper, **self.context)


class _Strict(DocxTemplate):  # type: ignore[misc] # the library is untyped
    """The library's template, which does not patch up what tags in the wrong place cut to pieces: words would be lost."""

    def fix_tables(self, xml: str) -> object:
        """What the library makes of the text; SyntaxError where it is no XML any more."""
        parse_xml(xml)
        return super().fix_tables(xml)


class Renderer:
    """A template that is filled in again and again."""

    def __init__(self, template: bytes) -> None:
        """Open it; raises TemplateFaultError where that cannot be done."""
        self._template, self._environment = template, _environment()
        self._open()

    def render(self, context: Mapping[str, Value]) -> Document:
        """The template with a record's values put in; raises TemplateFaultError where that cannot be done."""
        paper = self._open()
        try:
            paper.render(dict(context), jinja_env=self._environment, autoescape=True)
        except UndefinedError as error:
            raise TemplateFaultError("paper-template-field", field=_named(error)) from error
        except TemplateSyntaxError as error:
            raise TemplateFaultError("paper-template-tag", near=_near(error)) from error
        except SecurityError as error:
            raise TemplateFaultError("paper-template-forbidden") from error
        except _FAULTS as error:
            raise TemplateFaultError("paper-template-broken") from error
        # Its own accessor would read the template anew.
        return cast("Document", paper.docx)

    def _open(self) -> _Strict:
        try:
            with zipfile.ZipFile(io.BytesIO(self._template)) as package:
                if sum(info.file_size for info in package.infolist()) > _LARGEST:
                    raise TemplateFaultError("paper-template-unreadable")
                if any(
                    _RAW_TAG.search(package.read(name))
                    for name in package.namelist()
                    if name.endswith(".xml")
                ):
                    raise TemplateFaultError("paper-template-forbidden")
            paper = _Strict(io.BytesIO(self._template))
            paper.init_docx()
        except _UNREADABLE as error:
            raise TemplateFaultError("paper-template-unreadable") from error
        return paper


class _Sandbox(ImmutableSandboxedEnvironment):
    """Where templates run, without what makes long texts of short ones."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: object, operator: str, left: object, right: object) -> object:  # noqa: ARG002 - the library's signature
        """The remainder of numbers, as for every other row; none of the rest has a place in a paper."""
        if operator == "%" and isinstance(left, int) and isinstance(right, int):
            return left % right
        raise SecurityError(operator)


#: Of the library's filters those that a paper has a use for. Others would let markup through, or make a page of a letter.
_FILTERS: tuple[str, ...] = (
    "capitalize",
    "count",
    "d",
    "default",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "replace",
)
_FILTERS += ("reverse", "round", "sort", "sum", "trim", "unique", "upper")


def _environment() -> ImmutableSandboxedEnvironment:
    """Where templates run: unknown names are errors, nothing but the given values is in reach."""
    environment = _Sandbox(undefined=StrictUndefined, autoescape=True, finalize=_shown)
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.globals.clear()
    return environment


def _shown(value: object) -> object:
    """What is put out where a template names a value; what is undefined stays so, and is an error."""
    if isinstance(value, StrictUndefined):
        return value
    if not isinstance(value, (str, int, float, Markup)):
        # A list or a record put out whole would show how the program keeps it, and hide a name that there is not.
        raise SecurityError(type(value).__name__)
    return Markup(markup(str(value)))  # noqa: S704 - made safe there


def _named(error: UndefinedError) -> str:
    """The field that there is not."""
    found = _NAME.findall(str(error))
    return found[-1] if found else "?"


def _near(error: TemplateSyntaxError) -> str:
    """What stands where the tag is wrong."""
    lines = getattr(error, "docx_context", None)
    words = [line.strip() for line in lines or () if "{" in line]
    return words[len(words) // 2] if words else str(error.message or "")
