"""Notes, drawings and marks that people put on a page in their reader, with and without a drawn appearance."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .forms import ARABIC, TURKISH
from .sample import OTHER_COLOURS, OTHER_FONT, Sample, Spot, pdf_sample
from .writing import form_xobject, make_letter, note

BOX = (200.0, 100.0, 400.0, 200.0)
TEXT_LINE = (60.0, 358.0, 300.0, 374.0)  # the second line of the letter


def quad(box: Sequence[float]) -> Array:
    left, bottom, right, top = box
    return Array([left, top, right, top, left, bottom, right, bottom])


# What each kind needs so that a reader can draw it by itself.
BARE: dict[str, dict[str, Any]] = {
    "Ink": {"InkList": [[210, 110, 250, 190, 290, 110, 330, 190, 390, 120]], "C": [0, 0, 1], "BS": Dictionary(W=3)},
    "Square": {"C": [1, 0, 0], "IC": [1, 1, 0.5], "BS": Dictionary(W=3)},
    "Circle": {"C": [0, 0.5, 0], "BS": Dictionary(W=3)},
    "Line": {"L": [210, 110, 390, 190], "C": [1, 0, 0], "BS": Dictionary(W=3), "LE": [Name("/None"), Name.OpenArrow]},
    "Polygon": {"Vertices": [210, 110, 390, 110, 300, 190], "C": [0.5, 0, 0.5], "BS": Dictionary(W=3)},
    "PolyLine": {"Vertices": [210, 110, 250, 190, 300, 120, 390, 180], "C": [0, 0, 0], "BS": Dictionary(W=3)},
    "FreeText": {"Contents": String("IMZA YERI"), "DA": "/Helv 16 Tf 1 0 0 rg"},
    "Stamp": {"Name": Name.Approved, "Contents": String("ONAY")},
    "Text": {"Name": Name.Comment, "Contents": String("Not: eksik sayfa"), "C": [1, 1, 0]},
    "Caret": {"C": [0, 0, 1], "Contents": String("ek")},
    "Highlight": {"C": [1, 1, 0], "QuadPoints": quad(TEXT_LINE)},
    "Underline": {"C": [1, 0, 0], "QuadPoints": quad(TEXT_LINE)},
    "StrikeOut": {"C": [1, 0, 0], "QuadPoints": quad(TEXT_LINE)},
    "Squiggly": {"C": [0, 0.6, 0], "QuadPoints": quad(TEXT_LINE)},
    "Link": {"Border": [0, 0, 2], "C": [0, 0, 1], "A": Dictionary(S=Name.URI, URI="https://ornek.example/")},
}
MARKS = {"Highlight", "Underline", "StrikeOut", "Squiggly"}  # they lie on text and are compared with it


def annotate(*notes: Dictionary, **page: Any) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(each) for each in notes])
        for key, value in page.items():
            pdf.pages[0].obj["/" + key] = value

    return make_letter(change)


def bare(kind: str) -> bytes:
    box = TEXT_LINE if kind in MARKS else (200, 160, 220, 180) if kind in {"Text", "Caret"} else BOX
    return annotate(note(kind, box, **BARE[kind]))


def bare_sample(kind: str) -> Sample:
    """Readers draw these in ways of their own, so the place must hold ink; a mark shows beside its words as well."""
    name = f"note-bare-{kind.lower()}"
    if kind in MARKS:
        return pdf_sample(name, partial(bare, kind), spots=(Spot((230, 348, 320, 384)),), tolerance=OTHER_COLOURS)
    # Beside the sign of a note its words may stand.
    box = (196, 150, 436, 190) if kind in {"Text", "Caret"} else (194, 94, 406, 206)
    return pdf_sample(name, partial(bare, kind), spots=(Spot(box),))


def drawn(kind: str, content: bytes, box: Sequence[float] = BOX, **entries: Any) -> bytes:
    """With an appearance, as nearly all programs write it."""

    def change(pdf: pikepdf.Pdf) -> None:
        width, height = box[2] - box[0], box[3] - box[1]
        form = form_xobject(pdf, content, (0, 0, width, height), **entries.pop("Form", {}))
        mark = note(kind, box, AP=Dictionary(N=form), **entries)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])

    return make_letter(change)


INK = b"0 0 0.8 RG 3 w 1 J 10 10 m 50 90 l 90 10 l 130 90 l 190 20 l S"
SHAPE = b"1 0 0 RG 1 1 0.6 rg 3 w 5 5 190 90 re B"
STAMP = b"0.8 0 0 RG 0.8 0 0 rg 4 w 4 4 192 92 re S BT /F1 30 Tf 40 40 Td (ONAYLI) Tj ET"
WORDS = b"1 1 0.8 rg 0 0 200 100 re f 0 g BT /F1 14 Tf 8 70 Td (Eksik sayfa eklendi) Tj 0 -20 Td (12.02.2026) Tj ET"
MARK = b"/G0 gs 1 1 0 rg 0 0 240 16 re f"


def highlight_with_blending() -> bytes:
    states = Dictionary(ExtGState=Dictionary(G0=Dictionary(BM=Name.Multiply, ca=0.8)))
    group = Dictionary(S=Name.Transparency)
    return drawn("Highlight", MARK, TEXT_LINE, QuadPoints=quad(TEXT_LINE), Form={"Resources": states, "Group": group})


def turned_appearance() -> bytes:
    """A stamp whose drawing is turned and enlarged by its matrix and box."""
    return drawn("Stamp", STAMP, Form={"Matrix": Array([0, 1, -1, 0, 0, 0])}, F=4)


def on_turned_page() -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.Rotate = 90
        form = form_xobject(pdf, STAMP, (0, 0, 200, 100))
        page.Annots = Array([pdf.make_indirect(note("Stamp", BOX, AP=Dictionary(N=form)))])

    return make_letter(change)


def appearance_of_one_state() -> bytes:
    """The drawing is chosen by a state, as for check boxes, although it is a stamp."""

    def change(pdf: pikepdf.Pdf) -> None:
        states = Dictionary(Acik=form_xobject(pdf, STAMP, (0, 0, 200, 100)))
        states.Kapali = form_xobject(pdf, INK, (0, 0, 200, 100))
        mark = note("Stamp", BOX, AS=Name.Acik, AP=Dictionary(N=states))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])

    return make_letter(change)


def unseen_notes() -> bytes:
    """Hidden, only for the printer, and a window of a note: a screen shows none of them."""

    def change(pdf: pikepdf.Pdf) -> None:
        form = form_xobject(pdf, STAMP, (0, 0, 200, 100))
        marks = [
            pdf.make_indirect(note("Stamp", (60, 40, 260, 140), F=flags, AP=Dictionary(N=form)))
            for flags in (2 | 4, 32 | 4)
        ]
        window = pdf.make_indirect(note("Popup", (300, 40, 500, 140), F=28, Open=False))
        pdf.pages[0].obj.Annots = Array([*marks, window])

    return make_letter(change)


def seen_but_not_printed() -> bytes:
    return drawn("Stamp", STAMP, F=0)


def link_without_border() -> bytes:
    link = Dictionary(S=Name.URI, URI="https://ornek.example/")
    return annotate(note("Link", TEXT_LINE, Border=[0, 0, 0], A=link))


def attached_file() -> bytes:
    """A file pinned to the page: the pin's drawing stays, the file goes."""

    def change(pdf: pikepdf.Pdf) -> None:
        pin = form_xobject(pdf, b"0.2 0.2 0.8 rg 4 0 12 20 re f 0 8 20 4 re f", (0, 0, 20, 20))
        file = pdf.make_stream(b"fatura;100 TL")
        spec = Dictionary(Type=Name.Filespec, F="fatura.csv", EF=Dictionary(F=file))
        mark = note("FileAttachment", (300, 200, 320, 220), FS=spec, AP=Dictionary(N=pin))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])

    return make_letter(change)


