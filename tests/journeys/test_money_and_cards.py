"""Money and cards as people meet them: the tax office's page, a bank's counter, the print room, PTT, a parcel back."""

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.sandbox_server import LIMIT, wait_for

from . import road
from .inspector import Inspector
from .portal import Portal
from .road import any_mail, last_mail


@pytest.fixture
def inspector(browser: Browser, portal: Portal, desk: Page) -> Inspector:
    inspector = Inspector(browser, portal)
    inspector.listen(desk)
    return inspector


def enter(page: Page, portal: Portal, email: str) -> road.Person:
    person = road.Person(email, "", "")
    page.goto("/")
    road.enter_again(page, portal, person)
    return person


def owed(page: Page) -> tuple[str, dict[str, str]]:
    """What the payment page tells its reader: the reference, and the amount for each code."""
    reference = page.get_by_text(re.compile(r"^26\d{12}$")).first.inner_text()
    amounts = {}
    for row in page.get_by_role("row").all():
        text = row.inner_text()
        if found := re.search(r"(9280|9268)", text):
            amounts[found[1]] = re.search(r"[\d.]+,\d{2}", text).group()
    return reference, amounts


@pytest.mark.requirement("R100", "R101", "R104", "R105")
def test_pay_by_reference_at_the_tax_office_and_at_a_banks_counter(
    page: Page, portal: Portal, complaints: list[str], desk: Page, inspector: Inspector
) -> None:
    number, ykn = portal.seed("owes", "giseden@ornek.test")
    person = enter(page, portal, "giseden@ornek.test")
    road.press(page, re.compile("^Ödeme bilgileri"))
    reference, amounts = owed(page)
    assert set(amounts) == {"9280", "9268"}

    # The fee at the tax office's page: institution, number and reference must all be right.
    office = page.context.new_page()
    office.goto(f"{portal.sandbox.url}/gib/odeme/")
    office.get_by_label(re.compile("Kurum")).select_option(label="Uluslararası İşgücü Genel Müdürlüğü")
    office.get_by_label(re.compile("Yabancı kimlik|YKN|kimlik numarası")).fill(ykn)
    office.get_by_label(re.compile("Referans|referans")).fill(reference)
    office.get_by_role("button", name=re.compile("Sorgula|Borcu")).click()
    office.locator("input[name=leg][value='9280']").check()
    office.locator("input[name=leg][value='9268']").uncheck()
    office.get_by_label(re.compile("Kart")).fill("4111 1111 1111 1111")
    office.get_by_role("button", name=re.compile("Öde")).click()
    expect(office.get_by_text("Ödeme alındı").or_(office.get_by_text("tahsil")).first).to_be_visible()

    # The paper at a counter, one kuruş short at first: it does not count, and the page says what to do.
    def at_the_counter(amount: str) -> None:
        office.goto(f"{portal.sandbox.url}/gib/banka/")
        office.get_by_label("Vergi türü kodu").fill("9268")
        office.get_by_label("Yabancı kimlik numarası").fill(ykn)
        office.get_by_label("Tutar (TL)").fill(amount)
        office.get_by_role("button", name="Tahsil et").click()
        expect(office.get_by_text("Tahsil edildi.")).to_be_visible()

    short = amounts["9268"][:-1] + ("9" if amounts["9268"].endswith("0") else "0")
    short = short if short != amounts["9268"] else amounts["9268"][:-2] + "99"
    at_the_counter(short)
    mismatch = last_mail(portal, person, "Ödemeniz tutara uymuyor")
    assert short in mismatch
    page.reload()
    expect(page.get_by_text("Tutar uyuşmuyor").first).to_be_visible()

    # The payments officer has it on the desk, and writes down what was done.
    road.officer(desk, "odeme")
    desk.goto("/admin/payments/collectionline/?bekleyen=uyumsuz")
    inspector.inspect(desk, says_direction=False)
    desk.get_by_role("row", name=re.compile(ykn)).get_by_role("link").click()
    inspector.inspect(desk, says_direction=False)
    road.choose(desk, "İadesi vergi dairesine bildirildi")
    desk.get_by_label("Açıklama").fill("Vergi dairesine 2026/118 sayılı yazı.")
    road.press(desk, "Kaydet")
    expect(desk.get_by_text("Kaydedildi.")).to_be_visible()
    desk.goto("/admin/payments/collectionline/mutabakat/")
    expect(desk.get_by_text("Kuruşu kuruşuna tutuyor")).to_be_visible()
    inspector.inspect(desk, says_direction=False)
    for there in ("/admin/payments/collectionsfile/add/", "/admin/payments/paymentorder/", "/admin/payments/tariff/"):
        desk.goto(there)
        inspector.inspect(desk, says_direction=False)

    at_the_counter(amounts["9268"])
    last_mail(portal, person, "Çalışma izni muafiyetiniz onaylandı")
    page.goto("/basvurularim/")
    expect(page.get_by_text("ONAY", exact=True)).to_be_visible()
    assert not inspector.wrong, "\n".join(inspector.wrong)
    assert complaints == []
    assert number in page.content()


