"""Documents as programs write them: offices, browsers, web services, printers, tools that change documents."""

import base64
import io
import zipfile
from functools import cache, partial

import weasyprint
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from .paper import FONTS, LINES, draw_paper
from .programs import convert, print_with_chromium, print_with_ghostscript, run_libreoffice
from .sample import OTHER_COLOURS, OTHER_FONT, Sample, Spot, pdf_sample
from .scanners import scan_as_jpeg
from .writing import A4, encode, make_letter

LONG = "Bu sözleşme, aşağıda imzası bulunan işveren ile çalışan arasında yapılmıştır. " * 12
ROWS = [("Sıra", "Ödeme", "Tutar"), ("1", "Brüt ücret", "12.574,90 TL"), ("2", "Yol", "1.250,00 TL")]
NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in [
        *(("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing")),
        ("svg", "svg-compatible"),
    ]
)


def picture() -> bytes:
    return encode(draw_paper(60, (5, 2)))


# --- LibreOffice ---------------------------------------------------------------------------------------


def writer_document() -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in ROWS
    )
    image = base64.b64encode(picture()).decode()
    body = "".join(f"<text:p>{line}</text:p>" for line in (*LINES, LONG, LONG, LONG))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:h text:outline-level="1">İş sözleşmesi</text:h>{body}
