"""Black and white scans (JBIG2, CCITT fax codes) and scans in layers: mask, background and foreground (MRC)."""

import zlib
from functools import cache, partial

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw

from . import jbig2
from .paper import LINES, draw_paper, draw_scan, load_font
from .sample import pdf_sample
from .writing import A4, add_page, encode, encode_fax, fax_parms, make_image, make_image_page, place, save


def black_and_white(pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], filter_name: Name, **entries) -> Stream:
    return make_image(pdf, data, size, Name.DeviceGray, filter_name, BitsPerComponent=1, **entries)


def scan_as_jbig2(dpi: int) -> bytes:
    picture = draw_scan(dpi, "1")
    data = jbig2.encode_page(picture)
    return make_image_page(lambda pdf: black_and_white(pdf, data, picture.size, Name.JBIG2Decode))


def scan_as_arithmetic_jbig2() -> bytes:
    picture = draw_scan(150, "1").crop((80, 60, 900, 300))
    data = jbig2.encode_page_arithmetic(picture)
    return make_image_page(lambda pdf: black_and_white(pdf, data, picture.size, Name.JBIG2Decode), (410, 120))


@cache
def draw_letter(letter: str) -> tuple[Image.Image, int, int]:
    """A letter's picture and where it begins, right and down of the pen."""
    font = load_font(30)
    left, top, right, bottom = font.getbbox(letter)
    picture = Image.new("1", (round(right - left), round(bottom - top)), 1)
    ImageDraw.Draw(picture).text((-left, -top), letter, 0, font)
    return picture, round(left), round(top)


def scan_as_symbols(pages: int = 2) -> bytes:
    """What the best encoders of copiers write: each letter's picture once for all pages, then only its places."""
    size, lines = (1500, 420), LINES[3:4] + LINES[8:]
    letters = sorted({letter for line in lines for letter in line if letter != " "})
    letters.sort(key=lambda letter: draw_letter(letter)[0].size[::-1])
    symbols = [draw_letter(letter)[0] for letter in letters]
    with pikepdf.new() as pdf:
        shared = pdf.make_indirect(pdf.make_stream(jbig2.encode_symbols(symbols)))
        for page in range(pages):
            rows: dict[int, list[tuple[int, int]]] = {}
            for number, line in enumerate(lines):
                for position, letter in enumerate(line):
                    if letter != " ":
                        _, left, top = draw_letter(letter)
                        across = 50 + 100 * page + left + round(load_font(30).getlength(line[:position]))
                        rows.setdefault(60 + 60 * number + top, []).append((across, letters.index(letter)))
            data = jbig2.encode_placed_symbols(size, symbols, sorted(rows.items()))
            parms = Dictionary(JBIG2Globals=shared)
            image = black_and_white(pdf, data, size, Name.JBIG2Decode, DecodeParms=parms)
            add_page(pdf, place("Im0", 0, 0, 540, 151), (540, 151), XObject=Dictionary(Im0=image))
        return save(pdf)


def scan_as_fax(coding: str = "group4", k: int = -1, **parms) -> bytes:
    picture = draw_scan(200, "1")
    data = encode_fax(picture, coding, two_dimensions=int(k > 0))
    parms_entry = fax_parms(picture, k, **parms)
    return make_image_page(
        lambda pdf: black_and_white(pdf, data, picture.size, Name.CCITTFaxDecode, DecodeParms=parms_entry)
    )


def scan_as_fax_with_black_ones() -> bytes:
    """The code's black is written as 1, and the image turns the colours round again."""
    picture = draw_scan(200, "1")
    parms = fax_parms(picture, BlackIs1=True)
    return make_image_page(
        lambda pdf: black_and_white(
            pdf, encode_fax(picture), picture.size, Name.CCITTFaxDecode, DecodeParms=parms, Decode=Array([1, 0])
        )
    )