def in_hidden_layer() -> bytes:
    """A stamp that belongs to a layer which is switched off: no reader shows it."""

    def change(pdf: pikepdf.Pdf) -> None:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Taslak"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
        form = form_xobject(pdf, STAMP, (0, 0, 200, 100))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note("Stamp", BOX, AP=Dictionary(N=form), OC=group))])

    return make_letter(change)


def see_through_square() -> bytes:
    """A red square over words which can be read through it; nobody has drawn it."""
    return annotate(note("Square", (55, 300, 320, 380), IC=[1, 0, 0], C=[1, 0, 0], CA=0.3))


def without_turning() -> bytes:
    """A stamp that stands upright although the page is turned."""

    def change(pdf: pikepdf.Pdf) -> None:
        form = form_xobject(pdf, STAMP, (0, 0, 200, 100))
        pdf.pages[0].obj.Rotate = 90
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note("Stamp", BOX, F=4 | 16, AP=Dictionary(N=form)))])

    return make_letter(change)


def free_text(words: str) -> bytes:
    return annotate(note("FreeText", (200, 160, 400, 200), Contents=String(words), DA="/Helv 16 Tf 0 g"))


RICH = (
    '<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml"><p dir="ltr"><span style="font-size:12pt">Eksik'
    " <b>sayfa</b></span></p></body>"
)


def rich_free_text() -> bytes:
    """The words stand in rich text alone, as some readers write them."""
    return annotate(note("FreeText", (200, 160, 400, 200), RC=String(RICH), DA="/Helv 12 Tf 0 g", BS=Dictionary(W=0)))


