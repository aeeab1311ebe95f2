"""Files that are small and would be endless: each is answered, quickly, and the scanner outlives them."""

import io
import os
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from documents.uploads import scanning
from documents.uploads.isolation import client
from documents.uploads.scanning import UploadPart
from emuafiyet.dev.packages import ROOT

from . import upload_samples as samples

MB = 1024 * 1024
# The scanner as it is, in a hurry: a file may cost it two seconds, and half a second makes it look at the clock.
HASTY = """
import dataclasses, sys
from documents.uploads.isolation import page_drawing, scanner
scanner.ENDPOINT_LIMITS["documents"] = dataclasses.replace(scanner.ENDPOINT_LIMITS["documents"], cpu_seconds=2)
page_drawing.CPU_SECONDS = 0.5
sys.argv = ["scanner", "--listen", sys.argv[1]]
scanner.main()
"""


def save(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def many_streams() -> bytes:
    """No stream is too long by itself; together they are 360 MB."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    parts = []
    packed = zlib.compress(b" " * (30 * MB))
    for _ in range(12):
        stream = Stream(pdf, b"")
        stream.write(packed, filter=Name.FlateDecode)
        parts.append(pdf.make_indirect(stream))
    page.obj.Contents = Array(parts)
    return save(pdf)


def drawings_in_drawings(depth: int = 9, width: int = 12) -> bytes:
    """Each drawing holds the one before twelve times: five billion squares in two kilobytes."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    inner: pikepdf.Object | None = None
    for _ in range(depth):
        form = Stream(pdf, b"/X Do " * width if inner is not None else b"0 0 1 rg 0 0 10 10 re f " * 50)
        form.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 100, 100])})
        if inner is not None:
            form["/Resources"] = Dictionary(XObject=Dictionary(X=inner))
        inner = pdf.make_indirect(form)
    page.obj.Resources = Dictionary(XObject=Dictionary(X=inner))
    page.obj.Contents = Stream(pdf, b"/X Do")
    return save(pdf)


def sheets_over_sheets(sheets: int, pages: int = 1) -> bytes:
    """Each page is covered by see-through sheets, and each sheet has all below it drawn again."""
    pdf = pikepdf.new()
    content = Stream(pdf, b"/Over gs 0.2 0.3 0.4 rg " + b"0 0 612 792 re f " * sheets)
    for _ in range(pages):
        page = pdf.add_blank_page()
        page.obj.Resources = Dictionary(ExtGState=Dictionary(Over=Dictionary(BM=Name.Multiply, ca=0.5)))
        page.obj.Contents = content
    return save(pdf)


def drawing_in_itself() -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    form = pdf.make_indirect(Stream(pdf, b"/X Do 0 0 50 50 re f"))
    form.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 100, 100])})
    form["/Resources"] = Dictionary(XObject=Dictionary(X=form))
    page.obj.Resources = Dictionary(XObject=Dictionary(X=form))
    page.obj.Contents = Stream(pdf, b"/X Do")
    return save(pdf)


def picture_of_many_pixels(
    side: int = 30_000, bits: int = 8, space: Name = Name.DeviceGray, coding: Name = Name.FlateDecode
) -> bytes:
    """A picture inside a PDF that claims 900 megapixels of grey."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    image = Stream(pdf, b"")
    image.write(zlib.compress(bytes(4 * MB), 9), filter=coding)
    image.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": side, "/Height": side})
    image.update({"/BitsPerComponent": bits, "/ColorSpace": space})
    page.obj.Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)))
    page.obj.Contents = Stream(pdf, b"600 0 0 800 0 0 cm /I Do")
    return save(pdf)


def nested_arrays() -> bytes:
    deep = b"[" * 100_000 + b"]" * 100_000
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/X " + deep + b">>endobj\n"
    return body + b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def tiff_of_many_pages() -> bytes:
    """A directory that names itself as the next one, for ever."""
    entries = [(256, 3, 1, 10), (257, 3, 1, 10), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    entries += [(277, 3, 1, 1), (278, 3, 1, 10), (279, 4, 1, 100)]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *each) for each in entries)
    start = 8 + 100
    return struct.pack("<2sHI", b"II", 42, start) + bytes(100) + directory + struct.pack("<I", start)


@pytest.mark.parametrize(
    ("format_slug", "make", "code"),
    [
        ("pdf", many_streams, "too_complex"),
        ("pdf", drawings_in_drawings, "too_complex"),
        ("pdf", picture_of_many_pixels, "too_complex"),
        ("pdf", lambda: picture_of_many_pixels(70_000, 1), "too_complex"),
        ("pdf", lambda: picture_of_many_pixels(15_000, 8, Name.DeviceRGB), "too_complex"),
        ("pdf", lambda: picture_of_many_pixels(15_000, 8, coding=Name.JPXDecode), "too_complex"),
        ("pdf", nested_arrays, "unreadable"),
        ("pdf", lambda: samples.pdf(change=samples.unpacks_to_gigabytes), "too_complex"),
        ("png", samples.png_bomb, "too_many_pixels"),
    ],
)
def test_a_bomb_is_answered_with_its_sentence(format_slug, make, code) -> None:
    content = make()
    assert len(content) < 3 * MB
    verdict = scanning.check_document([UploadPart(format_slug, io.BytesIO(content))])
    assert verdict.code == code
    assert verdict.cpu_seconds < 10


@pytest.mark.parametrize(("format_slug", "make"), [("pdf", drawing_in_itself), ("tiff", tiff_of_many_pages)])
def test_what_holds_itself_is_taken_once(format_slug, make) -> None:
    verdict = scanning.check_document([UploadPart(format_slug, io.BytesIO(make()))])
    assert (verdict.code, verdict.pages) == ("", 1)


@pytest.fixture(scope="module")
def hasty_scanner() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        listen = f"unix://{folder}"
        command = [sys.executable, "-c", HASTY, listen]
        with subprocess.Popen(command, cwd=ROOT, env={"PATH": os.environ["PATH"]}) as process:
            deadline = time.monotonic() + 60
            while not client.is_ready(listen):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield listen
            process.terminate()


@pytest.mark.parametrize(
    ("make", "reason", "least", "most"),
    [
        # A page that is never finished is ended by the kernel, many slow pages between two of them.
        (lambda: sheets_over_sheets(20_000), "time", 1.9, 3),
        (lambda: sheets_over_sheets(4, pages=60), "too_slow", 0.5, 2),
    ],
    ids=["one page", "many pages"],
)
def test_endless_drawing_is_ended_and_the_scanner_goes_on(make, reason, least, most, hasty_scanner, settings) -> None:
    settings.SCANNER_URL = hasty_scanner
    content = make()
    assert len(content) < MB
    with pytest.raises(scanning.CheckTimedOutError, match=reason) as ended:
        scanning.check_document([UploadPart("pdf", io.BytesIO(content))])
    assert least < ended.value.cpu_seconds < most
    assert scanning.is_scanner_ready()
    small = [UploadPart("png", io.BytesIO(samples.picture("PNG", (60, 80))))]
    assert scanning.check_document(small).code == ""
