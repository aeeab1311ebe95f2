"""Every printed document with ordinary and hard cases, for human eyes. All people here are made up."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from .cards.imposition import impose_cards
from .cards.render_cards import get_card_renderer as cards
from .issued import letter
from .issued.certificate import CertificateFacts
from .issued.certificate.certificate_facts import country_names, freeze_facts
from .issued.certificate.render_certificate import get_certificate_renderer as certificates
from .issued.letter.issue_letter import build_letter_facts
from .issued.letter.render_letter import get_letter_renderer as letters
from .models import Card

CODE = "TPMSFPQ37BPD8927"
ISSUED = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
PHOTO = UUID(int=7)
PERSON: dict[str, Any] = {
    "surname": "KOWALSKA-WIŚNIEWSKA",
    "given_names": "Zofia Maria",
    "nationality": "POL",
    "sex": "K",
    "birth_year": 1970,
    "birth_month": 3,
    "birth_day": 1,
    "passport_number": "EK4402187",
    "foreigner_id": "99041776235",
}
EXEMPTION: dict[str, Any] = {
    "category_tr": "Bilimsel, kültürel ve sanatsal faaliyet",
    "valid_from": date(2026, 1, 15),
    "valid_to": date(2026, 7, 14),
}
CERTIFIED: dict[str, Any] = (
    PERSON
    | EXEMPTION
    | {
        "application_number": "EM-2026-000123-3",
        "birth_place": "Kraków",
        "category_en": "Scientific, cultural or artistic activity",
        "legal_ref": "Yön. m.48/1-a",
        "workplace": "Anadolu Sanat ve Bilim Vakfı",
        "granted_on": ISSUED.date(),
    }
)
LONG = "Nguyễn Thị Hoàng Łukaszewska Qasımova-Əliyeva Öztürkmenoğlu Đorđević Þórðardóttir Ångström Ñandú"
PEOPLE: dict[str, dict[str, Any]] = {
    "plain": {},
    "single-name": {"surname": "SUHARTO", "given_names": "", "nationality": "IDN", "sex": "E"},
    "long-names": {"surname": LONG, "given_names": LONG},
    "wide-name": {"surname": "W" * 100, "given_names": "İĞÜŞÖÇ-" * 14},
    "one-letter": {"surname": "Ö", "given_names": "A"},
    "unknown-day": {"birth_day": None},
    "unknown-month": {"birth_month": None, "birth_day": None},
    "no-number-sex-x": {"foreigner_id": "", "sex": "X"},
    "stateless": {"nationality": "XXA"},
}
TITLE = (
    "ANADOLU ÇELİK KONSTRÜKSİYON MAKİNE İMALAT MONTAJ BAKIM ONARIM MÜHENDİSLİK DANIŞMANLIK İTHALAT İHRACAT NAKLİYAT "
    "İNŞAAT TAAHHÜT SANAYİ VE TİCARET ANONİM ŞİRKETİ GEBZE ORGANİZE SANAYİ BÖLGESİ ŞUBESİ"
)
ABROAD: dict[str, Any] = {
    "foreign_employer": "Müller & Söhne Maschinenbau GmbH",
    "foreign_employer_country": "DEU",
    "host": "Örnek Tekstil Sanayi ve Ticaret A.Ş., Gebze, Kocaeli",
}
WORKPLACES: dict[str, dict[str, Any]] = {
    "long-workplace": {"workplace": TITLE, "birth_place": LONG},
    "widest-workplace": {"workplace": "W" * 250},
    "employer-abroad": ABROAD,
    "employer-abroad-no-host": ABROAD | {"host": ""},
    "long-employer-abroad": ABROAD | {"foreign_employer": TITLE, "host": f"{TITLE}, Gebze, Kocaeli"},
    "own-account": {"own_account": True},
}
REASON = "Sunulan davet mektubu imzasızdır.\nFaaliyetin süresi belirtilmemiştir."
REASONS = {
    "plain": REASON,
    "no-words": "",
    "three-pages": "\n".join(f"{n}. tespit: sunulan belge faaliyetle ilgili değildir." for n in range(1, 100)),
    "one-long-word": "https://ornek.example/" + "belge" * 60,
}


def render_samples() -> Iterator[tuple[str, bytes]]:
    """Names and PDFs. They are printed in Turkish and English whatever language their holder reads."""
    photo = draw_sample_portrait()
    for name, changes in PEOPLE.items():
        yield f"certificate-{name}", certificates().render_pdf(_render_certificate(PERSON | changes), photo)
    for name, changes in WORKPLACES.items():
        told = {"workplace": "", "birth_place": ""} | changes
        yield f"certificate-{name}", certificates().render_pdf(_render_certificate(PERSON, **told), photo)
        yield f"card-{name}", cards().render_pdf([_render_card(50, PERSON | told)], lambda key: photo)
    earlier = _render_certificate(PERSON, workplace="", birth_place="") | {"edition": 1}
    yield "certificate-no-workplace", certificates().render_pdf(earlier, photo)
    deck = [_render_card(place, PERSON | changes) for place, changes in enumerate(PEOPLE.values(), 1)]
    for name, card in zip(PEOPLE, deck, strict=True):
        yield f"card-{name}", cards().render_pdf([card], lambda key: photo)
    yield "cards-on-a4", impose_cards(cards().render_pdf([*deck, *deck], lambda key: photo))
    for kind in letter.LetterKind:
        yield f"letter-{kind}", letters().render_pdf(_render_letter(kind, PERSON, REASON))
    for name, text in REASONS.items():
        yield f"letter-reason-{name}", letters().render_pdf(_render_letter(letter.LetterKind.REJECTED, PERSON, text))
    for name, changes in PEOPLE.items():
        yield (
            f"letter-to-{name}",
            letters().render_pdf(_render_letter(letter.LetterKind.CANCELLED, PERSON | changes, REASON)),
        )


def draw_sample_portrait() -> bytes:
    image = Image.linear_gradient("L").resize((600, 720)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse((190, 150, 410, 430), fill=(214, 170, 140))
    draw.rectangle((120, 470, 480, 720), fill=(30, 50, 80))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def _render_certificate(person: dict[str, Any], **changes: Any) -> dict[str, Any]:
    facts = CertificateFacts(**CERTIFIED | person | {"photo": PHOTO} | changes)
    return freeze_facts(facts, number="MB-2026-0000123-6", code=CODE, photo_sha256="0" * 64, issued_at=ISSUED)


def _render_card(place: int, person: dict[str, Any]) -> Card:
    days = {name: EXEMPTION[name].isoformat() for name in ("valid_from", "valid_to")}
    workplace = {"workplace": CERTIFIED["workplace"]} | person
    names = country_names(workplace.get("foreign_employer_country", ""))
    facts = workplace | names | EXEMPTION | days | {"number": "EM-2026-000123-3", "photo": str(PHOTO)}
    return Card(number=f"M{place:08d}", facts=facts, verification_code=CODE)


def _render_letter(kind: letter.LetterKind, person: dict[str, Any], text: str) -> dict[str, Any]:
    grounded = kind != letter.LetterKind.TERMINATED
    facts = letter.LetterFacts(
        kind=kind,
        application_number="EM-2026-000123-3",
        **{name: person[name] for name in ("surname", "given_names", "nationality", "foreigner_id")},
        category_tr=EXEMPTION["category_tr"],
        category_en="Scientific, cultural or artistic activity",
        decided_on=ISSUED.date(),
        ground_tr="İstenen bilgi veya belgeler süresinde tamamlanmadı" if grounded else "",
        ground_en="The information or documents asked for were not completed in time" if grounded else "",
        text=text if grounded else "",
        effective_on=date(2026, 2, 1),
        last_day=date(2026, 2, 11),
    )
    return build_letter_facts(facts, number="MK-2026-0000123-6", issued_at=ISSUED)
