"""A printer for tests that are not about how a paper looks: its words on one page, in a moment instead of seconds."""

import io
import re
from html import unescape
from pathlib import Path

import pikepdf

LOOK = "BT /F1 8 Tf 20 800 Td <{words}> Tj ET"


def plain_paper(html: str, style: Path, assets: Path) -> bytes:
    """Instead of `infra.pdf.pdf_of`. All that is written is on it, hidden or not, with what stands in the title."""
    words = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        page.obj.Contents = pdf.make_stream(LOOK.format(words=words.encode("cp1252", "replace").hex()).encode())
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()
