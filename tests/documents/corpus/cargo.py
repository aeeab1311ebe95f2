"""What documents carry besides their pages: attachments, portfolios, XFA, scripts, actions, sound and film."""

import io
from functools import partial

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name

from .sample import pdf_sample
from .writing import PAGE, add_page, form_xobject, make_letter, note, save, write_text

INVOICE = b'<?xml version="1.0"?><Invoice><ID>117</ID><Total>12574.90</Total></Invoice>'
WAIT = (
    "Please wait...",
    "If this message is not eventually replaced by the proper contents of the document,",
    "your PDF viewer may not be able to display this type of document.",
)


def attach(pdf: pikepdf.Pdf, name: str, data: bytes, media_type: str) -> None:
    pdf.attachments[name] = AttachedFileSpec(pdf, data, filename=name, mime_type=media_type)


def invoice_with_data() -> bytes:
    """An electronic invoice (Factur-X, ZUGFeRD): pages for people and the same as XML for programs."""

    def change(pdf: pikepdf.Pdf) -> None:
        attach(pdf, "factur-x.xml", INVOICE, "text/xml")
        spec = pdf.attachments["factur-x.xml"].obj
        spec.AFRelationship = Name.Alternative
        pdf.Root.AF = Array([spec])
        with pdf.open_metadata() as metadata:
            metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "3", "B"

    return make_letter(change)


def collect(pdf: pikepdf.Pdf) -> None:
    for number in (1, 2):
        attach(pdf, f"belge{number}.pdf", make_letter(), "application/pdf")
    pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.T, D="belge1.pdf")


def portfolio() -> bytes:
    """A cover that tells to use another reader; the documents are attachments."""
    with pikepdf.new() as pdf:
        lines = ("For the best experience, open this PDF portfolio in", "Acrobat X or Adobe Reader X, or later.")
        add_page(pdf, write_text(lines), PAGE)
        collect(pdf)
        return save(pdf, min_version="1.7")


def blank_cover() -> bytes:
    """A blank page that only carries files (mail programs wrap attachments like this)."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=PAGE)
        attach(pdf, "sozlesme.pdf", make_letter(), "application/pdf")
        return save(pdf)


def dynamic_xfa(words: bool = True) -> bytes:
    """A form that only Acrobat draws; all other readers show its one page, which asks to wait."""
    with pikepdf.new() as pdf:
        add_page(pdf, write_text(WAIT) if words else b"", PAGE)
        packet = b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template><subform name="f"/></template></xdp:xdp>'
        parts = Array(["template", pdf.make_stream(packet), "datasets", pdf.make_stream(b"<data/>")])
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=parts)
        pdf.Root.NeedsRendering = True
        return save(pdf, min_version="1.7")


def script_at_opening() -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert('Hos geldiniz'); this.zoom = 100;")

    return make_letter(change)


def scripts_everywhere() -> bytes:
    """In the names of the document, in its own and its pages' events, in a chain of actions."""

    def change(pdf: pikepdf.Pdf) -> None:
        script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"var a = 1;")))
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=["baslangic", script]))
        pdf.Root.AA = Dictionary(WC=script, WP=script)
        pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.GoTo, D="yok", Next=Array([script])))

    return make_letter(change)


def page_action(action: dict) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        link = note("Link", (60, 358, 300, 374), Border=[0, 0, 0], A=Dictionary(action))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])

    return make_letter(change)


def print_at_opening() -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.Named, N=Name.Print)

    return make_letter(change)


def opens_at_page() -> bytes:
    """Nearly every second document says where to open it; this is no harm."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.XYZ, None, None, 0])

    return make_letter(change, pages=2)


def playing_film() -> bytes:
    """A film with a picture of its first scene: the picture stays."""

    def change(pdf: pikepdf.Pdf) -> None:
        poster = form_xobject(pdf, b"0.2 g 0 0 200 100 re f 1 g 80 30 m 80 70 l 120 50 l f", (0, 0, 200, 100))
        film = Dictionary(Type=Name.Filespec, F="tanitim.mp4", EF=Dictionary(F=pdf.make_stream(b"....ftypmp42")))
        content = Dictionary(Assets=Dictionary(Names=["tanitim.mp4", film]))
        mark = note("RichMedia", (200, 100, 400, 200), RichMediaContent=content, AP=Dictionary(N=poster))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])

    return make_letter(change)


def other_documents_picture() -> bytes:
    """A part of the page that should come from another file or from the web (OPI, reference XObject)."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        part = form_xobject(pdf, b"0.5 g 0 0 100 100 re f", (0, 0, 100, 100))
        part.Ref = Dictionary(F=Dictionary(Type=Name.Filespec, FS=Name.URL, F="https://ornek.example/a.pdf"), Page=0)
        page.Resources.XObject = Dictionary(P0=part)
        pdf.pages[0].contents_add(b"q 1 0 0 1 80 100 cm /P0 Do Q")

    return make_letter(change)


def described() -> bytes:
    """Author, program, history and a preview picture: true of most documents, and nobody's business."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Author"], pdf.docinfo["/Creator"] = "Ayşe Yılmaz", "Microsoft® Word 2021"
        with pdf.open_metadata() as metadata:
            metadata["dc:title"], metadata["xmp:CreatorTool"] = "Sözleşme", "Microsoft® Word 2021"
        pdf.pages[0].obj.Thumb = pdf.make_stream(bytes(64), Width=8, Height=8, ColorSpace=Name.DeviceGray)
        pdf.pages[0].obj.PieceInfo = Dictionary(Illustrator=Dictionary(Private=pdf.make_stream(b"eski hali")))

    return make_letter(change)


def signed_away_rights() -> bytes:
    """Reader-extended: Adobe's usage rights, which break with every change."""
    with pikepdf.open(io.BytesIO(make_letter())) as pdf:
        pdf.Root.Perms = Dictionary(UR3=Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents="0" * 32))
        return save(pdf)


WEB = {"/S": Name.URI, "/URI": "https://ornek.example/"}
PROGRAM = {"/S": Name.Launch, "/F": "hesap.exe"}
SENDING = {"/S": Name.SubmitForm, "/F": "https://ornek.example/gonder"}
SAMPLES = [
    pdf_sample("invoice-with-xml", invoice_with_data),
    pdf_sample("portfolio", portfolio, "wraps_files"),
    pdf_sample("blank-page-with-attachment", blank_cover, "wraps_files"),
    pdf_sample("dynamic-xfa", dynamic_xfa, "dynamic_form"),
    pdf_sample("dynamic-xfa-blank", partial(dynamic_xfa, words=False), "dynamic_form"),
    pdf_sample("script-at-opening", script_at_opening),
    pdf_sample("scripts-everywhere", scripts_everywhere),
    pdf_sample("link-to-the-web", partial(page_action, WEB)),
    pdf_sample("link-to-a-program", partial(page_action, PROGRAM)),
    pdf_sample("link-that-sends-a-form", partial(page_action, SENDING)),
    pdf_sample("prints-at-opening", print_at_opening),
    pdf_sample("opens-at-a-page", opens_at_page),
    pdf_sample("film-with-poster", playing_film),
    pdf_sample("part-from-elsewhere", other_documents_picture),
    pdf_sample("author-and-preview", described),
    pdf_sample("usage-rights", signed_away_rights),
]
