"""Forms that somebody filled in: values in several scripts, boxes, lists, with and without drawn appearances."""

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .sample import Spot, pdf_sample
from .writing import PAGE, WORDS, add_page, form_xobject, note, plain_font, save, write_text

TURKISH, CYRILLIC, ARABIC, LATIN = "Şükrü Yağız Işık", "Иванов Сергей", "محمد علي حسن", "ALI OZTURK"
VALUES = (LATIN, TURKISH, "İncirli Mah. Gölbaşı Sok. 7/3", "12.574,90")
LEFT, RIGHT, HIGH = 180, 480, 24  # a field's sides and its height
DIFFERENCES = [1, *map(Name, ("/Scedilla", "/scedilla", "/Gbreve", "/gbreve", "/Idotaccent", "/dotlessi"))]
TURKISH_BYTES = str.maketrans("ŞşĞğİı", "\x01\x02\x03\x04\x05\x06")


def row(number: int) -> tuple[float, float, float, float]:
    """The field beside the label in row ``number``."""
    bottom = 240 - 40 * number
    return LEFT, bottom, RIGHT, bottom + HIGH


def text_field(name: str, value: str, number: int = 0, **entries: Any) -> Dictionary:
    facts = {"FT": Name.Tx, "T": name, "V": String(value), "DA": "/Helv 12 Tf 0 g"} | entries
    return note("Widget", facts.pop("Rect", row(number)), **facts)


def turkish_font() -> Dictionary:
    """Helvetica with Turkish letters at the places 1 to 6, as form programs write them."""
    font = plain_font()
    font.Encoding = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array(DIFFERENCES))
    return font


def draw_value(pdf: pikepdf.Pdf, value: str, box: tuple[float, float, float, float] = row(0)) -> Dictionary:
    """An appearance as form programs draw it."""
    escaped = value.translate(TURKISH_BYTES).encode("cp1252", "replace").replace(b"(", b"\\(").replace(b")", b"\\)")
    drawn = b"/Tx BMC q BT /Helv 12 Tf 0 g 2 7 Td (" + escaped + b") Tj ET Q EMC"
    fonts = Dictionary(Font=Dictionary(Helv=turkish_font()))
    return Dictionary(N=form_xobject(pdf, drawn, (0, 0, box[2] - box[0], box[3] - box[1]), Resources=fonts))


def make_form(
    build: Callable[[pikepdf.Pdf], list[Dictionary]], labels: int = 5, acroform: bool = True, **facts: Any
) -> bytes:
    """A page with labels and fields; ``facts`` go into the form's own dictionary."""
    with pikepdf.new() as pdf:
        content = write_text(WORDS[:2])
        for number in range(labels):
            left, bottom, right, top = row(number)
            content += write_text((f"Alan {number + 1}:",), left=70, top=bottom + 7)
            content += f"0.7 G 0.5 w {left} {bottom} {right - left} {top - bottom} re S\n".encode()
        page = add_page(pdf, content, PAGE)
        fields = [pdf.make_indirect(field) for field in build(pdf)]
        widgets: list[Any] = []
        for field in fields:
            for kid in field.get("/Kids", []):
                kid.Parent = field
            widgets += list(field.get("/Kids", [field]))
        page.obj.Annots = Array(widgets)
        if acroform:
            fonts = Dictionary(Font=Dictionary(Helv=plain_font(), ZaDb=plain_font("ZapfDingbats")))
            del fonts.Font.ZaDb["/Encoding"]
            pdf.Root.AcroForm = Dictionary(Fields=Array(fields), DR=fonts, DA="/Helv 12 Tf 0 g", **facts)
        return save(pdf)


def drawn_values(pdf: pikepdf.Pdf) -> list[Dictionary]:
    return [text_field(f"f{number}", value, number, AP=draw_value(pdf, value)) for number, value in enumerate(VALUES)]


def bare_value(value: str, **entries: Any) -> Callable[[pikepdf.Pdf], list[Dictionary]]:
    return lambda pdf: [text_field("ad", value, **entries)]


def make_bare(value: str, **entries: Any) -> bytes:
    """A value without an appearance; readers draw it themselves."""
    return make_form(bare_value(value, **entries), NeedAppearances=True)


