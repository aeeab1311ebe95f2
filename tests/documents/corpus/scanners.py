"""Colour and grey scans: one image for each page, in every coding and colour space that scanners write."""

import base64
import io
import zlib
from functools import partial

import numpy
import pikepdf
import reportlab.rl_config
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageCms
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .paper import LINES, draw_paper, draw_scan
from .sample import OTHER_COLOURS, pdf_sample
from .writing import A4, add_page, encode, make_image, make_image_page, place, save

SPACES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
HALF_PAGE = (8.27, 5.85)  # inches: enough paper for what is not about size


def embed_jpeg(pdf: pikepdf.Pdf, picture: Image.Image, **options) -> Stream:
    entries = options.pop("entries", {})
    return make_image(pdf, encode(picture, **options), picture.size, SPACES[picture.mode], Name.DCTDecode, **entries)


def scan_as_jpeg(dpi: int, mode: str, **options) -> bytes:
    picture = draw_scan(dpi, mode)
    return make_image_page(lambda pdf: embed_jpeg(pdf, picture, **{"quality": 75} | options))


def scan_as_cmyk_jpeg() -> bytes:
    """Adobe's CMYK JPEGs are inverted, and the image says so."""
    picture = draw_scan(100, "CMYK", inches=HALF_PAGE)
    upside_down = {"Decode": Array([1, 0] * 4)}
    return make_image_page(lambda pdf: embed_jpeg(pdf, picture, entries=upside_down), (595, 421))


def scan_as_jpeg_2000(mode: str, named_space: bool = True, **options) -> bytes:
    picture = draw_scan(100, mode, inches=HALF_PAGE)
    data = encode(picture, "JPEG2000", **options)
    space, bits = (SPACES[mode], 8) if named_space else (None, None)  # a JPX carries both itself
    return make_image_page(
        lambda pdf: make_image(pdf, data, picture.size, space, Name.JPXDecode, BitsPerComponent=bits), (595, 421)
    )


def raw_page(picture: Image.Image, space, bits: int = 8, data: bytes = b"", **entries) -> bytes:
    packed = zlib.compress(data or picture.tobytes())

    def build(pdf: pikepdf.Pdf) -> Stream:
        colours = space(pdf) if callable(space) else space
        return make_image(pdf, packed, picture.size, colours, Name.FlateDecode, BitsPerComponent=bits, **entries)

    return make_image_page(build, (595, 421))


def scan_in_sixteen_bits(mode: str) -> bytes:
    picture = draw_scan(75, mode, inches=HALF_PAGE)
    data = (numpy.asarray(picture).astype(">u2") * 257).tobytes()
    return raw_page(picture, SPACES[mode], 16, data)


