"""One PDF: cleaned where the copy looks the same, kept as drawn where it does not, refused when it cannot be drawn."""

import io
from dataclasses import dataclass

import pikepdf
import pypdfium2
from PIL import Image

from . import cleaning, picture_pages
from .appearances import AppearanceWriter
from .bounds import check_bounds, check_nesting
from .converted_part import ConvertedPart
from .errors import RefusedError
from .missing_pages import restore_missing_pages
from .notes import list_comments, write_comments
from .page_drawing import PdfiumDocument, check_time, is_blank, is_visually_equal, make_page_picture
from .repairs import repair
from .text_images import Typesetter

DPI = 200  # of pages that are kept as drawn
QUALITY = 80
MAX_DRAWN_PIXELS = 24_000_000
PASSWORD_ERRORS = {4, 5}  # PDFium: wrong password, unknown kind of protection


@dataclass
class CleanedPdf:
    """``shown`` is what a reader shows, ``rebuilt`` the cleaned copy (empty when there is none)."""

    shown: bytes
    rebuilt: bytes = b""
    carries_files: bool = False
    missing_pages: int = 0  # that it counts and does not have


def convert_pdf(content: bytes, most_pages: int, typesetter: Typesetter) -> ConvertedPart:
    """Raises ``RefusedError``."""
    cleaned = clean_pdf(content, most_pages, typesetter)
    original = open_drawing(cleaned.shown)
    copy = open_drawing(cleaned.rebuilt) if cleaned.rebuilt else None
    if original is not None and original.count > most_pages:
        raise RefusedError("too_many_pages", pages=original.count)
    if copy is not None and (original is None or not is_fully_drawable(original, copy)):
        taken = convert_copy(cleaned.rebuilt, copy)
    elif original is not None:
        taken = compare_pages(original, cleaned.rebuilt, copy)
    else:
        raise RefusedError("unreadable")
    taken.missing_pages += cleaned.missing_pages
    if taken.missing_pages:
        if taken.blank_pages == len(taken.pages):
            raise RefusedError("unreadable")
        taken.warnings.add("page_missing")
    blank = taken.blank_pages == len(taken.pages)
    if blank and cleaned.carries_files:
        raise RefusedError("wraps_files")
    if blank:
        taken.warnings.add("blank_page")
    return taken


def clean_pdf(content: bytes, most_pages: int, typesetter: Typesetter) -> CleanedPdf:
    """Raises ``RefusedError``."""
    result = CleanedPdf(content)
    try:
        try:
            pdf = cleaning.open_pdf(content)
        except RefusedError:
            if open_drawing(content) is None:
                raise
            result.carries_files = True  # only these are encrypted (ISO 32000-2, 7.6.6): readers show the pages
            return result
        with pdf:
            try:
                drawing = open_drawing(content)
            except RefusedError:  # PDFium does not try the empty password as the owner's (ISO 32000-2, 7.6.4.4.11)
                content = result.shown = cleaning.save_pdf(pdf)
                drawing = open_drawing(content)
            result.missing_pages = restore_missing_pages(pdf, content, drawing)
            if len(pdf.pages) > most_pages:
                raise RefusedError("too_many_pages", pages=len(pdf.pages))
            if cleaning.is_dynamic_form(pdf):
                raise RefusedError("dynamic_form")
            if cleaning.is_portfolio(pdf):
                raise RefusedError("wraps_files")
            check_bounds(pdf)
            check_nesting(pdf)
            carries_files = cleaning.has_attachments(pdf)
            repaired = repair(pdf)
            stray = cleaning.drop_hidden_annotations(pdf) | cleaning.has_stray_fields(pdf)
            commented = write_all_comments(pdf, drawing, typesetter)
            if AppearanceWriter(pdf, typesetter).add_missing() or repaired or stray or commented:
                cleaning.turn_fields_into_stamps(pdf)
                result.shown = cleaning.save_pdf(pdf)
            cleaning.disarm_pdf(pdf)
            rebuilt = cleaning.save_pdf(pdf) if len(pdf.pages) else b""
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError):
        return CleanedPdf(content)  # a reader may draw it all the same
    result.carries_files = carries_files
    if rebuilt and not cleaning.has_forbidden(rebuilt):
        result.rebuilt = rebuilt
    return result


