"""The road of the guide as a person walks it: by what is written on the page, never by its insides."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from applicants.staff.totp_secret import DEMO_PASSWORD, demo_seed, derive_totp_secret
from tests.sandbox_server import LIMIT, wait_for

from . import samples
from .portal import Portal

ISTANBUL = ZoneInfo("Europe/Istanbul")
PATIENCE = LIMIT * 1000  # milliseconds

RESEARCH = ("Eğitim Sektörü ve Staj", "Üniversite veya kamu kurumunda araştırma")
RESEARCH_PAPERS = ("Üniversite veya kamu kurumundan", "Burs / gelir belgesi")
MACHINES = ("Makine-Teçhizat, Montaj, Bakım ve Ürün Eğitimi", "İthal/ihraç edilen mal, makine ve teçhizat")
SCIENCE = ("Bilim, Kültür ve Sanat", "Bilimsel, kültürel ve sanatsal faaliyet")


def today() -> date:
    """Today in Türkiye, where the portal counts its days."""
    return datetime.now(ISTANBUL).date()


@dataclass
class Person:
    email: str
    reference: str
    passport: str


def new_person(portal: Portal, email: str, **record: Any) -> Person:
    made = portal.sandbox.new_reference(**record)
    return Person(email, made["reference"], made["passport_number"])


def press(page: Page, name: str | re.Pattern[str], *, exact: bool = True) -> None:
    """Whatever carries these words and can be pressed, a button or a link."""
    button = page.get_by_role("button", name=name, exact=exact)
    button.or_(page.get_by_role("link", name=name, exact=exact)).first.click()


def continue_(page: Page, name: str = "Kaydet ve devam et") -> None:
    press(page, name)


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def codes_sent(portal: Portal, email: str) -> list[str]:
    """The codes that were mailed to somebody, oldest first; other mails may have come between them."""
    texts = [mail["text"] for mail in portal.sandbox.mails(email)]
    return [found[1] for text in texts if (found := re.search(r"^(\d{4} \d{4})\s*$", text, re.MULTILINE))]


def code_for(portal: Portal, email: str, at_least: int) -> str:
    """The newest code, once there are so many."""

    def look() -> str | None:
        codes = codes_sent(portal, email)
        return codes[-1] if len(codes) >= at_least else None

    code = wait_for(look, LIMIT)
    assert code is not None, f"no code number {at_least} came to {email}"
    return code


def enter_from_abroad(page: Page, portal: Portal, person: Person) -> None:
    """Guide 1: the question, "Hayır", abroad, reference and passport, the e-mail's code."""
    page.goto("/")
    press(page, "Çalışma İzni Muafiyeti Başvurusu Yap")
    choose(page, "Hayır, daha önce giriş yapmadım")
    choose(page, "Hayır, Türkiye dışında bulunuyorum")
    continue_(page, "Devam et")
    page.get_by_label("Konsolosluk referans numarası").fill(person.reference)
    page.get_by_label("Pasaport numarası").fill(person.passport)
    page.get_by_label("E-posta adresiniz").fill(person.email)
    continue_(page, "Kontrol Et")
    heading(page, "E-postanıza gelen kodu girin")
    page.get_by_label("Tek kullanımlık kod").fill(code_for(portal, person.email, 1))
    continue_(page, "Kontrol et")
    page.wait_for_url("**/basvurularim/")


def leave(page: Page) -> None:
    page.get_by_text("Hesabım").click()
    press(page, "Çıkış yap")
    expect(page.get_by_text("Giriş yap").first).to_be_visible()


