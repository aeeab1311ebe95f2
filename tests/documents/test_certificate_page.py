"""The printed page, as a reader, a scanner and a printer get it: real PDFs, read back by other programs."""

import io
import unicodedata
from hashlib import sha256

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.test import override_settings
from PIL import Image, ImageFilter

from documents.issued.certificate import UnprintableError, find_unprintable
from documents.issued.certificate.render_certificate import CertificateRenderer, get_certificate_renderer
from documents.pdf.fonts import FONT_FACES
from documents.pdf.layout_engine import PdfEngine, get_pdf_engine
from documents.pdf.render_errors import RenderError
from tests.builders.certificates import CODE, PHOTO, frozen


def pdf_of(**changes) -> bytes:
    return get_certificate_renderer().render_pdf(frozen(**changes), PHOTO)


@pytest.fixture(scope="module")
def plain() -> bytes:
    return pdf_of()


def text_of(pdf: bytes) -> str:
    """The page's words in the order they are stored, which is the order a screen reader follows."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return unicodedata.normalize("NFC", " ".join(page.get_textpage().get_text_range().split()))


def image_of(pdf: bytes, dpi: int) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil()


def test_the_page_says_everything_in_reading_order(plain):
    text, place = text_of(plain), 0
    for words in (
        "Çalışma İzni Muafiyetini Gösterir Belge",
        "Certificate of Exemption from Work Permit",
        "Belge No Certificate No. MB-2026-0000123-6",
        "Düzenleme Tarihi Date of Issue 12.01.2026",
        "Başvuru No Application No. EM-2026-000123-3",
        "Soyadı Surname KOWALSKA-WIŚNIEWSKA",
        "Adı Given Names Zofia Maria",
        "Uyruğu Nationality Polonya · Poland (POL)",
        "Cinsiyeti Sex K / F",
        "Doğum Tarihi Date of Birth 01.03.1970",
        "Doğum Yeri Place of Birth Kraków",
        "Pasaport No Passport No. EK4402187",
        "Yabancı Kimlik No Foreigner ID No. 99041776235",
        "İşyeri Workplace Anadolu Sanat ve Bilim Vakfı",
        "çalışma izninden muaf olduğu",
        "exempt from the requirement to obtain a work permit",
        "Başlangıç Valid From 15.01.2026",
        "Bitiş Valid Until 14.07.2026",
        "Muafiyet Kapsamı Scope of Exemption Bilimsel, kültürel ve sanatsal faaliyet",
        "Scientific, cultural or artistic activity",
        "Yön. m.48/1-a",
        "TPMS-FPQ3-7BPD-8927",
        "localhost:8000/verify",
    ):
        found = text.find(words, place)
        assert found >= 0, f"{words!r} is missing or out of order in: {text}"
        place = found + len(words)


@pytest.mark.parametrize("dpi", [72, 100, 150, 300])
@pytest.mark.requirement("R76")
def test_the_qr_code_leads_to_the_verification_page(plain, dpi):
    found = zxingcpp.read_barcodes(image_of(plain, dpi))
    assert [code.text for code in found] == [f"http://localhost:8000/verify/{CODE}"]


def test_the_qr_code_survives_a_bad_photocopy(plain):
    copy = image_of(plain, 150).convert("L").rotate(3, expand=True, fillcolor=255)
    copy = copy.filter(ImageFilter.GaussianBlur(0.8)).point(lambda grey: 255 if grey > 150 else 30)
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=40)
    found = zxingcpp.read_barcodes(Image.open(out))
    assert f"http://localhost:8000/verify/{CODE}" in [code.text for code in found]


def test_one_a4_page_with_the_photo_and_only_our_own_embedded_fonts(plain):
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        assert len(pdf.pages) == 1
        page = pdf.pages[0]
        assert [round(float(edge)) for edge in page.mediabox] == [0, 0, 595, 842]
        fonts = [descendant for font in page.resources.Font.values() for descendant in font.DescendantFonts]
        assert len(fonts) == len(FONT_FACES)
        for font in fonts:
            assert str(font.BaseFont).partition("+")[2].startswith("Certificate-")
            assert "/FontFile2" in font.FontDescriptor
        widths = sorted(int(image.Width) for image in page.get_images().values())
        assert 600 in widths  # the photo, as it was uploaded
        assert pdf.docinfo["/CreationDate"] == "D:20260112093000+00'00"
        assert pdf.open_metadata()["pdfaid:part"] == "3"


def test_the_photo_goes_in_byte_for_byte(plain):
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        photos = [image.read_raw_bytes() for image in pdf.pages[0].get_images().values() if image.Width == 600]
    assert photos == [PHOTO]


def test_the_same_facts_give_the_same_bytes_even_from_another_renderer():
    first = sha256(pdf_of()).hexdigest()
    pdf_of(surname="NGUYỄN", given_names="Thị Hoàng")  # something in between must leave no trace
    assert sha256(pdf_of()).hexdigest() == first
    assert sha256(CertificateRenderer(PdfEngine()).render_pdf(frozen(), PHOTO)).hexdigest() == first
    assert sha256(pdf_of(given_names="Zofia Marta")).hexdigest() != first


@pytest.mark.requirement("L15")
def test_a_single_name_is_said_to_be_one():
    text = text_of(pdf_of(surname="SUHARTO", given_names=""))
    assert "Soyadı Surname SUHARTO Adı Given Names — tek adı vardır · single name only" in text


@pytest.mark.parametrize(
    ("month", "day", "printed"), [(None, None, "XX.XX.1970"), (3, None, "XX.03.1970"), (3, 1, "01.03.1970")]
)
@pytest.mark.requirement("L15")
def test_unknown_parts_of_a_birth_date_are_marked_and_explained(month, day, printed):
    text = text_of(pdf_of(birth_month=month, birth_day=day))
    assert f"Date of Birth {printed}" in text
    assert ("XX: bilinmiyor · unknown" in text) == (day is None)


def test_nobody_without_a_number_or_a_workplace_gets_an_empty_box():
    text = text_of(pdf_of(foreigner_id="", workplace="", birth_place=""))
    assert "Foreigner ID No. —" in text
    assert "Place of Birth —" in text
    assert "Workplace —" in text


@pytest.mark.parametrize(
    "name",
    [
        "W" * 100,
        "İĞÜŞÖÇ-" * 14,
        "Nguyễn Thị Hoàng Łukaszewska Qasımova-Əliyeva Öztürkmenoğlu Đorđević Þórðardóttir Ångström Ñandú",
        "Wolfeschlegelsteinhausenbergerdorff" * 2,
    ],
)
def test_the_longest_names_fit_in_their_boxes(plain, name):
    """Nothing may run over the rule under the box, into the next field or out of the frame."""
    full = boxes_of(pdf_of(surname=name, given_names=name, birth_place=name, workplace=name))
    assert full["labels"] == boxes_of(plain)["labels"]
    for field, (left, bottom, right, top) in full["values"].items():
        limits = LIMITS[field]
        assert limits[0] - 0.1 <= left
        assert right <= limits[2] + 0.1, f"{field} is {right} mm wide"
        assert limits[1] <= top, field
        assert bottom <= limits[3], f"{field} ends at {bottom} mm"


# millimetres: left, top, right, bottom (the rule under the box, or where the next block starts)
LIMITS = {
    "Surname": (24, 91, 134, 102.1),
    "Given Names": (24, 106, 134, 116.1),
    "Place of Birth": (80, 130, 134, 137.5),
    "Workplace": (24, 151, 186, 162),
}
LABELS = ("Surname", "Given Names", "Nationality", "Place of Birth", "Passport No.", "Workplace", "Valid From")


def boxes_of(pdf: bytes) -> dict:
    """Where the English labels stand, and the box around the text between a label and the next one, in mm."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    height = page.get_height()
    words = page.get_textpage()
    text = words.get_text_range()
    labels, values = {}, {}
    for label in LABELS:
        start = text.index(label)
        labels[label] = tuple(round(edge * 25.4 / 72, 1) for edge in words.get_charbox(start))
        if label not in LIMITS:
            continue
        first = start + len(label)
        last = min(text.index(next_label, first) for next_label in ENDS[label])
        edges = [words.get_charbox(i) for i in range(first, last) if not text[i].isspace()]
        values[label] = (
            min(e[0] for e in edges) * 25.4 / 72,
            (height - min(e[1] for e in edges)) * 25.4 / 72,
            max(e[2] for e in edges) * 25.4 / 72,
            (height - max(e[3] for e in edges)) * 25.4 / 72,
        )
    return {"labels": labels, "values": values}


