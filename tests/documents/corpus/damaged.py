"""Documents with harmless faults: every reader opens them and shows all of them, so they are accepted."""

import re
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from .paper import draw_scan
from .sample import pdf_sample
from .writing import PAGE as SHEET
from .writing import add_page, encode, make_image, make_image_page, make_letter, place, save, write_text

PRINTER = b'\x1b%-12345X@PJL JOB NAME="sozlesme"\r\n@PJL SET RESOLUTION=600\r\n@PJL ENTER LANGUAGE=PDF\r\n'
MAIL = (
    b'Content-Type: application/pdf; name="belge.pdf"\r\nContent-Transfer-Encoding: binary\r\n'
    b'Content-Disposition: attachment; filename="belge.pdf"\r\n\r\n'
)
PAGE = b"<html><head><title>Indir</title></head><body>Dosyaniz hazir.</body></html>\r\n"


def plain_letter(pages: int = 1) -> bytes:
    """With nothing packed, so that faults can be put into it."""
    return make_letter(pages=pages, compress_streams=False)


def put_before(extra: bytes) -> bytes:
    return extra + plain_letter()


def put_after(extra: bytes) -> bytes:
    return plain_letter() + extra


def change_text(old: bytes, new: bytes | Callable[[re.Match[bytes]], bytes], pages: int = 1, count: int = 0) -> bytes:
    changed = re.sub(old, new, plain_letter(pages), count=count, flags=re.DOTALL)
    assert changed != plain_letter(pages), old
    return changed


def cut_table() -> bytes:
    """No table of objects at all: readers look for the objects."""
    content = plain_letter(3)
    start, end = content.rindex(b"xref\n", 0, content.rindex(b"startxref")), content.rindex(b"trailer")
    return content[:start] + content[end:]


def cut_end(marker: bytes = b"startxref") -> bytes:
    content = plain_letter(2)
    return content[: content.rindex(marker)]


def shift_table(by: int) -> bytes:
    """Every offset is wrong by a few bytes, as after a lost or added line."""
    return change_text(rb"(\d{10}) 00000 n", lambda found: b"%010d 00000 n" % (int(found[1]) + by), pages=2)


def end_lines_with(end: bytes) -> bytes:
    """The file went through a program that changed all ends of lines; it holds nothing but text."""
    return plain_letter(2).replace(b"\n", end)


def double_objects() -> bytes:
    """The same objects twice: an old page first, then the right one."""
    content = plain_letter()
    old = re.sub(rb"\(([^)]*)\) Tj", b"(eski) Tj", content)
    first = content.index(b"1 0 obj")
    end = old.rindex(b"xref\n", 0, old.rindex(b"startxref"))
    return old[:end] + cut_head(content, first)


def cut_head(content: bytes, first: int) -> bytes:
    start = content.rindex(b"xref\n", 0, content.rindex(b"startxref"))
    return content[first:start] + content[content.rindex(b"trailer") :]


def noisy_tail() -> bytes:
    """Another program's rest behind the end: a block of zeros, as after a copy in blocks of a disk."""
    return put_after(bytes(4096))


# --- pages and their content -------------------------------------------------------------------------


