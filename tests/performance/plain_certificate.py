"""The plain ways to make a certificate, step by step towards the portal's own: what the benchmark compares with."""

import io
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import segno
from django.template import Context, Template
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from documents.issued.certificate import ornament
from documents.issued.certificate.certificate_layout import LADDERS, build_page_context
from documents.issued.certificate.render_certificate import DATA_NAME, STYLE, build_machine_readable
from documents.pdf import pdfa
from documents.pdf.fonts import FONT_FACES, font_path
from documents.pdf.layout_engine import draw_under_text
from documents.pdf.text_fit import build_size_rules
from tests.builders.certificates import ISSUED

TABLES = Template(Path(__file__).with_name("plain_certificate.html").read_text("utf-8"))
TABLE_STYLE = """
@page { size: 210mm 297mm; margin: 18mm 24mm 14mm }
html { font: 400 9pt/1.2 "Certificate Sans"; color: #0b2f38; hyphens: none }
body, p, h1, h2 { margin: 0; font-weight: inherit }
img { image-rendering: crisp-edges }
[lang="en"] { font-family: "Certificate Serif"; font-style: italic; color: #5a6f74 }
header { text-align: center; padding-top: 24mm }
.issuer { font: 500 10pt "Certificate Sans"; letter-spacing: .06em }
.specimen { position: absolute; right: 0; top: 0; border: .35mm solid #9b1c31; color: #9b1c31; padding: 1mm 3mm }
h1 { font: 600 23.5pt/1.15 "Certificate Serif" }
h2 { font: 500 8.4pt "Certificate Sans"; color: #1d6f73 }
table { width: 100%; border-collapse: collapse; margin: 2mm 0 }
th { font: 500 7.4pt/1.2 "Certificate Sans"; color: #1d6f73; text-align: left; border-bottom: .2mm solid #c9d8d8 }
td { font: 500 11.5pt/1.08 "Certificate Sans"; vertical-align: top; padding: .3mm 0 1mm }
.mono { font-family: "Certificate Mono" }
.number { color: #9b1c31 }
.name { font: 600 14pt "Certificate Serif" }
.photo img { width: 42mm; height: 51mm; border: .25mm solid #b08436 }
.qr img { width: 38mm }
.sentence { font: 400 10.3pt/1.31 "Certificate Serif" }
.basis { font: 400 7.6pt/1.3 "Certificate Sans" }
.seal { text-align: center; font-size: 7.4pt }
footer { font-size: 7.2pt }
.ornament { position: fixed; left: -24mm; top: -18mm; width: 210mm; height: 297mm; z-index: -1 }
"""
RESET = """
body, figure, h1, h2, p, dl, dd { margin: 0; font-weight: inherit; font-size: inherit }
img { display: block; image-rendering: crisp-edges }
@page { margin: 0 }
"""


class Assets(URLFetcher):
    """Typefaces and images by name."""

    def __init__(self, given: dict[str, bytes]) -> None:
        super().__init__()
        self.given = given | {face.file: font_path(face).read_bytes() for face in FONT_FACES}

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        return URLFetcherResponse(url, self.given[url.partition(":")[2]])


def faces() -> str:
    return "".join(
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};'
        f"font-style:{'italic' if face.italic else 'normal'};src:url(asset:{face.file})}}"
        for face in FONT_FACES
    )


def svg(operators: bytes) -> bytes:
    """The ornament's drawing operators as a picture of paths."""
    out, path, state = [], [], {"fill": "none", "stroke": "none", "stroke-width": "1"}
    values: list[str] = []
    for word in operators.decode().split():
        match word:
            case "m" | "l" | "c":
                path.append({"m": "M", "l": "L", "c": "C"}[word] + " ".join(values))
            case "h":
                path.append("Z")
            case "re":
                x, y, width, height = values
                path.append(f"M{x} {y}h{width}v{height}h-{width}Z")
            case "RG" | "rg":
                state["stroke" if word == "RG" else "fill"] = "#" + "".join(
                    f"{round(float(v) * 255):02x}" for v in values
                )
            case "w":
                state["stroke-width"] = values[0]
            case "S" | "f":
                paint = {"fill": state["fill"]} if word == "f" else state | {"fill": "none"}
                about = " ".join(f"{name}={quoteattr(value)}" for name, value in paint.items())
                out.append(f'<path d="{" ".join(path)}" {about}/>')
                path = []
            case "n":
                path = []
            case "q":
                out.append("<g>")
            case "cm" if len(out) > 1:  # the first one only turns the page upside down
                out[-1] = f'<g transform="matrix({" ".join(values)})">'
            case "Q":
                out.append("</g>")
            case _ if word[0] in "-.0123456789":
                values.append(word)
                continue
        values = []
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ornament.WIDTH:g} {ornament.HEIGHT:g}">'
    return (whole + "".join(out) + "</svg>").encode()


def qr_code(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="png", scale=8, border=4, dark="#0b2f38")
    return out.getvalue()


@dataclass
class PlainWay:
    """One step of the ladder; each keeps what the step before it shares."""

    share: bool = False  # typefaces and style sheet are read once
    ready_ornament: bool = False  # not a picture but a ready content stream
    boxes: bool = False  # the portal's page of fixed boxes, on the sheet for web pages
    fonts: Any = field(default_factory=FontConfiguration)
    sheets: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.style = TABLE_STYLE
        if self.boxes:
            self.style = RESET + STYLE.read_text("utf-8") + build_size_rules(*LADDERS)
        if self.share:
            self.sheets = [CSS(string=faces() + self.style, font_config=self.fonts, url_fetcher=Assets({}))]
        self.ornament = zlib.compress(ornament.draw_page_ornament(), 9)

    def render_pdf(self, facts: dict[str, Any], photo: bytes) -> bytes:
        given = {"photo": photo, "qr": qr_code(facts["verify_url"])}
        about = build_page_context(facts)
        if self.boxes:
            page = render_to_string("pdf/certificate.html", about)
        else:
            if not self.ready_ornament:
                given["ornament"] = svg(ornament.draw_page_ornament())
            about |= {"style": "" if self.share else faces() + self.style, "ornament": not self.ready_ornament}
            page = TABLES.render(Context(about))
        fonts = self.fonts if self.share else FontConfiguration()
        document = HTML(string=page, base_url="asset:", url_fetcher=Assets(given)).render(
            stylesheets=self.sheets, font_config=fonts, **pdfa.PDFA_OPTIONS
        )
        document.metadata.attachments.append(
            pdfa.build_attachment(DATA_NAME, build_machine_readable(facts), "Data", ISSUED)
        )

        def finish(_document: Any, pdf: Any) -> None:
            if self.ready_ornament:
                draw_under_text(pdf, [self.ornament])
            pdfa.finish_pdfa(pdf)

        return document.write_pdf(finisher=finish, **pdfa.PDFA_OPTIONS)
