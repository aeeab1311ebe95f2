"""The main road, from the home page to a certificate that anyone can check (guide 1 to 4.7)."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from . import road
from .portal import Portal
from .road import MACHINES, RESEARCH, RESEARCH_PAPERS, SCIENCE, officer_page


def qr_of(pdf: bytes) -> str:
    """What a phone reads from the printed page."""
    picture = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=150 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    return code.text


def text_of(pdf: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["scripts", "no-scripts"])
@pytest.mark.requirement("R13", "R50", "R67", "R76", "R78", "R79", "A-33")
def test_less_than_three_months_without_card_is_approved_at_once(
    page: Page, browser: Browser, portal: Portal, tmp_path: Path, complaints: list[str], request: pytest.FixtureRequest
) -> None:
    scripts = request.node.callspec.params["page"]
    person = road.new_person(portal, f"ozgur{'js' if scripts else 'nojs'}@ornek.test")
    road.enter_from_abroad(page, portal, person)
    road.fill_profile(page, tmp_path)
    road.start(page, *SCIENCE)
    today = road.today()
    road.fill_work(page, tmp_path, today, today + timedelta(days=20), scripts=scripts, card=False)
    road.hand_in_papers(page, tmp_path, "Davet / kabul yazısı")
    road.press(page, "Düzenleme Ekranına Geri Dön")
    road.heading(page, "Ek Belgeler")
    road.continue_(page, "Başvuru Ön İzlemesini Göster")
    expect(page.get_by_text("48.500,00 TL")).to_be_visible()
    number = road.send(page)

    desk = officer_page(browser, portal)
    road.officer(desk, "uzman1")
    road.find_appropriate(desk, number)
    expect(desk.get_by_text("ONAY", exact=True)).to_be_visible()

    mail = portal.sandbox.mails(person.email, at_least=3)[-1]
    assert mail["subject"] == "Çalışma izni muafiyetiniz onaylandı"
    (attachment,) = mail["attachments"]
    assert "Workplace ÖRNEK 0001234 LTD. ŞTİ." in text_of(portal.sandbox.attachment(attachment))
    address = qr_of(portal.sandbox.attachment(attachment))
    assert address.startswith(f"{portal.url}/verify/")
    stranger = officer_page(browser, portal)
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name=re.compile("geçerli", re.IGNORECASE)).first).to_be_visible()

    page.goto("/basvurularim/")
    expect(page.get_by_text("ONAY", exact=True)).to_be_visible()
    road.press(page, re.compile("^Detay"))
    expect(page.get_by_text(number).first).to_be_visible()
    assert complaints == []


@pytest.mark.requirement("R7", "R8", "R74", "R75", "R77", "R81", "R99", "R104")
def test_three_months_or_more_is_approved_once_both_legs_are_paid(
    page: Page, browser: Browser, portal: Portal, tmp_path: Path, complaints: list[str]
) -> None:
    person = road.new_person(portal, "odeyen@ornek.test")
    road.enter_from_abroad(page, portal, person)
    road.fill_profile(page, tmp_path)
    road.start(page, *RESEARCH)
    begin = road.today() + timedelta(days=20)
    road.fill_work(page, tmp_path, begin, begin + timedelta(days=180), scripts=True, card=True)
    road.hand_in_papers(page, tmp_path, *RESEARCH_PAPERS)
    number = road.send(page)

    desk = officer_page(browser, portal)
    road.officer(desk, "uzman2")
    road.find_appropriate(desk, number)

    notice = portal.sandbox.mails(person.email, at_least=3)[-1]
    assert notice["subject"] == "Başvurunuz uygun bulundu: ödeme yapmanız gerekiyor"
    for fact in ("9280", "12.574,90 TL", "9268", "964,00 TL", "Son gün:", "itiraz edilemez"):
        assert fact in notice["text"]
    ykn = re.search(r"Yabancı kimlik numaranız: (99\d{9})", notice["text"]).group(1)
    reference = re.search(r"İşlem referans numarası: (\d{14})", notice["text"]).group(1)

    page.goto("/basvurularim/")
    road.press(page, re.compile("^Ödeme bilgileri"))
    expect(page.get_by_text("12.574,90")).to_be_visible()
    expect(page.get_by_text(reference)).to_be_visible()

    portal.sandbox.pay_by_card(ykn=ykn, reference=reference, legs=["9280"])
    road.reload_until(page, lambda: page.get_by_text("Ödendi", exact=True).count() > 0)
    expect(page.get_by_text("Bekleniyor", exact=True)).to_be_visible()
    portal.sandbox.pay_by_card(ykn=ykn, reference=reference, legs=["9268"])
    approval = portal.sandbox.mails(person.email, at_least=4)[-1]
    assert approval["subject"] == "Çalışma izni muafiyetiniz onaylandı"
    (attachment,) = approval["attachments"]
    text = pypdfium2.PdfDocument(portal.sandbox.attachment(attachment))[0].get_textpage().get_text_bounded()
    assert number in text
    assert ykn in text
    road.leave(page)
    road.enter_again(page, portal, person)
    expect(page.get_by_text("ONAY", exact=True)).to_be_visible()
    with page.expect_download() as download:
        road.press(page, re.compile(r"^Belgeyi indir"))
    assert Path(download.value.path()).read_bytes() == portal.sandbox.attachment(attachment)
    assert complaints == []


@pytest.mark.requirement("A-31", "A-33")
def test_a_fitter_sent_from_abroad_gets_a_certificate_that_names_who_sent_them(
    page: Page, browser: Browser, portal: Portal, tmp_path: Path, complaints: list[str]
) -> None:
    person = road.new_person(portal, "montajci@ornek.test")
    road.enter_from_abroad(page, portal, person)
    road.fill_profile(page, tmp_path)
    road.start(page, *MACHINES)
    today = road.today()
    page.set_viewport_size({"width": 390, "height": 844})
    end = today + timedelta(days=20)
    road.fill_work(page, tmp_path, today, end, scripts=True, card=False, employer=road.employer_abroad)
    road.hand_in_papers(page, tmp_path, "Görevlendirme yazısı", "Davet / kabul yazısı")
    number = road.send(page)
    desk = officer_page(browser, portal)
    road.officer(desk, "uzman1")
    road.find(desk, number)
    expect(desk.get_by_text("Müller & Söhne Maschinenbau GmbH", exact=True).first).to_be_visible()
    road.find_appropriate(desk, number)
    (attachment,) = portal.sandbox.mails(person.email, at_least=3)[-1]["attachments"]
    text = text_of(portal.sandbox.attachment(attachment))
    assert "Employer Abroad Müller & Söhne Maschinenbau GmbH (Almanya · Germany)" in text
    assert "Örnek Tekstil A.Ş., Gebze, Kocaeli" in text
    assert "not attached" not in text
    assert complaints == []