def enter_again(page: Page, portal: Portal, person: Person) -> None:
    """Guide 1: the question, "Evet", the registered e-mail, "Kontrol Et", the code, "Kontrol et"."""
    first = codes_sent(portal, person.email)
    press(page, "Giriş yap")
    choose(page, "Evet, daha önce giriş yaptım")
    continue_(page, "Devam et")
    page.get_by_label("Kayıtlı e-posta adresiniz").fill(person.email)
    continue_(page, "Kontrol Et")
    if page.get_by_text("Bu adrese az önce kod gönderdik").count():  # nobody can have an address mailed at will
        portal.let_codes_age()
        continue_(page, "Kontrol Et")
    heading(page, "E-postanıza gelen kodu girin")
    page.get_by_label("Tek kullanımlık kod").fill(code_for(portal, person.email, len(first) + 1))
    continue_(page, "Kontrol et")
    heading(page, "Başvurularım")


def repeat_until(page: Page, done: Callable[[], bool], look_again: Callable[[], Any]) -> None:
    """Look again until it is done, as a person does who waits for work that goes on behind the page."""
    end = time.monotonic() + LIMIT
    while not done():
        assert time.monotonic() < end, f"nothing came on {page.url}"
        page.wait_for_timeout(300)
        look_again()


def reload_until(page: Page, done: Callable[[], bool]) -> None:
    repeat_until(page, done, page.reload)


def choose(page: Page, label: str) -> None:
    """A radio button or a tick, by its words."""
    page.locator("label", has_text=re.compile(f"^{re.escape(label)}$")).click()


def choose_file(page: Page, label: str, path: Path) -> None:
    """Hand in a file; with scripts it goes up at once and shows itself in the list."""
    page.get_by_label(label).last.set_input_files(path)
    if page.locator("html.scripts").count():
        expect(page.locator(".upload__name", has_text=path.name)).to_be_visible()


def fill_date(page: Page, legend: str, day: date) -> None:
    group = page.get_by_role("group", name=legend)
    group.get_by_label("Gün").fill(str(day.day))
    group.get_by_label("Ay").fill(str(day.month))
    group.get_by_label("Yıl").fill(str(day.year))


def fill_profile(page: Page, folder: Path) -> None:
    """Guide 2: the four sections, with a real photo and a real passport scan."""
    press(page, "Profilim")
    press(page, "Profilimi doldurmaya başla")
    heading(page, "Kişisel Bilgiler")
    choose_file(page, "Biyometrik fotoğraf", samples.photo(folder))
    choose(page, "Kadın (K/F)")
    page.get_by_label("Baba adı", exact=True).fill("Alisher")
    page.get_by_label("Ana adı", exact=True).fill("Gulnora")
    choose(page, "Bekâr")
    page.get_by_label("Doğum yeri").fill("Toshkent")
    page.get_by_label("Doğduğunuz ülke").fill("Özbekistan")
    continue_(page)
    heading(page, "İletişim Bilgileri")
    page.get_by_label("Telefon numarası", exact=True).fill("+998 90 123 45 67")
    page.get_by_label("İkamet ettiğiniz adres").fill("Amir Temur 12, daire 5")
    page.get_by_label("Şehir").fill("Toshkent")
    page.get_by_label("Ülke").fill("Özbekistan")
    continue_(page)
    heading(page, "Pasaport Bilgileri")
    choose(page, "Umuma mahsus")
    fill_date(page, "Pasaport son geçerlilik tarihi", today() + timedelta(days=2000))
    choose_file(page, "Pasaport sureti", samples.pdf(folder, "pasaport.pdf", 3))
    continue_(page)
    heading(page, "Eğitim Bilgileri")
    page.get_by_label("Anadiliniz").fill("Özbekçe")
    choose(page, "Bilmiyorum")
    choose(page, "İlkokul")
    continue_(page)
    heading(page, "Yeni Başvuru")


def start(page: Page, sector: str, category: str) -> None:
    """Guide 3.1 and the two KVKK records."""
    press(page, "Yeni Başvuru")
    press(page, sector, exact=False)
    press(page, category, exact=False)
    continue_(page, "Bu kategoride başvuruya başla")
    heading(page, "Aydınlatma metni ve açık rıza")
    choose(page, "Aydınlatma metnini okudum")
    choose(page, "Yukarıda anlatılan işleme için açık rıza veriyorum")
    continue_(page)
    heading(page, "İşyeri ve İşveren Bilgileri")