def stale_appearance() -> bytes:
    """A program changed the value, left the old drawing and asks readers to draw anew."""
    return make_form(lambda pdf: [text_field("ad", TURKISH, AP=draw_value(pdf, ""))], NeedAppearances=True)


def number_with_scripts() -> bytes:
    """Official forms format amounts with Adobe's scripts: AFNumber_Format and its kin."""

    def build(pdf: pikepdf.Pdf) -> list[Dictionary]:
        scripts = {
            "F": 'AFNumber_Format(2,2,0,0,"",true);',
            "K": 'AFNumber_Keystroke(2,2,0,0,"",true);',
            "C": 'AFSimple_Calculate("SUM", new Array("a","b"));',
        }
        actions = {key: Dictionary(S=Name.JavaScript, JS=script) for key, script in scripts.items()}
        value = "12.574,90"
        field = pdf.make_indirect(text_field("toplam", value, AP=draw_value(pdf, value), AA=Dictionary(**actions)))
        return [field]

    return make_form(build, CO=Array([]))


def utf8_value() -> bytes:
    """PDF 2.0 lets a value be written in UTF-8, behind the mark of that coding."""
    value = pikepdf.Object.parse(b"<efbbbf" + TURKISH.encode().hex().encode() + b">")
    return make_form(lambda pdf: [text_field("ad", "", V=value)], NeedAppearances=True)


def turned_field() -> bytes:
    """A high field at the side of the page, in which the value stands on end."""
    return make_bare("ALI OZTURK 99123456789", MK=Dictionary(R=90), Rect=(500, 80, 524, 240))


def bare_kids() -> bytes:
    """One value at two places, and nobody has drawn it at either."""

    def build(pdf: pikepdf.Pdf) -> list[Dictionary]:
        kids = [pdf.make_indirect(note("Widget", row(number))) for number in (0, 2)]
        return [Dictionary(FT=Name.Tx, T="ad", V=String(TURKISH), DA="/Helv 12 Tf 0 g", Kids=Array(kids))]

    return make_form(build, NeedAppearances=True)


def check_boxes(drawn: bool, drawn_off: bool = True) -> bytes:
    """Two ticked and one empty; ``drawn``: by the file; without ``drawn_off`` the empty one and a value are not."""

    def build(pdf: pikepdf.Pdf) -> list[Dictionary]:
        fields = []
        for number, on in enumerate((True, False, True)):
            left, bottom, _, top = row(number)
            state = Name.Evet if on else Name.Off
            facts: dict[str, Any] = {"FT": Name.Btn, "T": f"kutu{number}", "V": state, "AS": state}
            if drawn:
                cross = b"q 2 w 3 3 m 21 21 l S 3 21 m 21 3 l S Q"
                on_off = Dictionary(
                    Evet=form_xobject(pdf, cross, (0, 0, 24, 24)), Off=form_xobject(pdf, b"", (0, 0, 24, 24))
                )
                if not drawn_off:
                    del on_off["/Off"]
                    facts["BS"] = Dictionary(W=1, S=Name.S)
                facts["AP"] = Dictionary(N=on_off)
            facts["MK"] = Dictionary(CA="4", BC=[0])
            facts["DA"] = "/ZaDb 0 Tf 0 g"
            fields.append(note("Widget", (left, bottom, left + 24, top), **facts))
        if not drawn_off:
            fields.append(text_field("ad", LATIN, 3))
        return fields

    return make_form(build, labels=3, NeedAppearances=not drawn or not drawn_off)


def radio_buttons() -> bytes:
    def build(pdf: pikepdf.Pdf) -> list[Dictionary]:
        kids = []
        for number, name in enumerate(("Kadin", "Erkek", "Diger")):
            left, bottom, _, top = row(number)
            dot = b"0 g 12 5 m 5 12 l 12 19 l 19 12 l f"
            states = Dictionary(Off=form_xobject(pdf, b"0.5 w 2 2 20 20 re S", (0, 0, 24, 24)))
            states["/" + name] = form_xobject(pdf, b"0.5 w 2 2 20 20 re S " + dot, (0, 0, 24, 24))
            state = Name.Erkek if name == "Erkek" else Name.Off
            kid = note("Widget", (left, bottom, left + 24, top), AS=state, AP=Dictionary(N=states))
            kids.append(pdf.make_indirect(kid))
        return [Dictionary(FT=Name.Btn, T="cinsiyet", Ff=1 << 15, V=Name.Erkek, Kids=Array(kids))]

    return make_form(build, labels=3)