def rich_note() -> bytes:
    return annotate(note("Text", (200, 160, 220, 180), RC=String(RICH), Name=Name.Comment))


def note_on_turned_page(turn: int) -> bytes:
    """The words of a note stand upright as the reader turns the page, and on no other words."""
    return annotate(note("Text", (300, 300, 320, 320), Contents=String("Eksik sayfa")), Rotate=turn)


def link_with_frame(**entries: Any) -> bytes:
    link = Dictionary(S=Name.URI, URI="https://ornek.example/")
    return annotate(note("Link", BOX, C=[0, 0, 1], A=link, **entries))


def frame(content: bytes) -> bytes:
    """The same, drawn by the page itself."""
    return make_letter(lambda pdf: pdf.pages[0].contents_add(b"q 0 0 1 RG " + content + b" Q"))


def watermark() -> bytes:
    return drawn("Watermark", b"0.8 g BT /F1 40 Tf 10 30 Td (KOPYA) Tj ET")


def many_marks() -> bytes:
    """A contract that a lawyer worked through: sixty marks on one page."""

    def change(pdf: pikepdf.Pdf) -> None:
        marks = []
        for number in range(60):
            left, bottom = 60 + number % 6 * 80, 20 + number // 6 * 26
            form = form_xobject(pdf, b"1 0 0 RG 2 w 2 2 m 68 18 l S 2 18 m 68 2 l S", (0, 0, 70, 20))
            mark = note("Ink", (left, bottom, left + 70, bottom + 20), AP=Dictionary(N=form))
            marks.append(pdf.make_indirect(mark))
        pdf.pages[0].obj.Annots = Array(marks)

    return make_letter(change)


SAMPLES = [
    *map(bare_sample, BARE),
    pdf_sample("note-ink", partial(drawn, "Ink", INK)),
    pdf_sample("note-square", partial(drawn, "Square", SHAPE)),
    pdf_sample("note-stamp", partial(drawn, "Stamp", STAMP)),
    pdf_sample("note-free-text", partial(drawn, "FreeText", WORDS)),
    pdf_sample("note-highlight", highlight_with_blending),
    pdf_sample("note-turned-stamp", turned_appearance, tolerance=OTHER_COLOURS),
    pdf_sample("note-on-turned-page", on_turned_page),
    pdf_sample("note-drawing-by-state", appearance_of_one_state),
    pdf_sample("note-unseen", unseen_notes),
    pdf_sample("note-not-printed", seen_but_not_printed),
    pdf_sample("note-link-without-border", link_without_border),
    pdf_sample("note-attached-file", attached_file),
    pdf_sample("note-watermark", watermark),
    pdf_sample("note-in-hidden-layer", in_hidden_layer),
    pdf_sample("note-see-through-square", see_through_square, tolerance=OTHER_COLOURS),
    pdf_sample("note-not-turned-with-page", without_turning, tolerance=OTHER_FONT),
    pdf_sample("note-bare-words-turkish", partial(free_text, TURKISH), spots=(Spot((196, 156, 404, 204)),)),
    pdf_sample(
        "note-bare-words-arabic",
        partial(free_text, ARABIC),
        spots=(Spot((205, 165, 395, 195)),),
        tolerance=OTHER_COLOURS,
    ),
    pdf_sample("note-rich-free-text", rich_free_text, spots=(Spot((198, 158, 402, 202), "Eksik sayfa"),)),
    pdf_sample(
        "note-rich",
        rich_note,
        spots=(Spot((198, 158, 330, 182)), Spot((225, 165.4, 272, 179), "Eksik sayfa")),
    ),
    pdf_sample(
        "note-on-page-turned-right",
        partial(note_on_turned_page, 90),
        spots=(Spot((266, 250, 326, 302)), Spot((273, 257, 318.5, 270), "Eksik sayfa")),
    ),
    pdf_sample(
        "note-link-thick-frame",
        partial(link_with_frame, Border=[0, 0, 6]),
        like=partial(frame, b"6 w 203 103 194 94 re S"),
    ),
    pdf_sample(
        "note-link-dashed-frame",
        partial(link_with_frame, BS=Dictionary(W=4, S=Name.D, D=[30, 30])),
        like=partial(frame, b"4 w [30 30] 0 d 202 102 196 96 re S"),
    ),
    pdf_sample(
        "note-link-underlined",
        partial(link_with_frame, BS=Dictionary(W=4, S=Name.U)),
        like=partial(frame, b"4 w 200 102 m 400 102 l S"),
    ),
    pdf_sample("note-sixty-marks", many_marks, tolerance=OTHER_FONT),
]
