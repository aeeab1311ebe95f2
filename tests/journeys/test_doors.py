"""The doors inside Türkiye in a real browser: there and back through e-Devlet, and the passport used at entry."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from . import road
from .portal import Portal


def to_turkey(page: Page) -> None:
    """Guide 1: the question, "Hayır", in Türkiye."""
    page.goto("/")
    road.press(page, "Çalışma İzni Muafiyeti Başvurusu Yap")
    road.choose(page, "Hayır, daha önce giriş yapmadım")
    road.choose(page, "Evet, Türkiye’de bulunuyorum")
    road.continue_(page, "Devam et")
    road.heading(page, "Türkiye’den ilk giriş")


def approve(page: Page, ykn: str, answer: str = "Onayla") -> None:
    """What a person does at e-Devlet."""
    road.press(page, "E-Devlet ile Giriş")
    page.get_by_label("Kimlik Numarası").fill(ykn)
    page.get_by_label("e-Devlet Şifresi").fill("sanal-2026")
    road.press(page, "Giriş Yap")
    road.press(page, answer)


def type_code(page: Page, portal: Portal, email: str) -> None:
    road.heading(page, "E-postanıza gelen kodu girin")
    page.get_by_label("Tek kullanımlık kod").fill(road.code_for(portal, email, 1))
    road.continue_(page, "Kontrol et")
    page.wait_for_url("**/basvurularim/")


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["scripts", "no-scripts"])
@pytest.mark.requirement("R5", "R6", "R9", "R10", "R11")
def test_edevlet_the_first_time_and_the_second(page: Page, portal: Portal, complaints: list[str], request) -> None:
    made = portal.sandbox.post("/nvi/persons", {"given_names": "İPEK", "surname": "ŞİRİN"})
    email = f"ipek-{request.node.callspec.id}@ornek.example"
    to_turkey(page)
    approve(page, made["ykn"], "İptal")
    road.heading(page, "e-Devlet girişini iptal ettiniz")
    road.press(page, "Başka bir yolla giriş")
    to_turkey(page)
    approve(page, made["ykn"])
    road.heading(page, "E-posta adresinizi yazın")
    expect(page.get_by_text("İPEK ŞİRİN")).to_be_visible()
    page.get_by_label("E-posta adresiniz").fill(email)
    road.continue_(page, "Kontrol Et")
    type_code(page, portal, email)
    page.context.clear_cookies()

    page.goto("/")
    road.press(page, "Çalışma İzni Muafiyeti Başvurusu Yap")
    road.choose(page, "Evet, daha önce giriş yaptım")
    road.continue_(page, "Devam et")
    approve(page, made["ykn"])
    page.wait_for_url("**/basvurularim/")
    assert complaints == []


@pytest.mark.parametrize("page", [False], indirect=True, ids=["no-scripts"])
@pytest.mark.requirement("R10", "R12", "L15")
def test_the_passport_used_at_entry(page: Page, portal: Portal, complaints: list[str]) -> None:
    birth = {"year": 1993, "month": None, "day": None}
    entry = portal.sandbox.post("/goc/entries", {"surname": "SUHARTINI", "given_names": "", "birth": birth})
    to_turkey(page)
    road.press(page, "Pasaport bilgileriyle giriş")
    page.get_by_label("Pasaport numarası").fill(entry["passport_number"])
    page.get_by_label("Uyruk").fill(entry["nationality"])
    page.get_by_label("Soyadı").fill("Suhartini")
    page.get_by_role("group", name="Doğum tarihi").get_by_label("Yıl").fill("1993")
    road.fill_date(page, "Türkiye’ye giriş tarihi", date.fromisoformat(entry["entered_on"]))
    page.get_by_label("E-posta adresiniz").fill("suhartini@ornek.example")
    road.continue_(page, "Kontrol Et")
    expect(page.get_by_text("yalnız bir ad varsa aşağıdaki kutuyu işaretleyin").first).to_be_visible()
    road.choose(page, "Pasaportumda yalnız bir ad yazılı")
    road.continue_(page, "Kontrol Et")
    type_code(page, portal, "suhartini@ornek.example")
    assert complaints == []


@pytest.mark.requirement("A-38")
@pytest.mark.parametrize("page", [False], indirect=True, ids=["no-scripts"])
def test_a_name_with_a_hyphen_enters_against_the_record_without_one(
    page: Page, portal: Portal, complaints: list[str]
) -> None:
    birth = {"year": 1990, "month": 5, "day": 7}
    entry = portal.sandbox.post("/goc/entries", {"surname": "ALHASSAN", "given_names": "OMAR", "birth": birth})
    to_turkey(page)
    road.press(page, "Pasaport bilgileriyle giriş")
    page.get_by_label("Pasaport numarası").fill(entry["passport_number"])
    page.get_by_label("Uyruk").fill(entry["nationality"])
    page.get_by_label("Soyadı").fill("Al-Hassan")
    page.get_by_label("Adı", exact=True).fill("Omar")
    road.fill_date(page, "Doğum tarihi", date(1990, 5, 7))
    road.fill_date(page, "Türkiye’ye giriş tarihi", date.fromisoformat(entry["entered_on"]))
    page.get_by_label("E-posta adresiniz").fill("alhassan@ornek.example")
    road.continue_(page, "Kontrol Et")
    type_code(page, portal, "alhassan@ornek.example")
    assert complaints == []
