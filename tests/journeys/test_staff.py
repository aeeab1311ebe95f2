"""A new officer's first day: the given password, the app, the recovery codes, a password of their own, the desk."""

import re
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, expect

from applicants.staff.totp_secret import DEMO_NEW, DEMO_PASSWORD, demo_seed, derive_totp_secret

from . import road
from .inspector import Inspector
from .portal import Portal
from .road import officer_page

OWN_PASSWORD = "kendi-parolam-2026"


def test_a_new_officer_sets_up_the_app_and_comes_in(
    browser: Browser,
    portal: Portal,
    inspector: Inspector,
) -> None:
    shown = portal.sandbox.http.get("/telefon/").text
    assert road.code_now(derive_totp_secret(demo_seed("uzman1"), settings.OTP_KEY)) in shown
    desk = officer_page(browser, portal)
    inspector.listen(desk)
    desk.goto("/admin/")
    inspector.inspect(desk, says_direction=False)
    road.type_password(desk, DEMO_NEW, DEMO_PASSWORD)
    expect(desk.get_by_role("heading", name="Kod uygulamasını kurun")).to_be_visible()
    inspector.inspect(desk, says_direction=False)
    secret = desk.locator(".way-in__secret").inner_text().replace(" ", "")
    desk.get_by_label("Altı haneli kod").fill(road.code_now(secret))
    desk.get_by_role("button", name="Kurulumu bitir").click()
    expect(desk.get_by_role("heading", name="Kurtarma kodlarınız")).to_be_visible()
    inspector.inspect(desk, says_direction=False)
    codes: list[Any] = desk.locator(".way-in__codes code").all_inner_texts()
    assert len(codes) == 10
    desk.get_by_role("link", name="Kaydettim, devam et").click()
    inspector.inspect(desk, says_direction=False)
    desk.get_by_label(re.compile("^Yeni parola")).first.fill(OWN_PASSWORD)
    desk.get_by_label(re.compile("Yeni parola")).last.fill(OWN_PASSWORD)
    desk.get_by_role("button", name="Parolayı kaydet").click()
    expect(desk.get_by_role("button", name="Oturumu kapat")).to_be_visible()
    desk.get_by_role("button", name="Oturumu kapat").click()

    desk.goto("/admin/")
    road.type_password(desk, DEMO_NEW, OWN_PASSWORD)
    inspector.inspect(desk, says_direction=False)
    desk.get_by_role("link", name=re.compile("kurtarma koduyla gir")).click()
    inspector.inspect(desk, says_direction=False)
    desk.get_by_label("Kurtarma kodu").fill(codes[3])
    desk.get_by_role("button", name="Devam").click()
    expect(desk.get_by_role("button", name="Oturumu kapat")).to_be_visible()
    desk.context.close()
    assert not inspector.wrong, "\n".join(inspector.wrong)