@pytest.mark.requirement("R81", "R106")
def test_a_card_is_printed_comes_back_and_reaches_its_holder_at_another_address(
    page: Page,
    portal: Portal,
    tmp_path: Path,
    complaints: list[str],
    desk: Page,
    inspector: Inspector,
    browser: Browser,
) -> None:
    number, _ykn = portal.seed("moved-away", "tasinan@ornek.test")
    portal.sandbox.control(ptt_pace=1)

    # The print room takes what waits, prints it and says so.
    road.officer(desk, "kart")
    desk.goto("/admin/documents/card/")
    inspector.inspect(desk, says_direction=False)
    road.press(desk, "Sıradakileri basıma al")
    inspector.inspect(desk, says_direction=False)
    road.press(desk, "Basım partisi aç")
    expect(desk.get_by_text(re.compile("karttan|Basıma hazır")).first).to_be_visible()
    batch = desk.url

    def ready() -> bool | None:
        desk.goto(batch)
        return desk.get_by_text("Basıma hazır").count() > 0 or None

    assert wait_for(ready, LIMIT)
    inspector.inspect(desk, says_direction=False)
    with desk.expect_download() as download:
        road.press(desk, "Dosyayı indir (PDF)")
    file = tmp_path / "kartlar.pdf"
    download.value.save_as(file)
    card_number = desk.get_by_role("row", name=re.compile(number)).get_by_role("link").inner_text()
    printed = "".join(each.get_textpage().get_text_bounded() for each in pypdfium2.PdfDocument(file))
    assert card_number in printed
    road.press(desk, "Kartlar basıldı")
    expect(desk.get_by_text("Kartlar basıldı; basım dosyası silindi.")).to_be_visible()

    # PTT's numbers are entered, and the card goes out with one of them.
    desk.goto("/admin/documents/trackingrange/add/")
    inspector.inspect(desk, says_direction=False)
    desk.get_by_label("İlk numara").fill("279100000001")
    desk.get_by_label("Son numara").fill("279100000900")
    desk.get_by_role("button", name="Kaydet", exact=True).click()
    hand_over(desk, card_number)
    person = enter(page, portal, "tasinan@ornek.test")
    shipped = any_mail(portal, person, "Kartınız yola çıktı")
    first = re.search(r"\b\d{13}\b", shipped).group()
    last_mail(portal, person, "Kartınız geri döndü")

    # Its holder says where it shall go now.
    page.goto("/basvurularim/")
    look = Inspector(browser, portal)
    look.enter_as(page.context)
    road.press(page, re.compile("^Kartın adresini bildir"))
    look.visit(page.url.removeprefix(portal.url))
    road.choose(page, "Başka bir adrese")
    page.get_by_label("Muafiyet belgesinin gönderileceği mesken kodu").fill("3111122207")
    road.choose(page, "İkamet adresim")
    road.press(page, "Kartı bu adrese gönder")
    expect(page.get_by_text("Adresinizi aldık.")).to_be_visible()

    # It goes out again, under another number, and arrives.
    hand_over(desk, card_number)
    last_mail(portal, person, "Kartınız teslim edildi")
    page.reload()
    expect(page.get_by_text("TESLİM EDİLDİ")).to_be_visible()
    second = page.get_by_text(re.compile(r"^2791\d{9}$")).first.inner_text()
    assert second != first
    look.visit(page.url.removeprefix(portal.url))
    desk.goto("/admin/documents/card/?masa=delivered")
    desk.get_by_role("link", name=card_number).click()
    expect(desk.get_by_text(first)).to_be_visible()
    inspector.inspect(desk, says_direction=False)
    look.leave()
    portal.sandbox.restore()
    assert not inspector.wrong + look.wrong, "\n".join(inspector.wrong + look.wrong)
    assert complaints == []


def hand_over(desk: Page, card_number: str) -> None:
    desk.goto("/admin/documents/card/?masa=verilecek")
    desk.get_by_role("row", name=re.compile(card_number)).get_by_role("checkbox").check()
    desk.get_by_role("combobox", name=re.compile("Eylem")).select_option(label="Seçilenleri PTT’ye ver")
    desk.get_by_role("button", name="Git").click()
    expect(desk.get_by_text("1 kart PTT’ye bildiriliyor")).to_be_visible()
