"""Faults that one reader forgives and another does not, put right before a document is drawn and kept.

Each leaves a document that looks in every reader as it does in the most lenient one.
"""

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Rectangle, Stream

from .annotations import list_annotations
from .cleaning import list_dictionaries

LETTER = Rectangle(0, 0, 612, 792)  # what readers take where a page has no size

SYMBOLIC, NONSYMBOLIC = 1 << 2, 1 << 5  # flags of a font descriptor (ISO 32000-2, table 121)
FONT_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
SYMBOL_FONTS = {"/Symbol": "/Symbol", "/SymbolMT": "/Symbol"} | dict.fromkeys(
    ("/ZapfDingbats", "/ITCZapfDingbats", "/Dingbats", "/Wingdings", "/Wingdings-Regular"), "/ZapfDingbats"
)
# Wingdings, which only Windows has: the signs that forms and lists are made of, by their names in Zapf Dingbats.
WINGDINGS = {
    **{0x22: "a2", 0x28: "a4", 0x2A: "a117", 0x3F: "a14", 0x46: "a12", 0xAB: "a35"},
    **{0x6C: "a71", 0x6D: "a72", 0x6E: "a73", 0x6F: "a74", 0x70: "a74", 0x71: "a75", 0x72: "a204", 0x73: "a78"},
    **{0x74: "a78", 0x75: "a78", 0x76: "a79", 0x77: "a78", 0x9F: "a71", 0xA7: "a73", 0xA8: "a74"},
    **{0xD8: "a173", 0xE0: "a161", 0xE8: "a160", 0xF0: "a161", 0xFB: "a23", 0xFC: "a19", 0xFD: "a22", 0xFE: "a20"},
}
NAMES = re.compile(rb"/([^\s/<>\[\](){}%]+)")


def repair(pdf: Pdf) -> bool:
    """Whether anything was changed that PDFium draws wrong in the file as it was handed in."""
    drop_odd_contents(pdf)
    sizes_corrected = correct_sizes(pdf)
    resources_added = add_default_resources(pdf)
    return correct_fonts(pdf) or resources_added or sizes_corrected


def drop_odd_contents(pdf: Pdf) -> None:
    """Take entries out of a page's ``/Contents`` that are no streams: some readers then show none of the page."""
    for page in pdf.pages:
        contents = page.obj.get("/Contents")
        if isinstance(contents, Array):
            streams = [each for each in contents if isinstance(each, Stream)]
            if len(streams) < len(contents):
                page.obj["/Contents"] = Array(streams)


def correct_sizes(pdf: Pdf) -> bool:
    """Give pages without any area the size that readers show them in. Whether there were any."""
    changed = False
    for page in pdf.pages:
        media = read_box(page.mediabox)
        if media is None:
            page.obj["/MediaBox"] = LETTER.as_array()
            media, changed = LETTER, True
        crop = read_box(page.cropbox)
        if crop is None or not overlap(media, crop):
            page.obj["/CropBox"] = media.as_array()
            changed = True
    return changed


def read_box(box: Any) -> Rectangle | None:
    """None for one that is no rectangle or has no area."""
    try:
        rectangle = Rectangle(box)
    except TypeError:
        return None
    return rectangle if rectangle.width > 0 and rectangle.height > 0 else None


def overlap(one: Rectangle, other: Rectangle) -> bool:
    width = min(one.urx, other.urx) - max(one.llx, other.llx)
    height = min(one.ury, other.ury) - max(one.lly, other.lly)
    return width > 0 and height > 0


def add_default_resources(pdf: Pdf) -> bool:
    """Give the appearances of fields what they name and only the form's ``/DR`` has. Whether there were any."""
    form = pdf.Root.get("/AcroForm")
    defaults = form.get("/DR") if isinstance(form, Dictionary) else None
    if not isinstance(defaults, Dictionary):
        return False
    added = False
    for page in pdf.pages:
        for annotation in list_annotations(page.obj):
            if str(annotation.get("/Subtype", "")) == "/Widget":
                for appearance in _list_appearances(annotation):
                    added |= _add_named(pdf, appearance, defaults)
    return added


