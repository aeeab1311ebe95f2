"""Words in fonts of every kind: not embedded, with named letters of many scripts, stroked, stretched, as a mask."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from reportlab.pdfbase import pdfmetrics

from .sample import OTHER_COLOURS, OTHER_FONT, pdf_sample
from .writing import PAGE, add_page, make_letter, plain_font, save, write_text

TURKISH = {1: "/Scedilla", 2: "/scedilla", 3: "/Gbreve", 4: "/gbreve", 5: "/Idotaccent", 6: "/dotlessi"}
TURKISH_LINES = (
    b"\x01\xfckr\xfc Ya\x04\x06z I\x02\x06k, \x05ncirli Mah. G\xf6lba\x02\x06 Sok.",
    b"12.574,90 TL kar\x02\x06l\x06\x04\x06nda, 01.02.2026",
)


def name_letters(named: dict[int, str], base: Name = Name.WinAnsiEncoding) -> Dictionary:
    places: list[Any] = [part for place, name in named.items() for part in (place, Name(name))]
    return Dictionary(Type=Name.Encoding, BaseEncoding=base, Differences=Array(places))


def write_with(font: Dictionary, lines: Sequence[bytes], size: float = 12, extra: bytes = b"") -> bytes:
    """A page whose words are in the given font, under a line in Helvetica."""
    with pikepdf.new() as pdf:
        content = write_text() + b"BT /F2 %g Tf 60 220 Td %g TL %b " % (size, size * 1.6, extra)
        for line in lines:
            content += b"<" + line.hex().encode() + b"> Tj T* "
        page = add_page(pdf, content + b"ET\n", PAGE)
        page.obj.Resources.Font.F2 = pdf.make_indirect(font)
        return save(pdf)


def turkish_in(name: str, kind: Name = Name.Type1, **entries: Any) -> bytes:
    """Old programs name the six letters that Latin 1 lacks and trust that the reader's own font has them."""
    font = Dictionary(Type=Name.Font, Subtype=kind, BaseFont=Name("/" + name), **entries)
    font.Encoding = name_letters(TURKISH)
    return write_with(font, TURKISH_LINES)


def describe_arial(name: str, like: str) -> Dictionary:
    """As Word wrote it when fonts were not to be embedded: name, widths, and a description of the font."""
    widths = pdfmetrics.getFont(like).widths
    turkish = dict(zip(TURKISH, (widths[ord(letter)] for letter in "SsGgIi"), strict=True))
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/" + name), FirstChar=0, LastChar=255)
    font.Widths = Array([turkish.get(place, width or 0) for place, width in enumerate(widths)])
    font.Encoding = name_letters(TURKISH)
    font.FontDescriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/" + name),
        Flags=32,
        FontBBox=[-628, -376, 2000, 1010],
        ItalicAngle=0,
        Ascent=905,
        Descent=-212,
        CapHeight=718,
        StemV=138 if "Bold" in name else 80,
    )
    return font


def turkish_in_arial(name: str, like: str) -> bytes:
    return write_with(describe_arial(name, like), TURKISH_LINES)


def turkish_called_symbols() -> bytes:
    """The description says that the font holds symbols, the encoding names letters."""
    described = describe_arial("ArialMT", "Helvetica").FontDescriptor
    described.Flags = 4
    return turkish_in("ArialMT", Name.TrueType, FontDescriptor=described)


def signs(name: str, line: bytes, kind: Name = Name.Type1) -> bytes:
    font = plain_font(name)
    font.Subtype = kind
    del font["/Encoding"]
    return write_with(font, (line,), 20)


def styled() -> bytes:
    """Outlines, stretched, raised, spaced and slanted words."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(
            b"BT /F1 22 Tf 1 Tr 0.8 w 60 240 Td (CIZGILI) Tj ET BT /F1 14 Tf 0 Tr 160 Tz 60 200 Td (Genis) Tj 100 Tz "
            b"(  a) Tj 5 Ts (2) Tj 0 Ts 3 Tc ( aralikli) Tj ET BT /F1 16 Tf 1 0 0.4 1 60 150 Tm (Egik yazi) Tj ET "
            b"BT /F1 14 Tf 0 1 -1 0 520 60 Tm (Yukari dogru) Tj ET"
        )

    return make_letter(change)


def words_as_window() -> bytes:
    """Large letters through which a colour shows."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(
            b"q BT /F1 36 Tf 7 Tr 60 92 Td (ORNEK) Tj ET 0 0.3 0.7 rg 0 80 595 26 re f 0.8 0.2 0 rg 0 106 595 60 re f Q"
        )

    return make_letter(change)


SAMPLES = [
    pdf_sample("font-turkish-in-helvetica", partial(turkish_in, "Helvetica")),
    pdf_sample("font-turkish-in-times-bold", partial(turkish_in, "Times-Bold"), tolerance=OTHER_FONT),
    pdf_sample(
        "font-turkish-without-description",
        partial(turkish_in, "ArialMT", Name.TrueType),
        tolerance=OTHER_FONT,
    ),
    pdf_sample("font-turkish-called-symbols", turkish_called_symbols, tolerance=OTHER_FONT),
    pdf_sample("font-turkish-in-arial", partial(turkish_in_arial, "ArialMT", "Helvetica"), tolerance=OTHER_FONT),
    pdf_sample(
        "font-turkish-in-arial-bold",
        partial(turkish_in_arial, "Arial-BoldMT", "Helvetica-Bold"),
        tolerance=OTHER_FONT,
    ),
    pdf_sample("font-courier", partial(turkish_in, "Courier"), tolerance=OTHER_FONT),
    pdf_sample("font-symbol", partial(signs, "Symbol", b"abgd \xb3 \xa5 \xd6"), tolerance=OTHER_FONT),
    pdf_sample(
        "font-symbol-of-windows",
        partial(signs, "SymbolMT", b"abgd \xb3 \xa5 \xd6", Name.TrueType),
        tolerance=OTHER_FONT,
    ),
    pdf_sample("font-dingbats", partial(signs, "ZapfDingbats", b"4 8 n l H"), tolerance=OTHER_FONT),
    pdf_sample(
        "font-wingdings",
        partial(signs, "Wingdings-Regular", b"n l \xfc \xa7", Name.TrueType),
        like=partial(signs, "ZapfDingbats", b"n l 3 n"),
        tolerance=OTHER_FONT,
    ),
    pdf_sample(
        "font-dingbats-of-windows",
        partial(signs, "ITCZapfDingbats", b"4 8 n l H", Name.TrueType),
        like=partial(signs, "ZapfDingbats", b"4 8 n l H"),
        tolerance=OTHER_FONT,
    ),
    pdf_sample("font-styled", styled, tolerance=OTHER_FONT),
    pdf_sample("font-as-window", words_as_window, tolerance=OTHER_COLOURS),
]