def scan_in_four_bits() -> bytes:
    picture = draw_scan(75, "L", inches=HALF_PAGE)
    picture = picture.crop((0, 0, picture.width // 2 * 2, picture.height))
    values = numpy.asarray(picture) >> 4
    return raw_page(picture, Name.DeviceGray, 4, (values[:, ::2] << 4 | values[:, 1::2]).tobytes())


def scan_with_palette() -> bytes:
    picture = draw_scan(100, inches=HALF_PAGE).quantize(64)
    palette = bytes(picture.getpalette()[: 64 * 3])
    return raw_page(picture, Array([Name.Indexed, Name.DeviceRGB, 63, pikepdf.String(palette)]))


def profiled(pdf: pikepdf.Pdf, colours: int = 3, profile: bytes = b"") -> Array:
    if not profile:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    alternate = {1: Name.DeviceGray, 3: Name.DeviceRGB}[colours]
    stream = Stream(pdf, profile, N=colours, Alternate=alternate)
    return Array([Name.ICCBased, pdf.make_indirect(stream)])


def scan_with_profile() -> bytes:
    picture = draw_scan(100, inches=HALF_PAGE)
    return make_image_page(
        lambda pdf: make_image(
            pdf, encode(picture), picture.size, profiled(pdf), Name.DCTDecode, Intent=Name.Perceptual
        ),
        (595, 421),
    )


def scan_in_lab() -> bytes:
    rgb = draw_scan(75, inches=HALF_PAGE)
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = Image.merge("RGB", ImageCms.applyTransform(rgb, to_lab).split())  # a and b count from -128, as in a PDF
    white = Dictionary(WhitePoint=[0.9642, 1, 0.8249], Range=[-128, 127, -128, 127])
    return raw_page(rgb, Array([Name.Lab, white]), data=lab.tobytes())


def scan_in_calibrated_rgb() -> bytes:
    calibrated = Dictionary(WhitePoint=[0.9505, 1, 1.089], Gamma=[2.2, 2.2, 2.2])
    calibrated.Matrix = Array([0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505])
    return raw_page(draw_scan(75, inches=HALF_PAGE), Array([Name.CalRGB, calibrated]))


def scan_in_one_ink() -> bytes:
    """A grey scan as the density of black ink (Separation), which counts the other way."""
    picture = draw_scan(75, "L", inches=HALF_PAGE).point(lambda value: 255 - value)
    to_grey = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1)
    return raw_page(picture, Array([Name.Separation, Name.Black, Name.DeviceGray, to_grey]))


def scan_with_predictor() -> bytes:
    picture = draw_paper(100, HALF_PAGE)
    rows = numpy.asarray(picture).reshape(picture.height, -1)
    above = numpy.vstack([numpy.zeros_like(rows[:1]), rows[:-1]])
    data = zlib.compress(numpy.insert(rows - above, 0, 2, axis=1).tobytes())  # 2: the row minus the row above
    parms = Dictionary(Predictor=15, Colors=3, BitsPerComponent=8, Columns=picture.width)
    return make_image_page(
        lambda pdf: make_image(pdf, data, picture.size, Name.DeviceRGB, Name.FlateDecode, DecodeParms=parms),
        (595, 421),
    )


def scan_as_text() -> bytes:
    """A JPEG written in printable characters (ASCII85), as old mail gateways wanted it."""
    picture = draw_scan(75, inches=HALF_PAGE)
    data = base64.a85encode(encode(picture)) + b"~>"
    filters = Array([Name.ASCII85Decode, Name.DCTDecode])
    return make_image_page(lambda pdf: make_image(pdf, data, picture.size, Name.DeviceRGB, filters), (595, 421))


def scan_in_strips() -> bytes:
    """Twenty images for one page: scanners with little memory send the page in pieces."""
    page = draw_scan(150, "L")
    with pikepdf.new() as pdf:
        content, images, count = b"", Dictionary(), 20
        for number in range(count):
            top, bottom = (page.height * each // count for each in (number, number + 1))
            strip = page.crop((0, top, page.width, bottom))
            images[f"/S{number}"] = embed_jpeg(pdf, strip)
            height = A4[1] * strip.height / page.height
            content += place(f"S{number}", 0, A4[1] * (1 - bottom / page.height), A4[0], height)
        add_page(pdf, content, XObject=images)
        return save(pdf)


def scan_inside_the_content() -> bytes:
    """An inline image: its data stands between the drawing commands."""
    picture = draw_scan(60, "L", inches=HALF_PAGE)
    head = f"q 595 0 0 421 0 0 cm BI /W {picture.width} /H {picture.height} /CS /G /BPC 8 /F /DCT ID "
    with pikepdf.new() as pdf:
        add_page(pdf, head.encode() + encode(picture) + b"\nEI Q\n", (595, 421))
        return save(pdf)


def several_pages(count: int, dpi: int, mode: str) -> bytes:
    with pikepdf.new() as pdf:
        for number in range(1, count + 1):
            picture = draw_scan(dpi, mode, title=f"SAYFA {number} / {count}")
            add_page(pdf, place("Im0", 0, 0, *A4), XObject=Dictionary(Im0=embed_jpeg(pdf, picture)))
        return save(pdf)


def recognised_scan() -> bytes:
    """A scan with the words that a program recognised, written invisibly over the picture (PDF/A of copiers)."""
    reportlab.rl_config.invariant = True
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(draw_scan(150)), 0, 0, *A4)
    text = canvas.beginText(50, 780)
    text.setTextRenderMode(3)
    text.setLeading(20)
    for line in LINES:
        text.textLine(line.encode("latin-1", "ignore").decode("latin-1"))
    canvas.drawText(text)
    canvas.save()
    return out.getvalue()


RATES = {"quality_mode": "rates", "quality_layers": [20]}
SAMPLES = [
    *(
        pdf_sample(f"scan-{dpi}-dpi-{'colour' if mode == 'RGB' else 'grey'}", partial(scan_as_jpeg, dpi, mode))
        for dpi, mode in [
            *((75, "RGB"), (75, "L"), (150, "RGB"), (200, "RGB"), (300, "RGB"), (400, "L"), (600, "RGB")),
        ]
    ),
    pdf_sample("scan-progressive", partial(scan_as_jpeg, 150, "RGB", progressive=True)),
    pdf_sample("scan-full-colour-resolution", partial(scan_as_jpeg, 150, "RGB", subsampling=0, quality=92)),
    pdf_sample("scan-with-restart-markers", partial(scan_as_jpeg, 150, "L", restart_marker_rows=4)),
    pdf_sample("scan-coarse", partial(scan_as_jpeg, 100, "RGB", quality=18)),
    pdf_sample("scan-cmyk-of-adobe", scan_as_cmyk_jpeg, tolerance=OTHER_COLOURS),
    pdf_sample("scan-jpeg-2000", partial(scan_as_jpeg_2000, "RGB", **RATES)),
    pdf_sample("scan-jpeg-2000-grey-lossless", partial(scan_as_jpeg_2000, "L", irreversible=False)),
    pdf_sample("scan-jpeg-2000-without-named-space", partial(scan_as_jpeg_2000, "L", named_space=False, **RATES)),
    pdf_sample("scan-16-bit-grey", partial(scan_in_sixteen_bits, "L")),
    pdf_sample("scan-16-bit-colour", partial(scan_in_sixteen_bits, "RGB")),
    pdf_sample("scan-4-bit-grey", scan_in_four_bits),
    pdf_sample("scan-palette", scan_with_palette),
    pdf_sample("scan-colour-profile", scan_with_profile),
    pdf_sample("scan-lab", scan_in_lab, tolerance=OTHER_COLOURS),
    pdf_sample("scan-calibrated-rgb", scan_in_calibrated_rgb, tolerance=OTHER_COLOURS),
    pdf_sample("scan-one-ink", scan_in_one_ink),
    pdf_sample("scan-predictor", scan_with_predictor),
    pdf_sample("scan-ascii85", scan_as_text),
    pdf_sample("scan-20-strips", scan_in_strips),
    pdf_sample("scan-inline-image", scan_inside_the_content),
    pdf_sample("scan-5-pages-grey", partial(several_pages, 5, 100, "L")),
    pdf_sample("scan-with-recognised-text", recognised_scan),
]
