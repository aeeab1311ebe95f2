"""Pages that a document counts and does not have: readers show an empty page in their place, and so do we."""

import re

import pikepdf

from . import picture_pages, repairs
from .page_drawing import PdfiumDocument

KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
REFERENCE = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+R\b")


def restore_missing_pages(pdf: pikepdf.Pdf, content: bytes, drawing: PdfiumDocument | None) -> int:
    """Put an empty page where ``content`` names one that is not there. How many pages it counts and does not have.

    pikepdf leaves them out, PDFium (``drawing``) counts them and cannot load them. Where nothing but the count tells of
    them, no page is put in: the count may be what is wrong.
    """
    if drawing is None or drawing.count <= len(pdf.pages):
        return 0
    missing = [number for number in range(drawing.count) if not drawing.has_page(number)]
    if drawing.count - len(pdf.pages) == len(missing) and names_missing_pages(pdf, content):
        for number in missing:
            beside = repairs.read_box(pdf.pages[max(0, number - 1)].mediabox) if len(pdf.pages) else None
            pdf.add_blank_page(page_size=(beside.width, beside.height) if beside else picture_pages.A4)
            pdf.pages.insert(number, pdf.pages[-1])
            del pdf.pages[-1]
    return len(missing)


def names_missing_pages(pdf: pikepdf.Pdf, content: bytes) -> bool:
    """Whether the tree of pages has an entry that leads nowhere."""
    if any("non-dictionary" in warning for warning in pdf.get_warnings()):
        return True  # it was found while a damaged file was put together
    named = {(int(each[1]), int(each[2])) for kids in KIDS.findall(content) for each in REFERENCE.finditer(kids)}
    return any(not isinstance(pdf.get_object(each), pikepdf.Dictionary) for each in named)