def employer_in_turkey(page: Page, folder: Path) -> None:
    """The guide's first answer (3.2): a workplace and a contract."""
    choose(page, "Türkiye’de çalışacağım işyeri belli ve işverenim var.")
    page.get_by_label("26 haneli SGK tescil numarası").fill("2 6201 06 06 0001234 006 01 37 000")
    page.get_by_label("Aylık brüt ücret tutarı").fill("48.500,00")
    choose_file(page, "İmzalanmış iş sözleşmesi", samples.pdf(folder, "sozlesme.pdf", 2))
    choose(page, "Yurt içinden")


def employer_abroad(page: Page, folder: Path) -> None:
    """The third answer (A-31): the maker of a machine sends its fitter to the firm that bought it."""
    choose(page, "Türkiye’de işverenim yok, beni yurt dışındaki işverenim veya kurumum gönderiyor.")
    page.get_by_label("Yurt dışındaki işverenin veya kurumun adı").fill("Müller & Söhne Maschinenbau GmbH")
    page.get_by_label("İşverenin veya kurumun ülkesi").first.fill("Almanya")
    page.get_by_label("Türkiye’de yanına geldiğiniz kuruluşun adı").fill("Örnek Tekstil A.Ş.")
    page.get_by_label("Kuruluşun bulunduğu il", exact=False).first.select_option("41")
    page.get_by_label("Kuruluşun bulunduğu ilçe").select_option("Gebze")
    choose(page, "Yurt dışından")


def fill_work(
    page: Page,
    folder: Path,
    start: date,
    end: date,
    *,
    scripts: bool,
    card: bool,
    employer: Callable[[Page, Path], None] = employer_in_turkey,
) -> None:
    """Guide 3.2. Without scripts the page is redrawn by its own button."""
    page.get_by_label("yapacağınız meslek").fill("Araştırmacı")
    fill_date(page, "Başlangıç tarihi", start)
    fill_date(page, "Bitiş tarihi", end)
    if scripts:
        page.get_by_label("çalışacağınız il", exact=False).select_option("06")
    else:
        page.get_by_label("çalışacağınız il", exact=False).select_option("06")
        page.get_by_role("button", name="Güncelle").first.click()
    if card:
        page.get_by_label("Muafiyet belgesinin gönderileceği mesken kodu").fill("2345678901")
        choose(page, "Çalışacağım işyerinin adresi")
    else:
        choose(page, "Hayır, doğrulanabilir e-belge yeterli")
    page.get_by_label("İlçe").select_option("Çankaya")
    page.get_by_label("Başvurunuz hakkında").fill("Üniversitede ortak bir araştırma projesinde çalışacağım.")
    employer(page, folder)
    continue_(page)
    heading(page, "Kanıtlayıcı Belgeler")


def hand_in_papers(page: Page, folder: Path, *labels: str) -> None:
    for number, label in enumerate(labels):
        choose_file(page, label, samples.pdf(folder, f"belge{number}.pdf"))
    continue_(page)
    heading(page, "Ek Belgeler")
    choose_file(page, "Ek belgeler", samples.pdf(folder, "ek.pdf"))
    continue_(page, "Başvuru Ön İzlemesini Göster")
    heading(page, "Başvuru ön izlemesi")


def send(page: Page) -> str:
    """Wait until every file has been checked, then "Başvurumu Oluştur"; the number given."""
    reload_until(page, lambda: not page.get_by_text("Henüz gönderilemez").count())
    continue_(page, "Başvurumu Oluştur")
    notice = page.get_by_text("Başvurunuz alındı. Başvuru numaranız:")
    expect(notice).to_be_visible()
    return re.search(r"EM-\d{4}-\d{6}-\d", notice.inner_text()).group()


