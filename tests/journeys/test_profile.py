"""A photo of the wrong shape on a browser without scripts: cut by the portal, chosen by its owner, shown finished."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from . import road, samples
from .portal import Portal


def square_photo(folder: Path) -> Path:
    """The good photo on a wider wall."""
    with Image.open(samples.photo(folder)) as good:
        wall = Image.new("RGB", (1100, 900), good.getpixel((5, 5)))
        wall.paste(good, (175, 0))
    path = folder / "kare.jpg"
    wall.save(path, quality=95)
    return path


@pytest.mark.requirement("R14", "R16")
@pytest.mark.parametrize("page", [False], indirect=True)
def test_a_square_photo_becomes_a_biometric_one_without_scripts(page: Page, portal: Portal, tmp_path: Path) -> None:
    road.enter_from_abroad(page, portal, road.new_person(portal, "kare@ornek.example"))
    road.press(page, "Profilim")
    expect(page.get_by_text("Konsolosluk referansı").first).to_be_visible()
    expect(page.get_by_text("Eksik", exact=True)).to_have_count(4)
    road.press(page, "Profilimi doldurmaya başla")
    road.choose_file(page, "Biyometrik fotoğraf", square_photo(tmp_path))
    road.choose(page, "Kadın (K/F)")
    road.choose(page, "Baba adı belgemde yok")
    page.get_by_label("Ana adı", exact=True).fill("Gulnora")
    road.choose(page, "Bekâr")
    page.get_by_label("Doğum yeri").fill("Toshkent")
    page.get_by_label("Doğduğunuz ülke").fill("Özbekistan")
    road.continue_(page)
    road.heading(page, "İletişim Bilgileri")

    refused = page.get_by_text("eninin boyuna oranı 5:6")
    page.goto("/profil/")
    # The check runs in a worker; a person without scripts comes back to look.
    road.repeat_until(page, lambda: refused.count() > 0, lambda: page.goto("/profil/"))
    expect(refused).to_be_visible()
    road.press(page, "Eksikleri tamamla")
    page.get_by_role("radio", name="Soldan").check()
    road.press(page, "Bu kırpmayı kullan")
    expect(page.locator(".upload__state")).to_have_text("Yüklendi ve denetlendi")
    expect(page.get_by_label("Ana adı", exact=True)).to_have_value("Gulnora")
    page.get_by_label("Ana adı", exact=True).press("Enter")  # saves, though the button for a crop comes before
    road.heading(page, "İletişim Bilgileri")
    page.goto("/profil/")
    personal = page.get_by_role("region", name="Kişisel Bilgiler")
    expect(personal.get_by_text("Tamam", exact=True)).to_be_visible()
    expect(personal.get_by_role("img", name="Biyometrik fotoğrafınız")).to_be_visible()
    expect(personal.get_by_role("button", name=re.compile("Değiştir"))).to_be_visible()
