"""The card as the print room gets it: real PDFs read back by other programs, the zone by ICAO's own examples."""

import io
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
import zxingcpp
from django.test import override_settings
from PIL import ImageChops, ImageStat

from documents.cards import card_mrz
from documents.cards.imposition import CARD_SIZE, impose_cards, locate_card
from documents.cards.render_cards import CardRenderer, get_card_renderer
from documents.models import Card
from documents.pdf.layout_engine import PdfEngine
from documents.pdf.render_errors import RenderError

from .papers import picture

PHOTO = picture()
CODE = "TPMSFPQ37BPD8927"
FACTS = {
    "number": "EM-2026-000123-3",
    "surname": "KOWALSKA-WIŚNIEWSKA",
    "given_names": "Zofia Maria",
    "nationality": "POL",
    "birth_year": 1970,
    "birth_month": 3,
    "birth_day": 1,
    "sex": "K",
    "passport_number": "EK4402187",
    "foreigner_id": "99041776235",
    "photo": str(UUID(int=7)),
    "category_tr": "Bilimsel, kültürel ve sanatsal faaliyet",
    "valid_from": "2026-01-15",
    "valid_to": "2026-07-14",
}


def card(number: str = "M00104821", **changes: Any) -> Card:
    return Card(number=number, facts=FACTS | changes, verification_code=CODE)


def pdf_of(*cards: Card) -> bytes:
    return get_card_renderer().render_pdf(cards, lambda key: PHOTO)


def text_of(pdf: bytes, page: int) -> str:
    return pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_bounded()


def test_each_card_is_two_pages_of_id_1_in_order() -> None:
    told: list[int] = []
    many = [card(f"M{number:08d}") for number in range(1, 13)]
    pdf = get_card_renderer().render_pdf(many, lambda key: PHOTO, told.append)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 24
    assert {tuple(round(mm * 25.4 / 72, 2) for mm in page.get_size()) for page in document} == {(85.6, 53.98)}
    assert told == [10, 12]
    for place, each in enumerate(many):
        assert each.number in text_of(pdf, 2 * place)
        assert f"I<TUR{each.number}" in text_of(pdf, 2 * place + 1)


def test_both_faces_say_what_they_must_and_the_qr_code_leads_to_the_certificate() -> None:
    pdf = pdf_of(card())
    front, back = text_of(pdf, 0), text_of(pdf, 1)
    for must in ("KOWALSKA-WIŚNIEWSKA", "Zofia Maria", "POL", "01.03.1970", "K / F", "EK4402187", "99041776235"):
        assert must in front, must
    for must in ("15.01.2026", "14.07.2026", "M00104821", "ÖRNEK · SPECIMEN"):
        assert must in front, must
    assert "Bilimsel, kültürel ve sanatsal faaliyet" in back
    assert "TPMS-FPQ3-7BPD-8927" in back
    for dpi in (200, 300):
        image = pypdfium2.PdfDocument(pdf)[1].render(scale=dpi / 72).to_pil()
        assert [each.text for each in zxingcpp.read_barcodes(image)] == [f"http://localhost:8000/verify/{CODE}"]
    with override_settings(DEMO=False):
        assert "SPECIMEN" not in text_of(pdf_of(card()), 0)


def test_long_names_single_names_and_unknown_days_are_whole() -> None:
    long = card(
        surname="Raja Muhammad Abdulrahmanovich Al-Hashimi bin Abdullah-Zade",
        given_names="Thiruvananthapuram Venkateswarlu Subrahmanyam Narasimha",
        birth_month=None,
        birth_day=None,
    )
    said = " ".join(text_of(pdf_of(long), 0).split())
    assert "Al-Hashimi" in said
    assert "Narasimha" in said
    assert "XX.XX.1970" in said
    widest = text_of(pdf_of(card(surname="W" * 100, given_names="İĞÜŞÖÇ-" * 14)), 0)
    assert "W" * 100 in "".join(widest.split())
    single = text_of(pdf_of(card(surname="SUHARTO", given_names="")), 0)
    assert "SUHARTO" in single
    assert "Given Names" not in single


def test_the_same_cards_give_the_same_bytes() -> None:
    assert CardRenderer(PdfEngine()).render_pdf([card()], lambda key: PHOTO) == pdf_of(card())