def content_of(change: Callable[[bytes], bytes]) -> bytes:
    def edit(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[0].obj.Contents
        contents.write(change(contents.read_bytes()))

    return make_letter(edit)


def page_without(*keys: str) -> bytes:
    def edit(pdf: pikepdf.Pdf) -> None:
        for key in keys:
            del pdf.pages[0].obj["/" + key]

    return make_letter(edit)


def contents_with(*odd: Any) -> bytes:
    """Between the streams of a page's contents stand entries that are none: some readers show nothing of the page."""

    def edit(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        more = pdf.make_stream(write_text(("Devami asagida",), top=200))
        page.Contents = Array([*odd[:1], page.Contents, *odd[1:], more])

    return make_letter(edit)


def page_that_is_missing() -> bytes:
    """The tree of pages names a page that is not there, beside two that are."""
    return change_text(rb"/Kids \[ ", b"/Kids [ 77 0 R ", pages=2)


def page_that_is_counted_and_missing(place: int) -> bytes:
    """The tree of pages counts four and has three, in a file that had to be put together anew."""
    names = [b"3 0 R", b"4 0 R", b"5 0 R"]
    names.insert(place, b"77 0 R")
    content = change_text(rb"/Kids \[ 3 0 R 4 0 R 5 0 R ", b"/Kids [ " + b" ".join(names) + b" ", pages=3)
    return content.replace(b"/Count 3", b"/Count 4")


def page_that_was_deleted() -> bytes:
    """The last of four pages is marked as free, and still named: the file itself is in order."""
    content = plain_letter(4)
    assert b"/Kids [ 3 0 R 4 0 R 5 0 R 6 0 R ]" in content
    row = b"%010d 00000 " % (content.index(b"\n6 0 obj") + 1)
    assert row + b"n" in content
    return content.replace(row + b"n", row + b"f")


def letter_with_an_empty_page(place: int) -> bytes:
    def edit(pdf: pikepdf.Pdf) -> None:
        pdf.add_blank_page(page_size=SHEET)
        pdf.pages.insert(place, pdf.pages[3])
        del pdf.pages[4]

    return make_letter(edit, pages=3)


# --- streams -----------------------------------------------------------------------------------------


def flate_page(change: Callable[[bytes], bytes]) -> bytes:
    """The words' packed data is damaged at its end or in its check sum."""

    def edit(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[0].obj.Contents
        data = contents.read_bytes() + b"\n" * 400
        contents.write(change(zlib.compress(data)), filter=Name.FlateDecode)

    return make_letter(edit, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def jpeg_page(change: Callable[[bytes], bytes]) -> bytes:
    picture = draw_scan(100, "L")
    data = change(encode(picture))
    return make_image_page(lambda pdf: make_image(pdf, data, picture.size, Name.DeviceGray, Name.DCTDecode))


def broken_side_part() -> bytes:
    """A colour profile and a table of letters that are nonsense; the page does not need them."""
    picture = draw_scan(75, inches=(8.27, 5.85))
    with pikepdf.new() as pdf:
        profile = pdf.make_stream(b"kein Profil", N=3, Alternate=Name.DeviceRGB)
        image = make_image(pdf, encode(picture), picture.size, Array([Name.ICCBased, profile]), Name.DCTDecode)
        page = add_page(pdf, place("Im0", 0, 421, 595, 421) + write_text(top=300), XObject=Dictionary(Im0=image))
        page.obj.Resources.Font.F1.ToUnicode = pdf.make_stream(b"bozuk <<< (")
        return save(pdf)


def unknown_parts() -> bytes:
    """A font and a picture that the resources name and nobody wrote."""

    def edit(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(b"q /YokResim Do Q BT /Yok 12 Tf 60 100 Td () Tj ET")
        pdf.pages[0].obj.Resources.XObject = Dictionary(Bos=pdf.make_stream(b"", Filter=Name("/Bilinmeyen")))

    return make_letter(edit)


def beginning_of_a_long_one() -> bytes:
    """Only the first twelfth arrived: no page of ten can be shown. Not harmless."""
    content = make_letter(pages=10)
    return content[: len(content) // 12]


two_pages, three_pages = partial(make_letter, pages=2), partial(make_letter, pages=3)
# Poppler believes a wrong count of pages; ``like`` is then the measure.
SAMPLES = [
    pdf_sample("before-bom", partial(put_before, b"\xef\xbb\xbf")),
    pdf_sample("before-newline", partial(put_before, b"\n")),
    pdf_sample("before-printer-job", partial(put_before, PRINTER)),
    pdf_sample("before-mail-head", partial(put_before, MAIL)),
    pdf_sample("before-web-page", partial(put_before, PAGE)),
    pdf_sample("before-900-bytes", partial(put_before, b"\0" * 900)),
    pdf_sample("after-zeros", noisy_tail),
    pdf_sample("after-printer-job", partial(put_after, b"\x1b%-12345X@PJL EOJ\r\n\x1b%-12345X")),
    pdf_sample("after-web-page", partial(put_after, PAGE)),
    pdf_sample("end-missing", partial(cut_end, b"%%EOF")),
    pdf_sample("end-and-start-missing", partial(cut_end, b"startxref")),
    pdf_sample("table-missing", cut_table),
    pdf_sample("table-shifted", partial(shift_table, 3)),
    pdf_sample("table-start-wrong", partial(change_text, rb"startxref\n\d+", b"startxref\n12")),
    pdf_sample("count-too-high", partial(change_text, rb"/Count 2", b"/Count 7", pages=2), like=two_pages),
    pdf_sample(
        "count-too-low", partial(change_text, rb"/Count 3", b"/Count 1", pages=3), like=partial(make_letter, pages=3)
    ),
    pdf_sample("length-too-long", partial(change_text, rb"/Length (\d+)", lambda m: b"/Length %d" % (int(m[1]) + 40))),
    pdf_sample("length-too-short", partial(change_text, rb"/Length (\d+)", lambda m: b"/Length %d" % (int(m[1]) // 3))),
    pdf_sample("stream-end-missing", partial(change_text, rb"\nendstream", b"")),
    pdf_sample("object-end-missing", partial(change_text, rb"endobj\n", b"\n")),
    pdf_sample("two-objects-of-one-number", double_objects),
    pdf_sample("lines-end-with-cr", partial(end_lines_with, b"\r")),
    pdf_sample("lines-end-with-crlf", partial(end_lines_with, b"\r\n")),
    pdf_sample("version-of-the-future", partial(change_text, rb"%PDF-1\.\d", b"%PDF-3.9", count=1)),
    pdf_sample("content-open-parenthesis", partial(content_of, lambda data: data + b"\nBT /F1 9 Tf (acik Tj ET")),
    pdf_sample("content-cut-word", partial(content_of, lambda data: data + b"\n0 0 1 rg 60 100 100 5")),
    pdf_sample("content-unknown-words", partial(content_of, lambda data: b"bilinmez 3 4 foo\n" + data)),
    pdf_sample("content-too-many-restores", partial(content_of, lambda data: data + b"\nQ Q q q q")),
    pdf_sample("contents-with-nothing", partial(contents_with, None, None), like=contents_with),
    pdf_sample("contents-with-no-streams", partial(contents_with, 5, Dictionary(A=1), "metin"), like=contents_with),
    pdf_sample("page-that-is-missing", page_that_is_missing, like=two_pages),
    *(
        pdf_sample(
            f"page-{place + 1}-of-4-is-missing",
            partial(page_that_is_counted_and_missing, place),
            like=partial(letter_with_an_empty_page, place),
        )
        for place in (1, 3)
    ),
    pdf_sample("last-page-is-deleted", page_that_was_deleted, like=partial(letter_with_an_empty_page, 3)),
    pdf_sample("page-without-type", partial(page_without, "Type")),
    pdf_sample("page-without-parent", partial(page_without, "Parent")),
    pdf_sample("unknown-font-and-picture", unknown_parts),
    pdf_sample("broken-profile-and-letters", broken_side_part),
    pdf_sample("flate-without-end", partial(flate_page, lambda data: data[:-6])),
    pdf_sample("flate-wrong-sum", partial(flate_page, lambda data: data[:-4] + b"\1\2\3\4")),
    pdf_sample("flate-with-rest", partial(flate_page, lambda data: data + b"\r\n\r\nrest")),
    pdf_sample("jpeg-without-end-marker", partial(jpeg_page, lambda data: data.removesuffix(b"\xff\xd9"))),
    pdf_sample("jpeg-with-odd-bytes", partial(jpeg_page, lambda data: data[:-2] + b"\x00\x12\x34" * 5 + data[-2:])),
    pdf_sample("jpeg-with-rest", partial(jpeg_page, lambda data: data + bytes(2000))),
    pdf_sample("hardly-anything-left", beginning_of_a_long_one, "unreadable"),
]