<text:p><text:a xlink:href="https://ornek.example/">Şirketin sayfası</text:a></text:p>
<table:table><table:table-column table:number-columns-repeated="3"/>{cells}</table:table>
<text:p><draw:frame svg:width="8cm" svg:height="3cm" text:anchor-type="as-char"><draw:image><office:binary-data>
{image}</office:binary-data></draw:image></draw:frame></text:p>
</office:text></office:body></office:document>""".encode()


def word_document() -> bytes:
    """The parts of a Word file that a program must read: text in several scripts and a table with lines."""
    text = "".join(f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in (*LINES, LONG))
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) + "</w:tr>"
        for row in ROWS
    )
    sides = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH"))
    table = f"<w:tbl><w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr>{cells}</w:tbl>"
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kinds}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{text}{table}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, head + content)
    return out.getvalue()


@cache
def all_of_libreoffice() -> dict[str, bytes]:
    rich = rb"{\rtf1\ansi\ansicpg1254 {\b G\'f6revlendirme}\par \'dccret: {\i 12.574,90 TL}\par \page Ek\par}"
    web = WEB_PAGE.encode()
    sources = {"letter.fodt": writer_document(), "word.docx": word_document(), "rich.rtf": rich, "web.html": web}
    return run_libreoffice(sources)


# --- web pages -----------------------------------------------------------------------------------------

CELLS = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in ROWS)
WEB_PAGE = f"""<!doctype html><html lang="tr"><meta charset="utf-8"><title>Randevu</title>
<style>body{{font:11pt sans-serif}} table{{border-collapse:collapse}} td{{border:1px solid #888;padding:4px}}
h1{{color:#036;border-bottom:2px solid}} .box{{background:#def;padding:8px;border-radius:6px}}</style>
<h1>Randevu belgesi</h1><p>{"<br>".join(LINES)}</p><p dir="rtl" lang="ar">الاسم: محمد علي حسن</p>
<div class="box">Randevu: 12.02.2026 10:30 <a href="https://ornek.example/">ayrıntılar</a></div>
<p><input value="Şükrü Yağız Işık"> <input type="checkbox" checked> Evli
<select><option>Ankara</select></p><table>{CELLS}</table>
<svg width="200" height="80"><circle cx="40" cy="40" r="30" fill="teal"/>
<path d="M90 70L130 10L170 70z" fill="#c33"/></svg>
</html>"""


def by_weasyprint(**options) -> bytes:
    page = WEB_PAGE.replace("font:11pt sans-serif", "font:11pt DejaVu Sans")
    return weasyprint.HTML(string=page).write_pdf(**options)


# --- reportlab -----------------------------------------------------------------------------------------


def register_fonts() -> None:
    if "DejaVu" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("DejaVu", FONTS / "DejaVuSans.ttf"))


def report() -> bytes:
    register_fonts()
    style = ParagraphStyle("text", fontName="DejaVu", fontSize=10, leading=14)
    lines = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("FONTNAME", (0, 0), (-1, -1), "DejaVu")]
    story = [Paragraph(line, style) for line in (*LINES, LONG)]
    story += [Table(ROWS * 4, style=lines), PageBreak(), Paragraph(LONG, style)]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=True).build(story)
    return out.getvalue()


def slip() -> bytes:
    """A bank's slip with a bar code and a picture."""
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 300), invariant=True)
    canvas.setFont("DejaVu", 11)
    canvas.drawString(40, 260, "Ödeme dekontu: 26123456789015, Şükrü Yağız Işık")
    Code128("26123456789015", barHeight=40, barWidth=1.4).drawOn(canvas, 40, 190)
    canvas.drawInlineImage(draw_paper(60, (5, 2)), 40, 30, 300, 120)
    canvas.save()
    return out.getvalue()


def form_of_reportlab() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    canvas.drawString(60, 780, "Basvuru formu")
    form = canvas.acroForm
    form.textfield(name="ad", value="ALI OZTURK", x=60, y=700, width=250, height=24, borderStyle="inset")
    form.checkbox(name="evli", checked=True, x=60, y=660, buttonStyle="cross")
    form.radio(name="tur", value="a", selected=True, x=60, y=620)
    form.radio(name="tur", value="b", selected=False, x=100, y=620)
    form.choice(name="il", value="Ankara", options=["Ankara", "Izmir"], x=60, y=570, width=120, height=24)
    form.listbox(name="dil", value="Rusca", options=["Turkce", "Rusca"], x=60, y=500, width=120, height=50)
    canvas.save()
    return out.getvalue()


# --- printers and tools --------------------------------------------------------------------------------

POSTSCRIPT = b"""%!PS-Adobe-3.0
/Helvetica findfont 14 scalefont setfont 72 740 moveto (Printed to a file) show
/Times-Italic findfont 12 scalefont setfont 72 710 moveto (by an old program, 12.574,90 TL) show
0.2 0.4 0.8 setrgbcolor 72 500 200 120 rectfill 0 setgray 3 setlinewidth 72 450 moveto 400 480 lineto stroke
showpage
/Courier findfont 12 scalefont setfont 72 740 moveto (second page) show showpage
"""


def drawn_by_cairo() -> bytes:
    return convert("pdftocairo", "-pdf", "in.pdf", "out.pdf", in_pdf=report())


def joined() -> bytes:
    """Three documents of different makers in one file, as tools for joining write them."""
    parts = {"a_pdf": make_letter(), "b_pdf": scan_as_jpeg(75, "L"), "c_pdf": slip()}
    return convert("pdfunite", "a.pdf", "b.pdf", "c.pdf", "out.pdf", **parts)


def libreoffice_sample(name: str, source: str, **facts) -> Sample:
    return pdf_sample(name, lambda: all_of_libreoffice()[source], program="libreoffice", **facts)


def chromium_page() -> bytes:
    return print_with_chromium(WEB_PAGE)


SAMPLES = [
    libreoffice_sample("libreoffice-letter", "letter.fodt"),
    libreoffice_sample("libreoffice-word-file", "word.docx"),
    libreoffice_sample("libreoffice-rich-text", "rich.rtf"),
    libreoffice_sample("libreoffice-web-page", "web.html"),
    pdf_sample("chromium-web-page", chromium_page),
    pdf_sample("weasyprint-web-page", by_weasyprint),
    pdf_sample("weasyprint-pdf-a-1b", partial(by_weasyprint, pdf_variant="pdf/a-1b")),
    pdf_sample("weasyprint-pdf-a-3b", partial(by_weasyprint, pdf_variant="pdf/a-3b")),
    pdf_sample("weasyprint-pdf-a-4u", partial(by_weasyprint, pdf_variant="pdf/a-4u")),
    pdf_sample("weasyprint-pdf-ua-1", partial(by_weasyprint, pdf_variant="pdf/ua-1")),
    # Every reader draws these values in a font of its own.
    pdf_sample(
        "weasyprint-form",
        partial(by_weasyprint, pdf_forms=True),
        spots=(Spot((64, 503, 253, 517), "Şükrü Yağız Işık"), Spot((60, 470, 282, 501))),
    ),
    pdf_sample("reportlab-report", report),
    pdf_sample("reportlab-slip", slip, tolerance=OTHER_COLOURS),
    pdf_sample("reportlab-form", form_of_reportlab),
    pdf_sample("ghostscript-of-postscript", partial(print_with_ghostscript, POSTSCRIPT), tolerance=OTHER_FONT),
    pdf_sample("ghostscript-1-3", lambda: print_with_ghostscript(report(), "-dCompatibilityLevel=1.3")),
    pdf_sample("ghostscript-pictures", lambda: print_with_ghostscript(report(), "-r100", device="pdfimage24")),
    pdf_sample("cairo", drawn_by_cairo),
    pdf_sample("joined-of-three", joined, tolerance=OTHER_COLOURS),
]