def scan_in_fax_strips() -> bytes:
    page, count = draw_scan(200, "1"), 8
    with pikepdf.new() as pdf:
        content, images = b"", Dictionary()
        for number in range(count):
            top, bottom = (page.height * each // count for each in (number, number + 1))
            strip = page.crop((0, top, page.width, bottom))
            images[f"/S{number}"] = black_and_white(
                pdf, encode_fax(strip), strip.size, Name.CCITTFaxDecode, DecodeParms=fax_parms(strip)
            )
            content += place(f"S{number}", 0, A4[1] * (1 - bottom / page.height), A4[0], A4[1] / count)
        add_page(pdf, content, XObject=images)
        return save(pdf)


def fax_of_three_pages() -> bytes:
    with pikepdf.new() as pdf:
        for number in range(1, 4):
            picture = draw_scan(100, "1", title=f"SAYFA {number}")
            image = black_and_white(
                pdf, encode_fax(picture), picture.size, Name.CCITTFaxDecode, DecodeParms=fax_parms(picture)
            )
            add_page(pdf, place("Im0", 0, 0, *A4), XObject=Dictionary(Im0=image))
        return save(pdf)


# --- layers ----------------------------------------------------------------------------------------


def embed_mask(pdf: pikepdf.Pdf, picture: Image.Image, coding: str) -> Stream:
    """The words as a stencil: what is black there is painted."""
    if coding == "jbig2":
        data, name, parms, decode = jbig2.encode_page(picture), Name.JBIG2Decode, None, [0, 1]
    else:
        data, name, parms, decode = encode_fax(picture), Name.CCITTFaxDecode, fax_parms(picture), [0, 1]
    return make_image(
        pdf, data, picture.size, None, name, BitsPerComponent=1, ImageMask=True, Decode=decode, DecodeParms=parms
    )


def embed_background(pdf: pikepdf.Pdf, dpi: int = 50) -> Stream:
    """The paper's own colours, coarse: words are in the layer above."""
    paper = draw_paper(dpi).resize((round(8.27 * dpi), round(11.69 * dpi)))
    faint = paper.point(lambda value: 255 - (255 - value) // 5)
    return make_image(pdf, encode(faint, quality=40), faint.size, Name.DeviceRGB, Name.DCTDecode)


def scan_in_layers(coding: str) -> bytes:
    """Background in JPEG; a stencil of the words, painted in one colour."""
    words = draw_scan(200, "1")
    with pikepdf.new() as pdf:
        layers = Dictionary(Back=embed_background(pdf), Words=embed_mask(pdf, words, coding))
        content = place("Back", 0, 0, *A4) + b"0.1 0.1 0.35 rg\n" + place("Words", 0, 0, *A4)
        add_page(pdf, content, XObject=layers)
        return save(pdf)


def scan_in_three_layers(soft: bool) -> bytes:
    """Background and foreground in JPEG; the foreground shows only where the words are (Mask or SMask)."""
    words = draw_scan(200, "1")
    with pikepdf.new() as pdf:
        ink = draw_paper(50).convert("RGB").resize((100, 141)).point(lambda value: min(value, 90))
        front = make_image(pdf, encode(ink), ink.size, Name.DeviceRGB, Name.DCTDecode)
        if soft:
            alpha = words.convert("L").point(lambda value: 255 - value)
            front.SMask = make_image(pdf, encode(alpha, quality=80), alpha.size, Name.DeviceGray, Name.DCTDecode)
        else:
            front.Mask = embed_mask(pdf, words, "ccitt")
        content = place("Back", 0, 0, *A4) + place("Front", 0, 0, *A4)
        add_page(pdf, content, XObject=Dictionary(Back=embed_background(pdf), Front=front))
        return save(pdf)


def plan_of_a_building(scale: int = 8) -> bytes:
    """A sheet of A1 as large-format scanners save it: 600 dpi in black and white, 278 million pixels.

    Drawn at an eighth of the size, where a byte of the small picture is eight dots of the large one.
    """
    small = Image.new("L", (1754, 2480), 255)
    pen = ImageDraw.Draw(small)
    for across in range(200, small.width, 400):
        pen.line((across, 100, across, small.height - 100), 0, 8)
    for number, down in enumerate(range(200, small.height - 200, 300)):
        pen.line((100, down, small.width - 100, down), 0, 8)
        pen.text((300, down + 60), f"Oda {number + 1}: 24,50 m2", 0, load_font(110))
    rows = small.tobytes()
    if scale == 1:
        return make_image_page(lambda pdf: make_image(pdf, encode(small), small.size, Name.DeviceGray, Name.DCTDecode))
    packer = zlib.compressobj(1)
    packed = [packer.compress(rows[at : at + small.width] * scale) for at in range(0, len(rows), small.width)]
    data, size = b"".join([*packed, packer.flush()]), (scale * small.width, scale * small.height)
    return make_image_page(lambda pdf: black_and_white(pdf, data, size, Name.FlateDecode))


SAMPLES = [
    pdf_sample("plan-a1-600-dpi", plan_of_a_building, like=partial(plan_of_a_building, 1)),
    pdf_sample("scan-jbig2-200-dpi", partial(scan_as_jbig2, 200)),
    pdf_sample("scan-jbig2-400-dpi", partial(scan_as_jbig2, 400)),
    pdf_sample("scan-jbig2-arithmetic", scan_as_arithmetic_jbig2),
    pdf_sample("scan-jbig2-symbols-shared-by-pages", scan_as_symbols),
    pdf_sample("fax-g4", scan_as_fax),
    pdf_sample("fax-g4-black-is-1", scan_as_fax_with_black_ones),
    pdf_sample("fax-g3-one-dimension", partial(scan_as_fax, "group3", 0, EndOfLine=True)),
    pdf_sample("fax-g3-two-dimensions", partial(scan_as_fax, "group3", 4, EndOfLine=True)),
    pdf_sample("fax-g4-strips", scan_in_fax_strips),
    pdf_sample("fax-g4-3-pages", fax_of_three_pages),
    pdf_sample("layers-jbig2-stencil", partial(scan_in_layers, "jbig2")),
    pdf_sample("layers-ccitt-stencil", partial(scan_in_layers, "ccitt")),
    pdf_sample("layers-foreground-with-mask", partial(scan_in_three_layers, soft=False)),
    pdf_sample("layers-foreground-with-soft-mask", partial(scan_in_three_layers, soft=True)),
]
