"""After the grant (guide 4.6, 4.9): a new card on each of the three grounds, then the end of the exemption."""

import re
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from . import road, samples
from .inspector import Inspector
from .portal import Portal
from .road import last_mail, officer_page


@pytest.fixture
def holder(portal: Portal) -> tuple[road.Person, str, str]:
    """Somebody with an exemption and a card; the application's number and the identity number."""
    person = road.Person("kartli@ornek.test", "", "")
    number, ykn = portal.seed("holder", person.email)
    return person, number, ykn


@pytest.mark.requirement(*(f"R{number}" for number in (91, 92, *range(107, 124))), "A-35")
def test_three_new_cards_and_the_end(
    page: Page,
    browser: Browser,
    portal: Portal,
    tmp_path: Path,
    complaints: list[str],
    holder: tuple[road.Person, str, str],
) -> None:
    person, number, ykn = holder
    page.goto("/")
    road.enter_again(page, portal, person)
    inspector = Inspector(browser, portal)
    inspector.enter_as(page.context)

    def look() -> None:
        inspector.visit(page.url.removeprefix(portal.url))

    def report_loss() -> None:
        ask_for_a_card(page, "Kayıp / çalıntı sebebiyle yeni kart talebi")
        road.choose(page, "Başka bir adrese")
        page.get_by_label("Muafiyet belgesinin gönderileceği mesken kodu").fill("4000000004")
        road.choose(page, "İkamet adresim")
        road.choose(page, "Kartımın elimde olmadığını, bulursam 15 gün içinde Bakanlığa geri vereceğimi beyan ederim")
        look()
        road.press(page, "Yeni kart talebini gönder")

    # a: lost, and found again before anything was paid: taken back, and nothing is owed any more.
    report_loss()
    last_mail(portal, person, "Yeni kartınız için ödeme yapmanız gerekiyor")
    road.press(page, re.compile("^Ödeme bilgileri"))
    road.press(page, "Talebi geri al")
    road.heading(page, "Yeni kart talebinizi geri almak istiyor musunuz?")
    look()
    road.press(page, "Talebi geri al")
    last_mail(portal, person, "Yeni kart talebinizi geri aldınız")
    page.goto("/basvurularim/")
    expect(page.get_by_role("link", name=re.compile("^Ödeme bilgileri"))).to_have_count(0)

    # Lost for good. To another address; half of the fee and the paper, paid to the tax office.
    report_loss()
    pay(page, portal, person, ykn, "9280", "9268")

    # b: the surname has changed at the registry.
    ask_for_a_card(page, "Kişisel bilgilerde oluşan değişiklik sebebiyle yeni kart talebi")
    expect(page.get_by_role("heading", name="Kaydınız henüz güncellenmemiş")).to_be_visible()
    portal.sandbox.post("/goc/persons", {"ykn": ykn, "surname": "KARIMOVA-DEMIR"})
    page.reload()
    expect(page.get_by_role("row", name=re.compile("KARIMOVA-DEMIR değişti"))).to_be_visible()
    look()
    road.choose(page, "Önceki kartımın gönderildiği adrese")
    road.choose(page, "Eski ve yeni bilgilerimi karşılaştırdım; yeni bilgiler doğru")
    road.press(page, "Yeni kart talebini gönder")
    pay(page, portal, person, ykn, "9268")

    # c: misprinted. An officer finds the fault to be the administration's; nothing is paid.
    ask_for_a_card(page, "İdarenin kusuru sebebiyle hatalı basılan kartın yenilenmesi")
    page.get_by_label("İdare nasıl bir hata yaptı?").fill("Soyadım kartta bir harf eksik basılmış.")
    for name, label in (
        ("kanit.pdf", "Hata olduğunu kanıtlayan belge"),
        ("on.pdf", "Mevcut kartınızın ön yüzü"),
        ("arka.pdf", "Mevcut kartınızın arka yüzü"),
    ):
        road.choose_file(page, label, samples.pdf(tmp_path, name))
    road.choose(page, "Önceki kartımın gönderildiği adrese")
    road.files_checked(page)
    look()
    road.press(page, "Yeni kart talebini gönder")
    expect(page.get_by_text("Talebiniz incelemeye alındı")).to_be_visible()
    decide(inspector, "reissuerequest", number, "Baskı hatası tespit edildi.", "Hata İdarenin: ücretsiz yenile")
    last_mail(portal, person, "Kartınız ücretsiz yenileniyor")

    # The end: asked for with a petition, from today on.
    page.goto("/basvurularim/")
    road.press(page, re.compile("^Muafiyet Sonlandırma"))
    road.choose(page, "İş erken bitti")
    road.fill_date(page, "Muafiyetin sona ereceği gün", road.today())
    road.choose_file(page, "Sonlandırma dilekçesi", samples.pdf(tmp_path, "dilekce.pdf"))
    road.files_checked(page)
    look()
    road.choose(page, "Sonuçlarını okudum; muafiyetimin sona ermesini istiyorum")
    road.press(page, "Sonlandırma talebini gönder")
    expect(page.get_by_text("Sonlandırma talebiniz alındı. Sonucunu e-postayla bildireceğiz.")).to_be_visible()
    decide(inspector, "terminationrequest", number, "", "Kabul et")
    last_mail(portal, person, "Çalışma izni muafiyetiniz başlamadan sonlandırıldı")
    page.goto("/basvurularim/")
    expect(page.get_by_text("SONLANDIRILDI", exact=True)).to_be_visible()
    inspector.leave()
    assert not inspector.wrong, "\n".join(inspector.wrong)
    assert complaints == []


