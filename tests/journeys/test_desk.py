"""A day at the desk: file after file, each to its end; then the numbers of the day, and the auditor's look."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from . import road
from .inspector import Inspector
from .portal import Portal
from .road import PATIENCE

SENT = 3


@pytest.fixture
def waiting(portal: Portal) -> list[str]:
    """The numbers of files that have waited longer than any other."""
    return [portal.seed("sent", f"masada{number}@ornek.test")[0] for number in range(SENT)]


def look(inspector: Inspector, page: Page) -> None:
    inspector.inspect(page, says_direction=False)


def take_next(desk: Page, numbers: list[str]) -> str:
    desk.goto("/admin/applications/application/")
    road.press(desk, "Sıradakini al")
    title = desk.get_by_role("heading", level=1)
    expect(title).to_contain_text("EM-")
    number = re.search(r"EM-\d{4}-\d{6}-\d", title.inner_text()).group()
    assert number in numbers, "the next file is the one that has waited longest"
    expect(desk.get_by_text("Dosya sizin üzerinizde")).to_be_visible()
    return number


@pytest.mark.requirement("R70", "R71", "R77", "R80")
def test_a_day_of_a_reviewer_and_what_is_seen_of_it(
    desk: Page, browser: Browser, portal: Portal, tmp_path: Path, waiting: list[str]
) -> None:
    inspector = Inspector(browser, portal)
    inspector.listen(desk)
    road.officer(desk, "uzman2")

    # The first: one answer and one paper do not do. The verdicts become the revision's items by themselves.
    first = take_next(desk, waiting)
    review = desk.url
    look(inspector, desk)
    desk.get_by_role("combobox", name=re.compile("meslek.*: bulgu")).select_option(label="Düzeltilsin")
    desk.get_by_role("textbox", name=re.compile("meslek.*: neden")).fill("Mesleği sözleşmedeki gibi yazın.")
    road.press(desk, "Bulguları kaydet")
    expect(desk.get_by_text("1 bulgu kaydedildi.")).to_be_visible()
    desk.get_by_label("Not ekle (yalnız görevliler görür)").fill("Kurumla telefonda konuşuldu.")
    road.press(desk, "Notu ekle")
    expect(desk.get_by_text("Kurumla telefonda konuşuldu.")).to_be_visible()
    road.open_decision(desk, "Revizyon iste")
    asked = desk.locator("#revizyon-iste")
    expect(asked.get_by_role("textbox", name=re.compile("meslek"))).to_have_value("Mesleği sözleşmedeki gibi yazın.")
    desk.get_by_role("button", name=re.compile("Bildirimi gör ve onayla ?: Revizyon iste")).click()
    # The mail is seen before it goes; until then nothing has happened.
    expect(desk.get_by_text("Başvurunuzda düzeltme gerekiyor").first).to_be_visible()
    expect(desk.locator(".notice-preview")).to_contain_text("Mesleği sözleşmedeki gibi yazın.")
    look(inspector, desk)
    assert portal.sandbox.mails(email_of(waiting, first)) == []
    road.confirm(desk)
    mail = portal.sandbox.mails(email_of(waiting, first), at_least=1)[-1]
    assert "Mesleği sözleşmedeki gibi yazın." in mail["text"]
    assert "telefonda" not in mail["text"], "notes are for officers alone"

    # The second is nobody's yet and is approved. A colleague who had it open too is told so; nothing is done twice.
    second = next(number for number in waiting if number != first)
    road.find(desk, second)
    colleague = browser.new_context(base_url=portal.url, locale="tr-TR").new_page()
    colleague.set_default_timeout(PATIENCE)
    road.officer(colleague, "kidemli")
    road.find(colleague, second)
    road.open_decision(desk, "Uygun bul")
    road.look_and_send(desk, "Uygun bul")
    road.open_decision(colleague, "Reddet")
    colleague.get_by_label("Ret nedeni").select_option("policy")
    colleague.get_by_label("Gerekçe (başvuru sahibine gider)").fill("Uygun bulunmadı.")
    colleague.get_by_role("button", name=re.compile("Bildirimi gör ve onayla ?: Reddet")).click()
    told = colleague.get_by_text("Kararınız kaydedilmedi.").first
    expect(told).to_contain_text("«ONAY» durumunda. Son işlem: Mehmet Kaya")
    look(inspector, colleague)

    # The third is rejected with a ready-made reason.
    third = take_next(desk, waiting)
    assert {first, second, third} == set(waiting)
    road.open_decision(desk, "Reddet")
    rejection = desk.locator("#reddet")
    rejection.get_by_label("Ret nedeni").select_option("out_of_scope")
    rejection.get_by_label("Hazır gerekçe").select_option(index=1)
    desk.get_by_role("button", name=re.compile("Bildirimi gör ve onayla ?: Reddet")).click()
    text = desk.locator(".notice-preview").first.inner_text()
    road.confirm(desk)
    sent = portal.sandbox.mails(email_of(waiting, third), at_least=1)[-1]
    assert sent["subject"] in text
    assert re.sub(r"\s+", " ", text.split("\n")[-1])[:40] in re.sub(r"\s+", " ", sent["text"])

    # The queue, a filter kept under a name, a search; then the day's numbers.
    desk.goto("/admin/applications/application/")
    look(inspector, desk)
    road.find(desk, second)

    road.officer(colleague, "kidemli")
    colleague.get_by_role("link", name=re.compile("Raporlar")).first.click()
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Raporlar")
    look(inspector, colleague)
    with colleague.expect_download() as download:
        colleague.get_by_role("link", name=re.compile("CSV olarak indir.*Haftalara")).click()
    path = tmp_path / "haftalar.csv"
    download.value.save_as(path)
    weeks = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert int(weeks[-1][2]) >= 2, "two were decided this week"

    # The auditor sees who did it, and finds nothing to press on the file.
    colleague.context.clear_cookies()
    road.officer(colleague, "denetci")
    colleague.get_by_role("link", name=re.compile("Denetim kayıtları")).first.click()
    expect(colleague.get_by_role("cell", name="Karar verdi").first).to_be_visible()
    look(inspector, colleague)
    colleague.goto(review)
    expect(colleague.get_by_text("Kurumla telefonda konuşuldu.")).to_be_visible()
    pressable = [each.inner_text() for each in colleague.locator("main button, #content button").all()]
    assert pressable == [], pressable
    colleague.goto("/admin/applicants/notice/")
    look(inspector, colleague)
    colleague.context.close()
    wrong = [each for each in inspector.wrong if "409" not in each]  # the colleague who came too late
    assert not wrong, "\n".join(wrong)


def email_of(numbers: list[str], number: str) -> str:
    return f"masada{numbers.index(number)}@ornek.test"
