"""The small parts of a PDF document, written with pikepdf: pages of text, images, fonts, saving."""

import io
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageOps

A4 = (595, 842)
PAGE = (595, 421)  # half of it: enough for what is not about size, and quickly drawn
WORDS = (
    "Gorevlendirme belgesi 2026/117",
    "Adi geçen personel firmamizda montaj islerinde çalismaktadir.",
    "Adresi: Ankara, Çankaya, Incirli Mah. Gül Sok. No: 7/3",
    "Sözlesme tarihi 01.02.2026, bitis tarihi 31.12.2026",
    "Toplam ücret: 12.574,90 TL (vergi dahil)",
)


def write_text(lines: Iterable[str] = WORDS, left: float = 60, top: float = 380, size: float = 11) -> bytes:
    """Drawing commands for lines of text in the font F1."""
    drawn = [f"BT /F1 {size} Tf {left} {top} Td {size * 1.5} TL".encode()]
    for line in lines:
        drawn.append(b"(" + line.encode("cp1252").translate(None, b"()\\") + b") Tj T*")
    return b"\n".join([*drawn, b"ET\n"])


def plain_font(name: str = "Helvetica") -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/" + name), Encoding=Name.WinAnsiEncoding)


def add_page(pdf: pikepdf.Pdf, content: bytes, size: Sequence[float] = A4, **entries: Any) -> pikepdf.Page:
    """Add a page with the font F1; ``entries`` go into its dictionary, ``XObject`` into its resources."""
    page = pdf.add_blank_page(page_size=(size[0], size[1]))
    page.obj.Resources = Dictionary(Font=Dictionary(F1=plain_font()))
    for key in ("XObject", "ColorSpace", "ExtGState", "Pattern", "Shading", "Properties"):
        if key in entries:
            page.obj.Resources["/" + key] = entries.pop(key)
    page.obj.Contents = pdf.make_stream(content)
    for key, value in entries.items():
        page.obj["/" + key] = value
    return page


def save(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of old encryption and of fields without a form, which are meant
        pdf.save(out, deterministic_id="encryption" not in options, **options)
    return out.getvalue()


def make_letter(change: Callable[[pikepdf.Pdf], None] | None = None, pages: int = 1, **options: Any) -> bytes:
    """A text document; ``change`` may add to it before it is saved."""
    with pikepdf.new() as pdf:
        for number in range(1, pages + 1):
            add_page(pdf, write_text((f"Sayfa {number}", *WORDS)), PAGE)
        if change:
            change(pdf)
        return save(pdf, **options)


def make_image(
    pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], space: Any, filters: Any = None, **entries: Any
) -> Stream:
    """An image of a PDF; ``space`` is its colour space, ``filters`` the name or names of its coding."""
    image = pdf.make_stream(b"")
    image.write(data, filter=filters, decode_parms=entries.pop("DecodeParms", None))
    image.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": size[0], "/Height": size[1]})
    if space is not None:
        image.ColorSpace = space
    for key, value in ({"BitsPerComponent": 8} | entries).items():
        if value is not None:
            image["/" + key] = value
    return image


def place(name: str, left: float, bottom: float, width: float, height: float) -> bytes:
    return f"q {width} 0 0 {height} {left} {bottom} cm /{name} Do Q\n".encode()


def make_image_page(
    build: Callable[[pikepdf.Pdf], Stream], size: Sequence[float] = A4, content: bytes = b"", **entries: Any
) -> bytes:
    """A document of one page which is filled by one image."""
    with pikepdf.new() as pdf:
        image = build(pdf)
        add_page(pdf, place("Im0", 0, 0, size[0], size[1]) + content, size, XObject=Dictionary(Im0=image), **entries)
        return save(pdf)


def encode(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def encode_fax(picture: Image.Image, coding: str = "group4", **tags: int) -> bytes:
    """The bare CCITT data of a black and white picture; black comes out as the code's black."""
    options = {278: picture.height} | ({292: 1} if tags.get("two_dimensions") else {})
    tiff = encode(ImageOps.invert(picture.convert("L")).convert("1"), "TIFF", compression=coding, tiffinfo=options)
    with Image.open(io.BytesIO(tiff)) as opened:
        starts, lengths = opened.tag_v2[273], opened.tag_v2[279]
    assert len(starts) == 1
    return tiff[starts[0] : starts[0] + lengths[0]]


def fax_parms(picture: Image.Image, k: int = -1, **more: Any) -> Dictionary:
    return Dictionary(K=k, Columns=picture.width, Rows=picture.height, **more)


def note(subtype: str, rect: Sequence[float], **entries: Any) -> Dictionary:
    """An annotation; printed and seen unless ``F`` says otherwise."""
    facts = {"F": 4} | entries
    return Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=Array(list(rect)), **facts)


def form_xobject(pdf: pikepdf.Pdf, content: bytes, box: Sequence[float], **entries: Any) -> Stream:
    """A drawing of its own: an appearance or a part that a page draws."""
    drawing = pdf.make_stream(content)
    drawing.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array(list(box))})
    drawing.Resources = entries.pop("Resources", Dictionary(Font=Dictionary(F1=plain_font())))
    for key, value in entries.items():
        drawing["/" + key] = value
    return drawing
