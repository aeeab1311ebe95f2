"""A page half-filled on a phone in Arabic and finished on a desktop in Turkish, with scripts and without (A-37)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from . import road
from .portal import Portal
from .road import PATIENCE

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
QUIET = "Bu sayfa yarım kaldı; yazdıklarınız duruyor."


@pytest.mark.requirement("A-37")
@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["scripts", "no scripts"])
def test_a_page_half_filled_on_a_phone_in_arabic_is_finished_on_a_desktop_in_turkish(
    page: Page, portal: Portal, browser: Browser, complaints: list[str], request: pytest.FixtureRequest
) -> None:
    with_scripts = bool(request.node.callspec.params["page"])
    page.set_viewport_size(PHONE)
    road.enter_from_abroad(page, portal, road.new_person(portal, f"yarim{int(with_scripts)}@ornek.example"))
    inbox = page.get_by_role("navigation", name="Portal bölümleri").get_by_role("link", name="Bildirimler")
    inbox.scroll_into_view_if_needed()
    expect(inbox).to_be_in_viewport()  # on a phone too
    page.goto("/profil/iletisim/")
    page.get_by_label("İkamet ettiğiniz adres").fill("Amir Temur 12")
    page.get_by_label("Telefon numarası", exact=True).fill("12")
    page.locator("summary", has_text="Dil:").click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("[name=address]")).to_have_value("Amir Temur 12")
    expect(page.locator(".draft-note")).to_contain_text("هذه الصفحة غير مكتملة")
    expect(page.locator("[data-error-summary]")).to_have_count(0)
    page.locator("[name=city]").fill("Toshkent")
    if with_scripts:
        expect(page.locator("[data-draft-said]")).to_have_text(re.compile(r"حُفظ ما كتبته: .*\d{1,2}:\d\d"))
        # While the portal cannot be reached that is said loudly, and made good by itself.
        page.context.set_offline(True)
        page.locator("[name=city]").fill("Toshkent shahri")
        expect(page.locator("[data-draft-trouble]")).to_contain_text("لا يمكن حفظ ما تكتبه الآن")
        page.context.set_offline(False)
        expect(page.locator("[data-draft-trouble]")).to_be_empty()
        complaints.clear()  # the browser's own words about being offline
    else:
        page.locator("[name=city]").fill("Toshkent shahri")
        page.locator("button[name=_exit]").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("طلباتي")

    cookies = [each for each in page.context.cookies() if each["name"] in {"session", "csrf"}]
    desk = browser.new_context(
        base_url=portal.url, locale="tr-TR", java_script_enabled=with_scripts, viewport=DESK, storage_state=None
    )
    desk.set_default_timeout(PATIENCE)
    desk.add_cookies(cookies)
    there = desk.new_page()
    there.goto("/profil/")
    expect(there.get_by_text("Yarım kaldı", exact=True).first).to_be_visible()
    there.goto("/profil/iletisim/")
    expect(there.get_by_text(QUIET)).to_be_visible()
    expect(there.get_by_label("Şehir")).to_have_value("Toshkent shahri")
    expect(there.get_by_label("Telefon numarası", exact=True)).to_have_value("12")
    there.get_by_label("Telefon numarası", exact=True).fill("+998 90 123 45 67")
    there.get_by_label("Ülke").fill("Özbekistan")
    there.get_by_label("Ülke").press("Enter")  # saves, though the buttons of the languages come before
    road.heading(there, "Pasaport Bilgileri")
    there.goto("/profil/iletisim/")
    expect(there.get_by_text(QUIET)).to_have_count(0)
    expect(there.get_by_label("Şehir")).to_have_value("Toshkent shahri")
    desk.close()
    assert complaints == []
    if with_scripts:
        _the_phone_is_told(page)


def _the_phone_is_told(page: Page) -> None:
    """The tab left open on the phone overwrites nothing of what was saved meanwhile."""
    page.locator("[name=city]").fill("Buxoro")
    expect(page.locator("[data-draft-trouble]")).not_to_be_empty()
    page.reload()
    expect(page.locator("[name=city]")).to_have_value("Toshkent shahri")
