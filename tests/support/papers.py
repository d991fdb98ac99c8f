"""What is printed, once for everybody who reads it: printing a page, and reading its text, take longest in these tests.

Kept by what was to be printed, for as long as the process lives. Who wants to see it printed anew calls `pdf_of`.
"""

import io
from functools import cache
from pathlib import Path

import pypdf

from infra.pdf import pdf_of
from infra.settings import ASSETS


@cache
def paper_of(html: str, style: Path) -> bytes:
    return pdf_of(html, style, ASSETS)


@cache
def pages_of(pdf: bytes) -> tuple[str, ...]:
    """The words of each page, with one space between any two."""
    return tuple(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def words_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))
