"""A large document is kept small and stays legible: text of eight points is read off what is kept."""

import io
import os
import subprocess

import img2pdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from documents.upload_rules import rules
from documents.uploads.scanning import CheckVerdict, UploadPart, check_document

MB = 1024 * 1024
A4_AT_300_DPI = (2480, 3508)
EIGHT_POINTS = 8 * 300 / 72
LINES = (
    "The employer pays the insurance premium of the worker every month",
    "Article 17 says that either side may end this contract in writing",
    "Paragraph 4 of the annex lists the machines with their numbers",
)


def scan(noise: float = 0.25) -> bytes:
    """A page of a contract in eight points, as a colour scanner sees it at 300 dots an inch: grainy, heavy."""
    page = Image.new("RGB", A4_AT_300_DPI, (246, 243, 236))
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype("LiberationSerif-Regular.ttf", EIGHT_POINTS)
    for number in range(45):
        pen.text((200, 200 + 70 * number), LINES[number % 3], font=font, fill=(30, 30, 40))
    grain = Image.frombytes("RGB", A4_AT_300_DPI, os.urandom(A4_AT_300_DPI[0] * A4_AT_300_DPI[1] * 3))
    out = io.BytesIO()
    Image.blend(page, grain, noise).save(out, "JPEG", quality=80, dpi=(300, 300))
    return out.getvalue()


def read_text(content: bytes, page: int) -> str:
    """The first nine lines, by a program for reading print."""
    image = pypdfium2.PdfDocument(content)[page].render(scale=300 / 72).to_pil()
    image = image.crop((0, 150, image.width, 840))
    out = io.BytesIO()
    image.save(out, "PNG")
    command = ["tesseract", "-", "-", "--dpi", "300", "--psm", "6", "-l", "eng"]
    alone = os.environ | {"OMP_THREAD_LIMIT": "1"}
    read = subprocess.run(command, input=out.getvalue(), capture_output=True, check=True, env=alone)
    return read.stdout.decode()


def check(format_slug: str, *contents: bytes) -> CheckVerdict:
    return check_document([UploadPart(format_slug, io.BytesIO(content)) for content in contents])


@pytest.fixture(scope="module")
def page() -> bytes:
    return scan()


def test_a_scan_of_thirty_megabytes_is_kept_in_ten_and_eight_points_can_be_read(page: bytes) -> None:
    document = img2pdf.convert([page] * 10)
    assert 25 * MB < len(document) < rules.MAX_BYTES
    verdict = check("pdf", document)
    assert verdict.code == ""
    assert verdict.pages == 10
    assert len(verdict.rebuilt) <= rules.MAX_BYTES_KEPT
    text = read_text(verdict.rebuilt, 4)
    assert [text.count(line) == 3 for line in LINES] == [True] * 3, text


def test_a_picture_is_kept_at_two_hundred_dots_an_inch_and_eight_points_can_be_read(page: bytes) -> None:
    verdict = check("jpg", page)
    assert verdict.code == ""
    kept = pypdfium2.PdfDocument(verdict.rebuilt)[0]
    assert [round(each) for each in kept.get_size()] == [595, 842]
    (image,) = kept.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    assert round(image.get_px_size()[1] * 72 / kept.get_size()[1]) == 200
    text = read_text(verdict.rebuilt, 0)
    assert [text.count(line) == 3 for line in LINES] == [True] * 3, text


def test_the_reader_of_this_test_can_fail() -> None:
    blurred = Image.open(io.BytesIO(scan(noise=0))).resize((420, 594))
    out = io.BytesIO()
    blurred.save(out, "JPEG", quality=30, dpi=(60, 60))
    text = read_text(check("jpg", out.getvalue()).rebuilt, 0)
    assert not any(line in text for line in LINES)
