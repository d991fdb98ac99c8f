"""HTML to PDF: tagged, with its language, readable by a screen reader. WeasyPrint is loaded when first needed."""

import io
from functools import cache
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

import pikepdf

_FACE: Final = """
@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: normal;
  src: url("{file}") format("woff2"); }}
"""

_WEIGHTS: Final = (400, 500, 600)
_FAMILIES: Final = {"Inter": "latin", "Inter Extended": "latin-ext"}
"""Sámi and other letters lie in a file of their own, which style sheets name second."""


class FontsAreMissing(Exception):
    """The front-end packages, which the fonts come with, are not installed."""


class PdfIsUnreadable(Exception):
    """What was made lacks something that a screen reader needs; the message says what."""


def pdf_of(html: str, style: Path, assets: Path) -> bytes:
    """A PDF/UA-1 document. `assets` is the folder of the installed front-end packages.

    Raises `FontsAreMissing`, `PdfIsUnreadable`, and `OSError` where the system has no Pango.
    """
    weasyprint: Any = __import__("weasyprint")
    configuration = weasyprint.text.fonts.FontConfiguration()
    sheets = [
        weasyprint.CSS(string=_faces(assets), font_config=configuration, url_fetcher=_font),
        weasyprint.CSS(filename=str(style), font_config=configuration),
    ]
    document = weasyprint.HTML(string=html, base_url=str(style.parent))
    rendered: bytes = document.write_pdf(stylesheets=sheets, font_config=configuration, pdf_variant="pdf/ua-1")
    return _checked(_with_scopes(rendered))


def _faces(assets: Path) -> str:
    folder = assets / "@fontsource" / "inter" / "files"
    faces: list[str] = []
    for (family, part), weight in product(_FAMILIES.items(), _WEIGHTS):
        file = folder / f"inter-{part}-{weight}-normal.woff2"
        if not file.is_file():
            raise FontsAreMissing(file.name)
        faces.append(_FACE.format(family=family, weight=weight, file=file.as_uri()))
    return "".join(faces)


def _font(address: str) -> Any:
    """What WeasyPrint asks for, unpacked."""
    urls: Any = import_module("weasyprint.urls")
    return urls.URLFetcherResponse(address, _unpacked(address))


@cache
def _unpacked(address: str) -> bytes:
    """A font as TrueType. WeasyPrint unpacks it anew for every document, which takes longer than a short one does."""
    woff2: Any = import_module("fontTools.ttLib.woff2")
    font = io.BytesIO()
    with urlopen(address) as file:  # noqa: S310 – an address of a file, made above
        woff2.decompress(io.BytesIO(file.read()), font)
    return font.getvalue()


def _checked(made: bytes) -> bytes:
    """The same file, after it was opened again and found whole."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        needed = {
            "pages": len(pdf.pages) > 0,
            "tags": "/StructTreeRoot" in pdf.Root and "/MarkInfo" in pdf.Root,
            "a language": bool(str(pdf.Root.get("/Lang", ""))),
            "a title": bool(str(pdf.docinfo.get("/Title", ""))),
        }
    if missing := [name for name, there in needed.items() if not there]:
        raise PdfIsUnreadable(f"the PDF has no {', no '.join(missing)}")
    return made


def _with_scopes(rendered: bytes) -> bytes:
    """Give every table header its `Scope`: a screen reader then says which row or column a figure is in."""
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        for element in pdf.objects:
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/TH":
                element.A = pikepdf.Array([*_attributes(element), _table_attributes(_scope(element))])
        mended = io.BytesIO()
        pdf.save(mended)
    return mended.getvalue()


def _attributes(header: pikepdf.Dictionary) -> list[pikepdf.Object]:
    """What a header says of itself already, without a scope: there is to be one and no other."""
    given = header.get("/A")
    several = list(given) if isinstance(given, pikepdf.Array) else [given]
    return [one for one in several if isinstance(one, pikepdf.Dictionary) and "/Scope" not in one]


def _table_attributes(scope: pikepdf.Name) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)


def _scope(header: pikepdf.Dictionary) -> pikepdf.Name:
    """A header whose row holds data cells heads that row; one among headers only heads its column."""
    row = header.get("/P")
    cells = row.get("/K") if isinstance(row, pikepdf.Dictionary) else None
    siblings = list(cells) if isinstance(cells, pikepdf.Array) else []
    has_data = any(isinstance(cell, pikepdf.Dictionary) and cell.get("/S") == "/TD" for cell in siblings)
    return pikepdf.Name.Row if has_data else pikepdf.Name.Column