def test_a_card_with_a_hole_is_never_printed() -> None:
    with pytest.raises(RenderError, match="glyph:surname:M00104821"):
        pdf_of(card(surname="王小明"))
    with pytest.raises(RenderError, match="photo::M00104821"):
        get_card_renderer().render_pdf([card()], lambda key: b"\xff\xd8\xff\xe0 not a picture")
    with pytest.raises(RenderError, match="too_long:given_names:M00104821"):
        pdf_of(card(given_names="Abdülmuttalip " * 30))
    assert io.BytesIO(pdf_of(card())).read(5) == b"%PDF-"


# --- the machine-readable zone --------------------------------------------------------------------------
def icao() -> tuple[str, str, str]:
    """The specimen of ICAO 9303 part 5, appendix B, with our issuing state."""
    facts = FACTS | {
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
        "nationality": "UTO",
        "birth_year": 1974,
        "birth_month": 8,
        "birth_day": 12,
        "foreigner_id": "",
        "valid_to": "2012-04-15",
    }
    return card_mrz.build_mrz_lines(facts, "D23145890")


def test_the_check_digits_are_those_of_icaos_specimen() -> None:
    first, second, third = icao()
    assert first == "I<TURD231458907<<<<<<<<<<<<<<<"
    assert second == "7408122F1204159UTO<<<<<<<<<<<6"
    assert third == "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"


@pytest.mark.parametrize(
    ("surname", "given", "third"),
    [
        ("KOWALSKA-WIŚNIEWSKA", "Zofia Maria", "KOWALSKA<WISNIEWSKA<<ZOFIA<MAR"),
        ("Çınar Öztürk", "İğdır", "CINAR<OEZTUERK<<IGDIR<<<<<<<<<"),
        ("O’CONNOR", "Seán", "OCONNOR<<SEAN<<<<<<<<<<<<<<<<<"),
        ("SUHARTO", "", "SUHARTO<<<<<<<<<<<<<<<<<<<<<<<"),
        ("ABDULRAHMANOVICHALHASHIMIBINABDULLAH", "Ali", "ABDULRAHMANOVICHALHASHIMIBI<<A"),
    ],
)
def test_names_in_the_zone(surname: str, given: str, third: str) -> None:
    assert card_mrz.build_mrz_lines(FACTS | {"surname": surname, "given_names": given}, "M00104821")[2] == third


def test_unknown_parts_of_a_birth_date_and_an_unstated_sex_are_fillers() -> None:
    facts = FACTS | {"birth_month": 3, "birth_day": None, "sex": "X"}
    second = card_mrz.build_mrz_lines(facts, "M00104821")[1]
    assert second.startswith("7003<<")
    assert second[7] == "<"
    assert len(second) == 30


def test_ten_cards_a_sheet_with_each_back_behind_its_front() -> None:
    """Turned over its long edge, what is left on the front of a sheet is right on its back."""
    cards = [card(f"M{number:08d}") for number in range(1, 13)]
    sheets = pypdfium2.PdfDocument(impose_cards(get_card_renderer().render_pdf(cards, lambda key: PHOTO)))
    assert {tuple(round(mm * 25.4 / 72) for mm in page.get_size()) for page in sheets} == {(210, 297)}
    assert [page.get_textpage().get_text_bounded().count("SPECIMEN") for page in sheets][::2] == [10, 2]
    front, back = (sheet.render(scale=300 / 72).to_pil() for sheet in (sheets[0], sheets[1]))
    wide, high = (round(mm / 25.4 * 300) for mm in CARD_SIZE)
    alone = pypdfium2.PdfDocument(get_card_renderer().render_pdf(cards[:1], lambda key: PHOTO))
    for place, (sheet, mirrored) in enumerate(((front, False), (back, True))):
        left, bottom = (round(mm / 25.4 * 300) for mm in locate_card(0, mirrored=mirrored))
        cut = sheet.crop((left, sheet.height - bottom - high, left + wide, sheet.height - bottom))
        face = alone[place].render(scale=300 / 72).to_pil().resize(cut.size)
        difference = ImageStat.Stat(ImageChops.difference(cut.convert("L"), face.convert("L")))
        assert difference.mean[0] < 6
    assert locate_card(0, mirrored=False)[0] + CARD_SIZE[0] + locate_card(0, mirrored=True)[0] == pytest.approx(210)