def _list_appearances(annotation: Dictionary) -> Iterator[Stream]:
    """The normal one, or that of each state."""
    kinds = annotation.get("/AP")
    normal = kinds.get("/N") if isinstance(kinds, Dictionary) else None
    if isinstance(normal, Stream):
        yield normal
    elif isinstance(normal, Dictionary):
        yield from (each for _, each in normal.items() if isinstance(each, Stream))


def _add_named(pdf: Pdf, appearance: Stream, defaults: Dictionary) -> bool:
    added, named = False, {"/" + name.decode("latin-1") for name in NAMES.findall(appearance.read_bytes())}
    for kind, entries in defaults.items():
        if not isinstance(entries, Dictionary):
            continue
        for name in named.intersection(entries.keys()):
            own = appearance.get("/Resources")
            if not isinstance(own, Dictionary):
                own = appearance["/Resources"] = Dictionary()
            if not isinstance(own.get(kind), Dictionary):
                own[kind] = Dictionary()
            if name not in own[kind]:
                own[kind][name] = _share(pdf, entries, name)
                added = True
    return added


def _share(pdf: Pdf, entries: Dictionary, name: str) -> Object:
    """The entry as an object of its own, so that many appearances hold it once."""
    if isinstance(entries[name], Dictionary) and not entries[name].is_indirect:
        entries[name] = pdf.make_indirect(entries[name])
    return entries[name]


def correct_fonts(pdf: Pdf) -> bool:
    """Have TrueType fonts that are not in the file read by the letters that they name. Whether there were any.

    PDFium reads such a font by numbers unless its descriptor calls it nonsymbolic: the named letters, all that Turkish
    has beyond Latin 1, are lost. A symbol font becomes the one of the fourteen that every reader has.
    """
    changed = False
    for font in list_dictionaries(pdf):
        if "/BaseFont" not in font or str(font.get("/Subtype", "")) != "/TrueType":
            continue
        descriptor = font.get("/FontDescriptor")
        if isinstance(descriptor, Dictionary) and any(key in descriptor for key in FONT_PROGRAMS):
            continue
        name = str(font["/BaseFont"])
        if name in SYMBOL_FONTS:
            font["/Subtype"], font["/BaseFont"] = Name.Type1, Name(SYMBOL_FONTS[name])
            for key in {"/FontDescriptor", "/Encoding"} & set(font.keys()):
                del font[key]
            if "Wingdings" in name:
                differences = [each for code, sign in sorted(WINGDINGS.items()) for each in (code, Name(f"/{sign}"))]
                font["/Encoding"] = Dictionary(Type=Name.Encoding, Differences=Array(differences))
            changed = True
        elif names_letters(font.get("/Encoding")):
            flags = int(descriptor.get("/Flags", 0)) if isinstance(descriptor, Dictionary) else 0
            if not flags & NONSYMBOLIC:
                font["/FontDescriptor"] = describe(font, descriptor, (flags | NONSYMBOLIC) & ~SYMBOLIC)
                changed = True
    return changed


def names_letters(encoding: object) -> bool:
    return isinstance(encoding, Dictionary) and isinstance(encoding.get("/Differences"), Array)


def describe(font: Object, descriptor: object, flags: int) -> Dictionary:
    """The font's descriptor with other flags; without one, what a descriptor must have, as Arial has it."""
    entries = dict(descriptor.items()) if isinstance(descriptor, Dictionary) else {}
    must = {
        "/Type": Name.FontDescriptor,
        "/FontName": font["/BaseFont"],
        "/FontBBox": Array([-665, -325, 2000, 1040]),
        "/ItalicAngle": 0,
        "/Ascent": 905,
        "/Descent": -212,
        "/CapHeight": 716,
        "/StemV": 80,
    }
    return Dictionary({**must, **entries, "/Flags": flags})