def write_all_comments(pdf: pikepdf.Pdf, before: PdfiumDocument | None, typesetter: Typesetter) -> bool:
    """Whether there was any."""
    commented = [number for number, page in enumerate(pdf.pages) if list_comments(page)]
    for number in commented:
        image = try_draw_page(before, number, 1.0) if before and number < before.count else None
        write_comments(pdf, pdf.pages[number], image, typesetter)
    return bool(commented)


def open_drawing(content: bytes) -> PdfiumDocument | None:
    try:
        drawing = PdfiumDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in PASSWORD_ERRORS:
            raise RefusedError("encrypted") from None
        return None
    return drawing if drawing.count else None


def is_fully_drawable(original: PdfiumDocument, copy: PdfiumDocument) -> bool:
    """False when the original counts pages that are not there: what repairs the file knows better then."""
    if original.count == copy.count:
        return True
    return original.count > copy.count and all(map(original.has_page, range(original.count)))


def convert_copy(rebuilt: bytes, copy: PdfiumDocument) -> ConvertedPart:
    """The original cannot be drawn, its repaired copy can. A page that is lost makes the document incomplete."""
    taken = ConvertedPart(rebuilt)
    for number in range(copy.count):
        image = copy.draw_page(number)
        taken.blank_pages += is_blank(image)
        taken.pages.append(make_page_picture(image))
    if taken.blank_pages == len(taken.pages):
        raise RefusedError("unreadable")
    return taken


def compare_pages(original: PdfiumDocument, rebuilt: bytes, copy: PdfiumDocument | None) -> ConvertedPart:
    """Keep each page whose copy looks like its original, and the drawing of the original where it does not."""
    taken = ConvertedPart(rebuilt)
    redrawn: dict[int, Image.Image] = {}
    usable = copy if copy is not None and copy.count == original.count else None
    for number in range(original.count):
        image = try_draw_page(original, number)
        cleaned = try_draw_page(usable, number) if usable else None
        if image is None and cleaned is not None:
            image = cleaned  # the repair found what the file's own index misses
        elif image is None:  # lost: readers show an empty page in its place
            image = redrawn[number] = Image.new("L", (210, 297), 255)
            taken.missing_pages += 1
        elif cleaned is None or not is_visually_equal(image, cleaned):
            redrawn[number] = draw_replacement_page(original, number)
        taken.blank_pages += is_blank(image)
        taken.pages.append(make_page_picture(image))
    if redrawn:
        taken.content = replace_pages(rebuilt if usable else b"", redrawn, list(original.page_sizes()))
        taken.redrawn = True
    return taken


def try_draw_page(drawing: PdfiumDocument, number: int, scale: float | None = None) -> Image.Image | None:
    try:
        return drawing.draw_page(number, scale)
    except RefusedError as refused:
        if refused.code == "unreadable":
            return None
        raise


def draw_replacement_page(original: PdfiumDocument, number: int) -> Image.Image:
    """The page at 200 dots an inch, in as few colours as it has."""
    check_time()
    wide, high = original.document[number].get_size()
    scale = min(DPI / 72, (MAX_DRAWN_PIXELS / max(wide * high, 1)) ** 0.5)
    return picture_pages.drop_idle_colour(original.draw_page(number, scale))


def replace_pages(rebuilt: bytes, redrawn: dict[int, Image.Image], sizes: list[tuple[float, float]]) -> bytes:
    """The rebuilt file with some pages as pictures; without one, a new file of nothing but pictures."""
    with pikepdf.open(io.BytesIO(rebuilt)) if rebuilt else pikepdf.new() as pdf:
        for number, image in sorted(redrawn.items()):
            picture_pages.add_page(pdf, image, QUALITY, sizes[number])
            if rebuilt:
                pdf.pages[number] = pdf.pages[-1]
                del pdf.pages[-1]
        return cleaning.save_pdf(pdf)