def parent_and_kids() -> bytes:
    """One field shown at two places: value, font and kind stand in the parent."""

    def build(pdf: pikepdf.Pdf) -> list[Dictionary]:
        kids = [pdf.make_indirect(note("Widget", row(number), AP=draw_value(pdf, TURKISH))) for number in (0, 3)]
        return [Dictionary(FT=Name.Tx, T="ad", V=String(TURKISH), DA="/Helv 12 Tf 0 g", Kids=Array(kids))]

    return make_form(build)


def value_with_fonts_of_the_form(resources: Dictionary | None) -> bytes:
    """The appearance names a font that only the form's default resources have: some readers show an empty field."""

    def build(pdf: pikepdf.Pdf) -> list[Dictionary]:
        appearance = draw_value(pdf, TURKISH)
        appearance.N.write(appearance.N.read_bytes().replace(b"/Helv", b"/Turk"))
        del appearance.N["/Resources"]
        if resources is not None:
            appearance.N.Resources = resources
        return [text_field("ad", TURKISH, AP=appearance)]

    with pikepdf.open(io.BytesIO(make_form(build))) as pdf:
        pdf.Root.AcroForm.DR.Font.Turk = turkish_font()
        return save(pdf)


def hidden_value() -> bytes:
    """A hidden field and one that is only for the screen off: nobody sees their values, so the officer does not."""

    def build(pdf: pikepdf.Pdf) -> list[Dictionary]:
        return [
            text_field("gizli", "GIZLI", 0, F=2, AP=draw_value(pdf, "GIZLI")),
            text_field("ekransiz", "EKRANSIZ", 1, F=32, AP=draw_value(pdf, "EKRANSIZ")),
            text_field("ad", TURKISH, 2, AP=draw_value(pdf, TURKISH)),
        ]

    return make_form(build)


def signature_field(signed: bool) -> bytes:
    """An empty field for a signature with its frame, or one with a drawn signature (and no valid seal)."""

    def build(pdf: pikepdf.Pdf) -> list[Dictionary]:
        drawing = b"0 0 0.6 RG 2 w 5 5 m 40 22 80 -5 120 18 c S" if signed else b"0.6 G 0.5 0.5 299 23 re S"
        appearance = Dictionary(N=form_xobject(pdf, drawing, (0, 0, 300, 24)))
        field = note("Widget", row(2), FT=Name.Sig, T="imza", AP=appearance)
        if signed:
            field.V = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("0" * 64))
        return [field]

    return make_form(build, SigFlags=3 if signed else 0)


def static_xfa() -> bytes:
    """A form with an XFA twin: every reader shows the pages and the fields, only Acrobat would use the twin."""

    def build(pdf: pikepdf.Pdf) -> list[Dictionary]:
        return drawn_values(pdf)

    with pikepdf.open(io.BytesIO(make_form(build))) as pdf:
        template = b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template/></xdp:xdp>'
        pdf.Root.AcroForm.XFA = pdf.make_stream(template)
        return save(pdf)


def spot(text: str = "", number: int = 0) -> tuple[Spot, ...]:
    return (Spot(row(number), text),)