def files_checked(page: Page) -> None:
    """With scripts each file shows by itself when its check is over."""
    expect(page.locator(".upload__file--scanning")).to_have_count(0)


# An officer signs in once: no code counts twice, and their day is longer than one errand.
_sessions: dict[tuple[str, str], list[Any]] = {}


def officer(page: Page, username: str) -> None:
    page.goto("/admin/")
    here = (page.url.partition("/admin/")[0], username)
    at_the_desk = page.get_by_role("button", name="Oturumu kapat")
    if here in _sessions:
        page.context.add_cookies(_sessions[here])
        page.goto("/admin/")
        if at_the_desk.count():
            return
    # For the first time, or again after a long rest.
    type_password(page, username, DEMO_PASSWORD)
    page.get_by_label("Altı haneli kod").fill(code_now(derive_totp_secret(demo_seed(username), settings.OTP_KEY)))
    page.get_by_role("button", name="Devam").click()
    expect(at_the_desk).to_be_visible()
    _sessions[here] = page.context.cookies()


def type_password(page: Page, username: str, password: str) -> None:
    page.get_by_label("Kullanıcı adı").fill(username)
    page.get_by_label("Parola").fill(password)
    page.get_by_role("button", name="Oturum aç").click()


def code_now(secret: str) -> str:
    """What the officer's telephone shows; near the end of its half minute the next one is waited for."""
    if time.time() % 30 > 27:
        time.sleep(3.5)
    return pyotp.TOTP(secret).now()


def find(page: Page, number: str) -> None:
    """From the queue to one application, by the search."""
    page.goto("/admin/applications/application/")
    page.get_by_label("Başvuru ara").fill(number)
    page.get_by_role("button", name="Ara", exact=True).click()
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)


def find_appropriate(page: Page, number: str) -> None:
    find(page, number)
    open_decision(page, "Uygun bul")
    look_and_send(page, "Uygun bul")


def open_decision(page: Page, title: str) -> None:
    """Open one decision of the panel, if it does not lie open already."""
    fold = page.locator(".decision-fold", has=page.locator("summary", has_text=re.compile(f"^{title}$")))
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()


def look_and_send(page: Page, title: str) -> None:
    """See the mail that the decision sends, then send it."""
    page.get_by_role("button", name=re.compile(f"^Bildirimi gör ve onayla ?: {title}$")).click()
    confirm(page)


def confirm(page: Page) -> None:
    expect(page.get_by_text("Henüz hiçbir şey kaydedilmedi.")).to_be_visible()
    page.get_by_role("button", name="Kaydet ve gönder").click()
    expect(page.get_by_text("Karar kaydedildi")).to_be_visible()


def officer_page(browser: Browser, portal: Portal) -> Page:
    page = browser.new_context(base_url=portal.url, locale="tr-TR").new_page()
    page.set_default_timeout(PATIENCE)
    return page


# The mails that a test has read already, by their place among those of the person.
_read: dict[tuple[str, str], set[int]] = {}


def last_mail(portal: Portal, person: Person, subject: str) -> str:
    """The newest mail with this subject that was not read before, once it is there; others may have followed it."""
    read = _read.setdefault((portal.url, person.email), set())

    def look() -> str | None:
        for place, mail in reversed(list(enumerate(portal.sandbox.mails(person.email)))):
            if mail["subject"] == subject and place not in read:
                read.add(place)
                return mail["text"]
        return None

    text = wait_for(look, LIMIT)
    assert text is not None, f"no mail «{subject}»"
    return text


def any_mail(portal: Portal, person: Person, subject: str) -> str:
    """The newest mail with this subject; others may have followed it."""

    def look() -> str | None:
        found = [each["text"] for each in portal.sandbox.mails(person.email) if each["subject"] == subject]
        return found[-1] if found else None

    text = wait_for(look, LIMIT)
    assert text is not None, f"no mail «{subject}»"
    return text
