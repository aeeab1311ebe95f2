"""After sending (guide 4.2, 4.4, 4.5): what is to be mended is mended, a rejection is objected to and judged anew."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from . import road, samples
from .portal import Portal
from .road import SCIENCE, officer_page


def at_the_desk(browser: Browser, portal: Portal, username: str, number: str) -> Page:
    desk = officer_page(browser, portal)
    road.officer(desk, username)
    road.find(desk, number)
    return desk


def decided(desk: Page, button: str) -> None:
    road.look_and_send(desk, button)
    desk.context.close()


@pytest.mark.requirement("R71", "R72", "R83", "R84", "R86", "R87", "R88", "R89")
def test_revision_then_rejection_then_an_objection_judged_by_somebody_else(
    page: Page, browser: Browser, portal: Portal, tmp_path: Path, complaints: list[str]
) -> None:
    person = road.new_person(portal, "itirazci@ornek.test")
    road.enter_from_abroad(page, portal, person)
    road.fill_profile(page, tmp_path)
    road.start(page, *SCIENCE)
    today = road.today()
    road.fill_work(page, tmp_path, today, today + timedelta(days=20), scripts=True, card=False)
    road.hand_in_papers(page, tmp_path, "Davet / kabul yazısı")
    number = road.send(page)

    # An officer asks for two things: an answer and a document.
    desk = at_the_desk(browser, portal, "uzman1", number)
    road.open_decision(desk, "Revizyon iste")
    for chapter, question, reason in (
        ("İşyeri ve İşveren Bilgileri", "yapacağınız meslek", "Mesleği sözleşmenizdeki gibi yazın."),
        ("Kanıtlayıcı Belgeler", "Davet / kabul yazısı", "Yazı imzasız; imzalı halini yükleyin."),
    ):
        desk.locator(".review__fold summary", has_text=chapter).click()
        desk.locator("#revizyon-iste").get_by_role("textbox", name=question).fill(reason)
    decided(desk, "Revizyon iste")
    mail = portal.sandbox.mails(person.email, at_least=3)[-1]
    assert mail["subject"] == "Başvurunuzda düzeltme gerekiyor"
    assert "Yazı imzasız; imzalı halini yükleyin." in mail["text"]

    # The person mends both, each on its own page, and sends.
    page.goto("/basvurularim/")
    page.get_by_role("button", name=re.compile("^Revizyon Yap")).click()
    road.press(page, re.compile("^Düzelt.*meslek"))
    expect(page.get_by_text("Mesleği sözleşmenizdeki gibi yazın.")).to_be_visible()
    expect(page.get_by_label("Başvurunuz hakkında")).to_have_count(0)
    page.get_by_label("yapacağınız meslek").fill("Profesör")
    road.continue_(page, "Kaydet")
    road.press(page, re.compile("^Düzelt.*Davet"))
    page.get_by_text("Kaldır", exact=False).first.click()
    road.choose_file(page, "Davet / kabul yazısı", samples.pdf(tmp_path, "imzali.pdf", 2))
    road.continue_(page, "Kaydet")
    send_when_checked(page, "Revizyonu gönder", "Revizyonunuz gönderildi")
    expect(page.get_by_text("Profesör")).to_be_visible()

    # It is rejected all the same; the person reads why and objects.
    desk = at_the_desk(browser, portal, "uzman1", number)
    road.open_decision(desk, "Reddet")
    desk.get_by_label("Ret nedeni").select_option("out_of_scope")
    desk.get_by_label("Gerekçe (başvuru sahibine gider)").fill("Etkinliğin programı sunulmamış.")
    decided(desk, "Reddet")
    mail = portal.sandbox.mails(person.email, at_least=5)[-1]
    assert mail["subject"] == "Başvurunuz reddedildi"
    assert "Etkinliğin programı sunulmamış." in mail["text"]
    page.goto("/basvurularim/")
    road.press(page, re.compile("^Redde İtiraz Başvurusu Yap"))
    expect(page.get_by_text("Etkinliğin programı sunulmamış.")).to_be_visible()
    road.choose(page, "Ret kararının gerekçesini okudum")
    road.continue_(page, "Devam et")
    page.get_by_label("Ret gerekçesini ortadan kaldıran husus nedir?").fill("Etkinliğin imzalı programını ekledim.")
    road.choose_file(page, "Kanıtlayıcı belgeler", samples.pdf(tmp_path, "program.pdf"))
    send_when_checked(page, "İtirazımı gönder", "İtirazınız alındı")

    # Whoever rejected it may not judge the objection; another officer accepts it.
    desk = at_the_desk(browser, portal, "uzman1", number)
    expect(desk.get_by_text("İtirazı, ilk kararı veren görevli değerlendiremez.")).to_be_visible()
    expect(desk.get_by_role("button", name=re.compile("İtirazı reddet"))).to_have_count(0)
    desk.context.close()
    desk = at_the_desk(browser, portal, "kidemli", number)
    expect(desk.get_by_text("Etkinliğin imzalı programını ekledim.")).to_be_visible()
    road.open_decision(desk, "İtirazı kabul et ve uygun bul")
    desk.locator("#itirazi-kabul-et").get_by_label("İtirazda yeni olan nedir?").fill("İmzalı program sunuldu.")
    decided(desk, "İtirazı kabul et ve uygun bul")
    subjects = [each["subject"] for each in portal.sandbox.mails(person.email, at_least=8)]
    assert {"İtirazınız kabul edildi", "Çalışma izni muafiyetiniz onaylandı"} <= set(subjects)
    told = [each["decision"] for each in portal.sandbox.get("/mfa/decisions")["decisions"]]
    assert told[-2:] == ["rejected", "approved"]
    page.goto("/basvurularim/")
    expect(page.get_by_text("ONAY", exact=True)).to_be_visible()
    # Pressed while a file is still being checked, the page comes back with its reason, as 422.
    assert [each for each in complaints if "422" not in each] == []


@pytest.mark.requirement("R85", "R90")
def test_after_thirty_days_the_page_says_that_it_is_too_late_and_what_remains(
    page: Page, portal: Portal, complaints: list[str]
) -> None:
    person = road.Person("gec-kalan@ornek.test", "", "")
    number, _ = portal.seed("late", person.email)
    page.goto("/")
    road.enter_again(page, portal, person)
    expect(page.get_by_text("itiraz süresi doldu").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Redde İtiraz"))).to_have_count(0)
    road.press(page, re.compile("^Detay"))
    expect(page.get_by_text(number).first).to_be_visible()
    page.goto(f"{page.url}itiraz/")
    expect(page.get_by_text("idari yargı yoluna başvurabilir").first).to_be_visible()
    expect(page.get_by_role("button", name="İtirazımı gönder")).to_have_count(0)
    assert complaints == []


def send_when_checked(page: Page, button: str, said: str) -> None:
    """Press until every file has been checked; what was written stays on the page meanwhile."""

    def press() -> None:
        road.press(page, button)
        page.wait_for_load_state()

    press()
    road.repeat_until(page, lambda: page.get_by_text(said).count() > 0, press)