@pytest.mark.requirement("R117", "A-34")
def test_an_end_that_is_still_to_come_is_looked_up_before_and_after_it(
    page: Page, browser: Browser, portal: Portal, tmp_path: Path
) -> None:
    person = road.Person("sonlandiran@ornek.test", "", "")
    number, _ykn = portal.seed("holder", person.email)
    code = pass_days(portal, number, 20)  # the exemption has begun
    page.goto("/")
    road.enter_again(page, portal, person)
    page.goto("/basvurularim/")
    road.press(page, re.compile("^Muafiyet Sonlandırma"))
    road.choose(page, "İş erken bitti")
    last = road.today() + timedelta(days=3)
    road.fill_date(page, "Muafiyetin sona ereceği gün", last)
    road.choose_file(page, "Sonlandırma dilekçesi", samples.pdf(tmp_path, "dilekce.pdf"))
    road.files_checked(page)
    road.choose(page, "Sonuçlarını okudum; muafiyetimin sona ermesini istiyorum")
    road.press(page, "Sonlandırma talebini gönder")
    expect(page.get_by_text("Sonlandırma talebiniz alındı.")).to_be_visible()
    decide(Inspector(browser, portal), "terminationrequest", number, "", "Kabul et")
    last_mail(portal, person, "Çalışma izni muafiyetiniz sona eriyor")

    page.goto(f"/verify/{code}")
    expect(page.get_by_text(f"Belge gerçektir ve {last:%d.%m.%Y} gününün sonuna kadar geçerlidir.")).to_be_visible()
    pass_days(portal, number, 4)
    page.goto(f"/verify/{code}")
    ended = f"Muafiyet sonlandırıldı; belge {last - timedelta(days=3):%d.%m.%Y} gününden beri geçerli değil."
    expect(page.get_by_text(ended)).to_be_visible()


def pass_days(portal: Portal, number: str, days: int) -> str:
    """Let so many days go by for one exemption: its dates move back, past the triggers. The code of its certificate."""
    with psycopg.connect(portal.owner_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE applications_application SET granted_from = granted_from - %(days)s,"
            " granted_to = granted_to - %(days)s, ended_on = ended_on - %(days)s WHERE number = %(number)s",
            {"days": days, "number": number},
        )
        row = connection.execute(
            "UPDATE documents_certificate SET valid_from = valid_from - %(days)s, valid_to = valid_to - %(days)s,"
            " ended_on = ended_on - %(days)s"
            " WHERE case_reference = (SELECT id FROM applications_application WHERE number = %(number)s)"
            " RETURNING verification_code",
            {"days": days, "number": number},
        ).fetchone()
    assert row is not None
    return str(row[0])


def ask_for_a_card(page: Page, ground: str) -> None:
    page.goto("/basvurularim/")
    road.press(page, re.compile("^Yeni Kart Başvurusu"))
    road.choose(page, ground)
    road.press(page, "Devam et")
    road.heading(page, ground)


def pay(page: Page, portal: Portal, person: road.Person, ykn: str, *legs: str) -> None:
    """By the reference that the mail names, at the tax office's page; then the new card is promised."""
    notice = last_mail(portal, person, "Yeni kartınız için ödeme yapmanız gerekiyor")
    reference = re.search(r"İşlem referans numarası: (\d{14})", notice).group(1)
    road.press(page, re.compile("^Ödeme bilgileri"))
    expect(page.get_by_text(reference)).to_be_visible()
    portal.sandbox.pay_by_card(ykn=ykn, reference=reference, legs=list(legs))
    last_mail(portal, person, "Yeni kart talebiniz onaylandı")


def decide(inspector: Inspector, queue: str, number: str, words: str, button: str) -> None:
    desk = officer_page(inspector.browser, inspector.portal)
    inspector.listen(desk)
    road.officer(desk, "uzman1")
    desk.goto(f"/admin/applications/{queue}/")
    inspector.inspect(desk, says_direction=False)
    desk.get_by_role("link", name=number).click()
    desk.get_by_label("Gerekçe veya tespit").fill(words)
    inspector.inspect(desk, says_direction=False)
    desk.get_by_role("button", name=button, exact=True).click()
    expect(desk.get_by_text("Henüz hiçbir şey kaydedilmedi.")).to_be_visible()
    inspector.inspect(desk, says_direction=False)
    road.confirm(desk)
    desk.context.close()
