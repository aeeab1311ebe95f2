"""The measure of the corpus can fail: a lost word or value is noticed, another way to draw the same is not."""

import io
from collections.abc import Sequence

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary
from PIL import Image, ImageDraw

from documents.uploads.isolation.page_drawing import is_visually_equal

from .corpus.drawing import COARSE, FINE, draw_document, draw_frame, find_difference, shrink
from .corpus.forms import TURKISH, draw_value, make_form, row, text_field
from .corpus.geometry import turned_scan
from .corpus.paper import draw_scan, load_font
from .corpus.reading import draw_field, find_ink, reads
from .corpus.sample import Spot
from .corpus.scanners import embed_jpeg
from .corpus.writing import A4, WORDS, add_page, encode, make_image_page, make_letter, place, save, write_text

LINES = [f"{number}. Bu belge bir deneme metnidir; 12.574,90 TL" for number in range(1, 21)]


def make_page(lines: Sequence[str], size: float = 10) -> bytes:
    with pikepdf.new() as pdf:
        add_page(pdf, write_text(lines, size=size))
        return save(pdf)


def redraw(content: bytes, dpi: int = 200, quality: int = 60) -> bytes:
    """The page as PDFium draws it, kept as a JPEG."""
    with pypdfium2.PdfDocument(content) as document:
        picture = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    with pikepdf.new() as pdf:
        image = embed_jpeg(pdf, picture, quality=quality)
        add_page(pdf, place("Im0", 0, 0, *A4), XObject=Dictionary(Im0=image))
        return save(pdf)


@pytest.mark.parametrize("fineness", [COARSE, FINE])
@pytest.mark.parametrize(
    "changed",
    [
        [*LINES[:9], "", *LINES[10:]],
        [*LINES[:9], "10. Bu belge bir          metnidir; 12.574,90 TL", *LINES[10:]],
        [*LINES[:9], "10. Bu belge bir deneme metnidir; 12.574,90", *LINES[10:]],
        LINES[:19],
    ],
    ids=["a line", "a word", "two letters", "the last line"],
)
def test_what_is_lost_from_text_of_ten_points_is_noticed(changed: list[str], fineness: int) -> None:
    whole, less = (draw_document(make_page(lines), fineness=fineness) for lines in (LINES, changed))
    assert find_difference(whole, less) != ""
    assert find_difference(less, whole) != ""
    assert find_difference(whole, draw_document(redraw(make_page(changed)), fineness=fineness)) != ""


def test_a_lost_value_a_lost_tick_and_a_paler_mark_are_noticed() -> None:
    def build(pdf: pikepdf.Pdf, value: str) -> list[Dictionary]:
        return [text_field("ad", value, AP=draw_value(pdf, value))]

    values = [draw_document(make_form(lambda pdf, value=value: build(pdf, value))) for value in ("ALI OZTURK", "")]
    assert find_difference(*values) != ""
    ticks = [make_letter(lambda pdf, tick=tick: pdf.pages[0].contents_add(tick)) for tick in (b"", TICK)]
    assert find_difference(*map(draw_document, ticks)) != ""
    marks = [b"q 1 1 0 rg 300 200 120 14 re f Q", b"q 1 1 0.8 rg 300 200 120 14 re f Q"]
    drawn = [draw_document(make_letter(lambda pdf, mark=mark: pdf.pages[0].contents_add(mark))) for mark in marks]
    assert find_difference(*drawn) != ""


TICK = b"q 1 w 300 200 m 304 196 l 312 208 l S Q"


def test_a_lost_page_and_a_turned_page_are_noticed() -> None:
    one, two = (draw_document(make_letter(pages=pages)) for pages in (1, 2))
    assert find_difference(two, one) == "2 pages became 1"
    upright = draw_document(make_page(LINES))
    assert find_difference(upright, [upright[0].rotate(180)]) != ""
    assert "another shape" in find_difference(upright, [upright[0].rotate(90, expand=True)])


@pytest.mark.parametrize("make", [lambda: make_page(LINES), lambda: make_page(WORDS, 14), lambda: turned_scan(90)])
def test_another_reader_at_200_dpi_in_a_coarse_jpeg_looks_the_same(make) -> None:
    content = make()
    if b"/Rotate" in content:  # the kept page stands upright by itself
        kept = make_image_page(lambda pdf: embed_jpeg(pdf, draw_scan(100, "L"), quality=50))
    else:
        kept = redraw(content)
    assert find_difference(draw_document(content), draw_document(kept)) == ""


def test_a_picture_that_was_packed_again_and_made_smaller_looks_the_same() -> None:
    picture = draw_scan(300)
    smaller = picture.resize((picture.width * 2 // 3, picture.height * 2 // 3))
    again = Image.open(io.BytesIO(encode(smaller, quality=70)))
    assert find_difference([draw_frame(picture)], [shrink(again)]) == ""


def write_field(text: str) -> Image.Image:
    field = Image.new("RGB", (1200, 96), "white")
    ImageDraw.Draw(field).text((12, 24), text, "black", load_font(44))
    return field


@pytest.mark.parametrize("value", [TURKISH, "Иванов Сергей", "محمد علي حسن", "12.574,90", "İstanbul"])
def test_a_value_reads_when_it_is_right(value: str) -> None:
    assert reads(find_ink(write_field(value)), value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("?ükrü Ya??z I??k", TURKISH),
        ("ükrü Yaz Ik", TURKISH),
        ("Sukru Yagiz Isik", TURKISH),
        ("Şükrü Yaz Işk", TURKISH),
        ("?????? ??????", "Иванов Сергей"),
        ("نسح يلع دمحم", "محمد علي حسن"),
        (". . . . . .", "محمد علي حسن"),
        ("Ankara", "İstanbul"),
    ],
)
def test_a_value_with_lost_letters_does_not_read(written: str, value: str) -> None:
    assert not reads(find_ink(write_field(written)), value)


def test_a_field_without_ink_is_empty() -> None:
    content = make_form(lambda pdf: [text_field("ad", "DOLU", AP=draw_value(pdf, "DOLU"))])
    assert find_ink(draw_field(content, Spot(row(0)), 595)) is not None
    assert find_ink(draw_field(content, Spot(row(1)), 595)) is None


def test_the_scanner_notices_a_yellow_mark_and_takes_coloured_edges_of_letters_for_rounding() -> None:
    paper = Image.new("RGB", (200, 100), "white")
    marked, with_edges, with_other_edges = (paper.copy() for _ in range(3))
    marked.paste("yellow", (40, 40, 120, 52))
    with_edges.paste((255, 225, 170), (40, 40, 42, 80))
    with_other_edges.paste((170, 225, 255), (40, 40, 42, 80))
    assert not is_visually_equal(marked, paper)
    assert is_visually_equal(with_edges, with_other_edges)