ENDS = {
    "Surname": ["Adı "],
    "Given Names": ["Uyruğu "],
    "Place of Birth": ["Pasaport No "],
    "Workplace": ["Yukarıda kimlik"],
}


def test_a_decomposed_name_prints_like_the_composed_one():
    assert pdf_of(surname=unicodedata.normalize("NFD", "ÖZTÜRK-ŞAHİN")) == pdf_of(surname="ÖZTÜRK-ŞAHİN")


def test_letters_the_typefaces_have_and_lack():
    assert find_unprintable("ÇĞİÖŞÜ çğıöşü Ægir Łódź Nguyễn Əliyev Oʻzbek Жанна Ґалаґан d'Évreux") == set()
    assert find_unprintable("王 Wang") == {"王"}
    assert find_unprintable("محمد") == set("محمد")
    assert find_unprintable(unicodedata.normalize("NFD", "Şükrü")) == set()


@pytest.mark.parametrize("name", ["王小明", "محمد", "გიორგი", "Zofia\u2603"])
def test_a_name_without_glyphs_is_refused_before_anything_is_issued(name):
    with pytest.raises(UnprintableError) as refusal:
        frozen(surname=name)
    assert set(refusal.value.found) == {"surname"}


def test_a_page_with_a_missing_glyph_or_image_is_never_handed_out():
    with pytest.raises(RenderError, match="glyph:surname"):
        get_certificate_renderer().render_pdf(frozen() | {"surname": "王小明"}, PHOTO)
    with pytest.raises(RenderError):
        get_certificate_renderer().render_pdf(frozen(), b"\xff\xd8\xff\xe0 not a picture")
    with pytest.raises(RenderError, match="not well-formed"):
        get_pdf_engine().lay_out_page("<p>one <b>and</p>", get_pdf_engine().parse_style(""), {})
    assert text_of(pdf_of())  # and the renderer goes on after a failure


def test_facts_cannot_smuggle_markup_into_the_page():
    pdf = pdf_of(workplace='<img src="file:///etc/passwd"> & <b>Ortakları</b>')
    assert '<img src="file:///etc/passwd"> & <b>Ortakları</b>' in text_of(pdf)


def test_the_specimen_mark_is_frozen_with_the_facts():
    demo = frozen()
    with override_settings(DEMO=False, SITE_URL="https://emuafiyet.example"):
        real = frozen()
        assert "ÖRNEK · SPECIMEN" in text_of(get_certificate_renderer().render_pdf(demo, PHOTO))
        pdf = get_certificate_renderer().render_pdf(real, PHOTO)
    assert "SPECIMEN" not in text_of(pdf)
    assert zxingcpp.read_barcodes(image_of(pdf, 150))[0].text == f"https://emuafiyet.example/verify/{CODE}"
