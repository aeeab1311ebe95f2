"""Every page a person or a reviewer meets, as they meet it: on a phone and a desk, mirrored, light and dark."""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from . import road, samples
from .inspector import Inspector
from .portal import Portal
from .road import PATIENCE, RESEARCH, RESEARCH_PAPERS, SCIENCE

MOST_BYTES, MOST_REQUESTS = 60 * 1024, 8

PUBLIC = ["/", "/kimler-basvurabilir/", "/sss/", "/kisisel-veriler/", "/erisilebilirlik/", "/cerezler/", "/verify"]
PUBLIC += ["/kimler-basvurabilir/sports/", "/kimler-basvurabilir/sports/sports-activity/", "/sss/?ara=itiraz"]
PUBLIC += ["/neler-gerekli/", "/neler-gerekli/?category=sports-activity&period=length&months=3&place=abroad"]
DOORS = [
    "/giris/",
    "/giris/e-posta/",
    "/giris/konsolosluk/",
    "/giris/turkiyede/",
    "/giris/pasaport/",
    "/verify/ABCD-EFGH-JK1M-NPQR",
]


@pytest.fixture
def desk(browser: Browser, portal: Portal, inspector: Inspector) -> Iterator[Page]:
    context = browser.new_context(base_url=portal.url, locale="tr-TR", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    inspector.listen(page)
    yield page
    context.close()


def test_pages_before_anybody_signs_in(inspector: Inspector) -> None:
    inspector.enter_as(None)
    inspector.visit(*PUBLIC, *DOORS)
    for language, page in inspector.pages.items():
        page.goto("/verify")
        page.locator("input[name=file]").set_input_files({"name": "x.pdf", "mimeType": "", "buffer": b"%PDF-1.7"})
        page.locator("form:has(input[name=file]) button").click()
        expect(page.locator("h1#file-verdict")).to_be_visible()
        inspector.inspect(page, language)
    assert not inspector.wrong, "\n".join(inspector.wrong)


def test_pages_of_an_applicant_and_of_a_reviewer(
    page: Page, desk: Page, portal: Portal, tmp_path: Path, inspector: Inspector
) -> None:
    """One person and one officer on the road; each page is looked at in the state in which it is met."""
    inspector.listen(page)
    person = road.new_person(portal, "herkes@ornek.test")
    road.enter_from_abroad(page, portal, person)
    inspector.enter_as(page.context)
    inspector.visit("/basvurularim/", "/basvuru/yeni/", "/profil/", "/profil/kisisel/")
    road.fill_profile(page, tmp_path)
    inspector.visit(*(f"/profil/{section}/" for section in ("kisisel", "iletisim", "pasaport", "egitim")))
    inspector.visit("/basvuru/yeni/", "/bildirimler/")

    settings = ("", "oturumlar/", "bildirim-dili/", "e-posta/", "haklar/", "verilerim/", "sil/")
    inspector.visit(*(f"/hesap/{each}" for each in settings))

    road.start(page, *SCIENCE)
    inspector.inspect(page)
    today = road.today()
    road.fill_work(page, tmp_path, today, today + timedelta(days=20), scripts=True, card=False)
    road.hand_in_papers(page, tmp_path, "Davet / kabul yazısı")
    draft = re.sub(r"on-izleme/.*", "", page.url.removeprefix(portal.url))
    steps = ("riza", "isyeri", "kanitlayici-belgeler", "ek-belgeler", "on-izleme", "sil")
    inspector.visit("/basvurularim/", *(f"{draft}{step}/" for step in steps))
    number = road.send(page)
    inspector.visit("/basvurularim/", draft, f"{draft}geri-cek/")

    desk.goto("/admin/")
    inspector.inspect(desk, says_direction=False)
    road.officer(desk, "uzman1")
    inspector.inspect(desk, says_direction=False)
    desk.goto("/admin/applications/application/")
    inspector.inspect(desk, says_direction=False)
    desk.get_by_role("link", name=number).click()
    inspector.inspect(desk, says_direction=False)
    road.find_appropriate(desk, number)
    inspector.inspect(desk, says_direction=False)
    desk.goto("/admin/documents/certificate/")
    inspector.inspect(desk, says_direction=False)
    portal.sandbox.mails(person.email, at_least=3)
    inspector.visit("/basvurularim/", draft, "/bildirimler/")

    road.start(page, *RESEARCH)
    begin = today + timedelta(days=20)
    road.fill_work(page, tmp_path, begin, begin + timedelta(days=180), scripts=True, card=True)
    road.hand_in_papers(page, tmp_path, *RESEARCH_PAPERS)
    road.send(page)
    second = page.url.removeprefix(portal.url)
    payable = page.get_by_text(re.compile(r"^EM-\d{4}-\d{6}-\d$")).first.inner_text()
    road.find_appropriate(desk, payable)
    inspector.visit("/basvurularim/", second, f"{second}odeme/")
    page.goto("/bildirimler/")
    page.locator("main li a").first.click()
    inspector.inspect(page)
    assert not inspector.wrong, "\n".join(inspector.wrong)


def test_typed_errors_are_listed_linked_and_named_in_the_title(page: Page, inspector: Inspector) -> None:
    page.goto("/giris/konsolosluk/")
    page.get_by_label("Konsolosluk referans numarası").fill("2026 11")
    page.get_by_label("E-posta adresiniz").fill("ad@")
    road.continue_(page, "Kontrol Et")
    expect(page).to_have_title(re.compile("^Hata: "))
    summary = page.get_by_role("alert")
    expect(page.locator("#error-summary")).to_be_focused()
    links = summary.get_by_role("link")
    expect(links).to_have_count(3)
    for link in links.all():
        words = link.inner_text()
        link.click()
        field = page.locator(":focus")
        assert field.evaluate("(field) => field.matches('input')"), f"{words} leads to no field"
        beside = field.evaluate("(field) => field.closest('.govuk-form-group').innerText")
        assert words in beside, f"{words} is not said beside its field"
        assert field.get_attribute("aria-invalid") == "true"
    expect(page.get_by_label("Konsolosluk referans numarası")).to_have_value("2026 11")
    inspector.inspect(page)
    assert not inspector.wrong, "\n".join(inspector.wrong)


def _keep_nothing_while_typing(route: Route) -> None:
    if route.request.headers.get("accept") == "application/json":
        route.abort()
    else:
        route.continue_()


def test_questions_that_a_date_brings_up_are_asked_and_not_complained_about(
    page: Page, browser: Browser, portal: Portal, tmp_path: Path
) -> None:
    """The card question depends on both dates. With scripts it appears while one types; without, on saving."""
    person = road.new_person(portal, "tarih@ornek.test")
    road.enter_from_abroad(page, portal, person)
    road.fill_profile(page, tmp_path)
    road.start(page, *RESEARCH)
    plain = browser.new_context(
        base_url=portal.url, locale="tr-TR", storage_state=page.context.storage_state(), java_script_enabled=False
    ).new_page()
    plain.goto(page.url)
    # Two browsers stand for two people here: what one keeps while it types must not meet the other on its page.
    page.route(page.url, _keep_nothing_while_typing)
    begin = road.today() + timedelta(days=5)
    page.get_by_label("yapacağınız meslek").fill("Araştırmacı")
    road.fill_date(page, "Başlangıç tarihi", begin)
    # The latest end that the category and the passport allow is told as soon as the start is known, and read out.
    hint = page.locator(".govuk-hint", has_text="Çalışacağınız son gün.")
    expect(hint).not_to_contain_text("30 gün seçtiniz")
    road.fill_date(page, "Bitiş tarihi", begin + timedelta(days=29))
    page.keyboard.press("Tab")
    expect(hint).to_contain_text("30 gün seçtiniz. Üç aydan kısa")
    expect(hint).to_contain_text("en geç bitiş")
    expect(page.locator("[data-told]")).to_contain_text("30 gün seçtiniz")
    # So is how much of the least is still missing, at every key, and then how much of the most is left.
    about = page.get_by_label("Başvurunuz hakkında")
    about.press_sequentially("Kısa metin")
    expect(page.locator(".count")).to_have_text("10 karakter yazdınız; en az 20 gerekir.")
    about.press_sequentially(" ve devamı da var")
    expect(page.locator(".count")).to_have_text(re.compile(r"^27 / [\d.]+$"))
    road.fill_date(page, "Bitiş tarihi", begin + timedelta(days=30))
    page.keyboard.press("Tab")
    road.choose(page, "Evet, kart istiyorum")
    road.choose(page, "Bunlardan farklı bir adres")
    page.get_by_label("Bu adresi kısaca açıklayın").fill("Kardeşimin evi")
    # Three months and more: the card is no longer a question, what was said about its address stays.
    road.fill_date(page, "Bitiş tarihi", begin + timedelta(days=200))
    page.keyboard.press("Tab")
    expect(page.get_by_text("Evet, kart istiyorum")).to_have_count(0)
    expect(page.get_by_label("Bu adresi kısaca açıklayın")).to_have_value("Kardeşimin evi")
    expect(page.get_by_label("yapacağınız meslek")).to_have_value("Araştırmacı")

    plain.get_by_label("yapacağınız meslek").fill("Araştırmacı")
    plain.get_by_label("çalışacağınız il", exact=False).select_option("06")
    plain.get_by_role("button", name="Güncelle").first.click()
    plain.get_by_label("İlçe").select_option("Çankaya")
    plain.get_by_label("Başvurunuz hakkında").fill("Üniversitede ortak bir araştırma projesinde çalışacağım.")
    road.choose(plain, "Türkiye’de çalışacağım işyeri belli ve işverenim var.")
    plain.get_by_label("26 haneli SGK tescil numarası").fill("2 6201 06 06 0001234 006 01 37 000")
    plain.get_by_label("Aylık brüt ücret tutarı").fill("48.500,00")
    road.choose_file(plain, "İmzalanmış iş sözleşmesi", samples.pdf(tmp_path, "sozlesme.pdf"))
    road.choose(plain, "Yurt içinden")
    road.fill_date(plain, "Başlangıç tarihi", begin)
    road.fill_date(plain, "Bitiş tarihi", begin + timedelta(days=30))
    road.continue_(plain)
    expect(plain.get_by_role("heading", name="Yanıtlarınıza göre yeni sorular eklendi")).to_be_visible()
    expect(plain).to_have_title(re.compile("^İşyeri ve İşveren Bilgileri"))
    expect(plain.locator(".govuk-error-message, #error-summary")).to_have_count(0)
    # A date that makes no sense for a moment takes nothing away that was typed below it.
    road.choose(plain, "Evet, kart istiyorum")
    plain.get_by_label("Muafiyet belgesinin gönderileceği mesken kodu").fill("2345678901")
    road.fill_date(plain, "Bitiş tarihi", begin - timedelta(days=1))
    plain.get_by_role("button", name="Güncelle").first.click()
    expect(plain.get_by_label("Muafiyet belgesinin gönderileceği mesken kodu")).to_have_value("2345678901")
    # Asked by now, and left without an answer: that is said.
    road.fill_date(plain, "Bitiş tarihi", begin + timedelta(days=30))
    road.continue_(plain)
    expect(plain).to_have_title(re.compile("^Hata: "))
    expect(plain.get_by_role("link", name="Adresin hangi adres olduğunu seçin")).to_be_visible()
    plain.context.close()


def test_a_wizard_page_is_light(browser: Browser, page: Page, portal: Portal) -> None:
    """At most 60 KB, each resource compressed, in 8 requests for a phone that has never been here."""
    road.enter_from_abroad(page, portal, road.new_person(portal, "hafif@ornek.test"))
    fresh = browser.new_context(base_url=portal.url, locale="tr-TR", storage_state=page.context.storage_state())
    first = fresh.new_page()
    answers: list[Response] = []
    first.on("response", lambda answer: answers.append(answer))
    first.goto("/profil/kisisel/", wait_until="networkidle")
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
    fresh.close()
    assert len(sizes) <= MOST_REQUESTS, sizes
    assert sum(sizes.values()) <= MOST_BYTES, sizes