LIST = {"FT": Name.Ch, "Opt": Array([String("Ankara"), String("İstanbul"), String("İzmir")])}
# Some readers draw the frames of the boxes, some do not.
BOXES = tuple(Spot((LEFT - 4, row(number)[1] - 4, LEFT + 28, row(number)[3] + 4)) for number in range(3))
SAMPLES = [
    pdf_sample("form-drawn", partial(make_form, drawn_values)),
    pdf_sample(
        "form-drawn-need-appearances",
        partial(make_form, drawn_values, NeedAppearances=True),
        spots=tuple(Spot(row(number), value) for number, value in enumerate(VALUES)),
    ),
    pdf_sample("form-without-acroform", partial(make_form, drawn_values, acroform=False)),
    pdf_sample("form-bare-latin", partial(make_bare, LATIN), spots=spot(LATIN)),
    pdf_sample("form-bare-turkish", partial(make_bare, TURKISH), spots=spot(TURKISH)),
    pdf_sample("form-bare-cyrillic", partial(make_bare, CYRILLIC), spots=spot(CYRILLIC)),
    pdf_sample("form-bare-arabic", partial(make_bare, ARABIC), spots=spot(ARABIC)),
    pdf_sample("form-bare-georgian", partial(make_bare, "გიორგი ბერიძე"), spots=spot("გიორგი ბერიძე")),
    pdf_sample("form-bare-vietnamese", partial(make_bare, "Nguyễn Văn An"), spots=spot("Nguyễn Văn An")),
    pdf_sample("form-bare-chinese", partial(make_bare, "王小明"), spots=spot()),
    pdf_sample("form-bare-utf-8", utf8_value, spots=spot(TURKISH)),
    pdf_sample("form-bare-unknown-font", partial(make_bare, TURKISH, DA="/Yok 12 Tf 0 g"), spots=spot(TURKISH)),
    pdf_sample("form-bare-kids", bare_kids, spots=(*spot(TURKISH), *spot(TURKISH, 2))),
    # The value is as long as the field is high: its last digits stand at the top.
    pdf_sample("form-turned-field", turned_field, spots=(Spot((500, 170, 524, 230)), Spot((500, 80, 524, 170)))),
    pdf_sample("form-bare-not-asked-for", partial(make_form, bare_value(TURKISH)), spots=spot(TURKISH)),
    pdf_sample("form-stale-appearance", stale_appearance, spots=spot(TURKISH)),
    pdf_sample("form-size-by-itself", partial(make_bare, TURKISH, DA="/Helv 0 Tf 0 g"), spots=spot(TURKISH)),
    pdf_sample("form-value-to-the-right", partial(make_bare, "12.574,90", Q=2), spots=spot("12.574,90")),
    pdf_sample("form-value-in-the-middle", partial(make_bare, TURKISH, Q=1), spots=spot(TURKISH)),
    pdf_sample("form-comb", partial(make_bare, "99123456789", Ff=1 << 24, MaxLen=11), spots=spot()),
    pdf_sample(
        "form-several-lines",
        partial(make_bare, "İncirli Mah.\nGölbaşı Sok. 7/3\nAnkara", Ff=1 << 12, Rect=(LEFT, 100, RIGHT, 180)),
        spots=(Spot((LEFT, 100, RIGHT, 180)),),
    ),
    pdf_sample(
        "form-frame-and-ground", partial(make_bare, LATIN, MK=Dictionary(BC=[1, 0, 0], BG=[1, 1, 0.6])), spots=spot()
    ),
    pdf_sample("form-list-chosen", partial(make_bare, "İstanbul", Ff=1 << 17, **LIST), spots=spot("İstanbul")),
    pdf_sample("form-number-scripts", number_with_scripts),
    pdf_sample("form-check-boxes", partial(check_boxes, drawn=True)),
    pdf_sample("form-check-boxes-bare", partial(check_boxes, drawn=False), spots=BOXES),
    pdf_sample(
        "form-check-boxes-drawn-when-ticked",
        partial(check_boxes, drawn=True, drawn_off=False),
        spots=(*BOXES[::2], *spot(LATIN, 3)),
    ),
    pdf_sample("form-radio-buttons", radio_buttons),
    pdf_sample("form-parent-and-kids", parent_and_kids),
    pdf_sample("form-fonts-of-the-form", partial(value_with_fonts_of_the_form, None), spots=spot(TURKISH)),
    pdf_sample(
        "form-some-fonts-of-the-form",
        lambda: value_with_fonts_of_the_form(Dictionary(Font=Dictionary(Helv=plain_font()))),
        spots=spot(TURKISH),
    ),
    pdf_sample("form-hidden-values", hidden_value),
    pdf_sample("form-signature-empty", partial(signature_field, signed=False)),
    pdf_sample("form-signature-drawn", partial(signature_field, signed=True)),
    pdf_sample("form-static-xfa", static_xfa),
]
