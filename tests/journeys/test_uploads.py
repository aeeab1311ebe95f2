"""Real papers as people hand them in: photographed page by page, lying on their side, filled in, left, found again."""

import io
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat
from playwright.sync_api import Browser, Locator, Page, expect

from . import road, samples
from .inspector import Inspector
from .portal import Portal
from .road import SCIENCE, officer_page

PASSPORT, PERSONAL = "/profil/pasaport/", "/profil/kisisel/"
PHONE = {"width": 390, "height": 844}
# The six photographs: two of a telephone's real size that only their EXIF turns upright, the third a poor one, the
# fourth lying on its side, and the sixth a page that belongs before it.
SIZES = {1: 3024, 2: 3024}
WANTED = [1, 2, 6, 4, 5]
VIEWS = {"tr": [(390, "light"), (1280, "dark")], "ar": [(390, "dark"), (1280, "light")]}


def photographs(folder: Path) -> list[Path]:
    return [
        samples.passport_page(
            folder, number, SIZES.get(number, 1000), held=6 if number in SIZES else 1, sideways=number == 4
        )
        for number in range(1, 7)
    ]


def begin(page: Page, portal: Portal, email: str, address: str) -> None:
    road.enter_from_abroad(page, portal, road.new_person(portal, email))
    page.goto(address)


def answer_the_rest(page: Page) -> None:
    road.choose(page, "Umuma mahsus")
    road.fill_date(page, "Pasaport son geçerlilik tarihi", road.today() + timedelta(days=2000))


def file_input(page: Page) -> Locator:
    return page.locator(".upload input[type=file]")


def tool(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=words, exact=True)


def get(page: Page, address: str | None) -> bytes:
    assert address
    answer = page.context.request.get(address)
    assert answer.status == 200, (address, answer.status)
    return answer.body()


def kept_pages(page: Page) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(get(page, page.get_by_role("link", name="Görüntüle").get_attribute("href")))
    return [each.render(scale=1).to_pil() for each in document]


def shown_pages(page: Page) -> list[Image.Image]:
    """The pictures that the person sees, turned as the page turns them."""
    shown = []
    for image in page.locator(".upload__page-image").all():
        picture = Image.open(io.BytesIO(get(page, image.get_attribute("src"))))
        turn = re.search(r"--turn-(\d+)", image.get_attribute("class") or "")
        shown.append(picture.rotate(-int(turn[1]), expand=True) if turn else picture)
    return shown


def numbers(pictures: Sequence[Image.Image]) -> list[int | None]:
    """Which photograph each is, by the bar at its top; None for one that does not stand upright."""
    return [_number(picture.convert("RGB")) for picture in pictures]


def _number(picture: Image.Image) -> int | None:
    def far(place: tuple[float, float], colour: tuple[int, int, int]) -> float:
        x, y = round(place[0] * picture.width), round(place[1] * picture.height)
        seen = ImageStat.Stat(picture.crop((x - 3, y - 3, x + 3, y + 3))).mean
        return sum(abs(one - other) for one, other in zip(seen, colour, strict=True))

    if far((0.15, 0.16), samples.CORNER) > 90 or far((0.5, 0.45), samples.PAPER) > 90:
        return None
    distances = [far((0.6, 0.16), bar) for bar in samples.BARS]
    return distances.index(min(distances)) + 1 if min(distances) < 90 else None


@pytest.mark.requirement("R34")
def test_a_passport_is_photographed_page_by_page_on_a_phone(
    page: Page, portal: Portal, tmp_path: Path, complaints: list[str]
) -> None:
    page.set_viewport_size(PHONE)
    begin(page, portal, "sayfasayfa@ornek.test", PASSPORT)
    answer_the_rest(page)
    photos = photographs(tmp_path)
    file_input(page).set_input_files(photos[:5])
    road.files_checked(page)
    # One more page: pictures go on with the document of pictures unless its person says otherwise.
    expect(page.get_by_label("belgesinin sonuna sayfa olarak eklensin")).to_be_checked()
    file_input(page).set_input_files(photos[5])
    thumbnails = page.locator(".upload__page")
    expect(thumbnails).to_have_count(6)
    assert numbers(shown_pages(page)) == [1, 2, 3, None, 5, 6], "upright by their EXIF; the fourth lies on its side"
    for button in page.locator(".upload__page").first.get_by_role("button").all():
        size = button.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 44, "a finger hits it"

    # Two quick presses on the keyboard are two places, and the focus goes along.
    tool(page, "Sayfa 6: öne al").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".upload__live")).to_have_text("Sayfa 5, 4. sıraya taşındı")
    expect(tool(page, "Sayfa 4: öne al")).to_be_focused()
    tool(page, "Sayfa 5: sağa döndür").click()
    expect(thumbnails.nth(4).locator("img")).to_have_class(re.compile("--turn-90"))
    assert numbers(shown_pages(page)) == [1, 2, 3, 6, 4, 5], "it is turned at once"
    expect(page.locator(".upload__undo")).to_be_visible()
    road.files_checked(page)
    expect(page.locator(".upload__page-image--turn-90")).to_have_count(0)
    expect(tool(page, "Sayfa 5: sağa döndür")).to_be_focused()
    assert numbers(shown_pages(page)) == [1, 2, 3, 6, 4, 5], "the server has made it so"

    # Taken out, put back, taken out again, and saved before anything was sent.
    tool(page, "Sayfa 3: çıkar").click()
    tool(page, "Sayfa 3: geri koy").click()
    tool(page, "Sayfa 3: çıkar").click()
    road.continue_(page)
    road.heading(page, "Eğitim Bilgileri")
    page.goto(PASSPORT)
    road.files_checked(page)
    expect(thumbnails).to_have_count(5)
    assert numbers(shown_pages(page)) == WANTED
    assert numbers(kept_pages(page)) == WANTED
    with page.context.expect_page() as opened:
        thumbnails.first.get_by_role("link").click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("document.images[0].naturalWidth") > 1000, "large in a view of its own"

    # What was taken out by mistake comes back, and so does a document that another took the place of.
    tool(page, "Sayfa 1: çıkar").click()
    expect(thumbnails).to_have_count(4)
    expect(page.locator(".upload__undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(thumbnails).to_have_count(5)
    page.get_by_label("Yüklü belgenin yerine geçsin").check()
    file_input(page).set_input_files(samples.pdf(tmp_path, "yanlis.pdf"))
    expect(page.locator(".upload__name")).to_have_text("yanlis.pdf")
    page.get_by_role("button", name="Son değişikliği geri al").click()
    expect(thumbnails).to_have_count(5)
    assert numbers(shown_pages(page)) == WANTED
    assert not complaints, complaints


@pytest.mark.requirement("R34")
@pytest.mark.parametrize("page", [False], indirect=True)
def test_a_passport_is_photographed_page_by_page_without_scripts(page: Page, portal: Portal, tmp_path: Path) -> None:
    page.set_viewport_size(PHONE)
    begin(page, portal, "sayfasayfasiz@ornek.test", PASSPORT)
    answer_the_rest(page)
    file_input(page).set_input_files(photographs(tmp_path))
    road.continue_(page)
    road.heading(page, "Eğitim Bilgileri")
    come_back_when_checked(page, PASSPORT)
    assert numbers(shown_pages(page)) == [1, 2, 3, None, 5, 6]

    sheets = page.locator(".upload__page")
    sheets.nth(5).get_by_label("Sıra").fill("3")
    sheets.nth(3).get_by_label("Döndür").select_option(label="Sağa")
    sheets.nth(2).get_by_label("Sayfayı çıkar").check()
    road.press(page, "Düzeni uygula", exact=False)
    expect(sheets).to_have_count(5)
    assert numbers(shown_pages(page)) == WANTED, "shown so at once"
    road.continue_(page)
    come_back_when_checked(page, PASSPORT)
    assert numbers(shown_pages(page)) == WANTED
    assert numbers(kept_pages(page)) == WANTED


def come_back_when_checked(page: Page, address: str) -> None:
    """The check runs in a worker; a person without scripts comes back to look."""
    page.goto(address)
    road.repeat_until(page, lambda: page.locator(".upload__file--clean").count() > 0, lambda: page.goto(address))


SIDES = ("left", "top", "width", "height")


def frame_of(page: Page) -> list[int]:
    return [int(page.locator(f"[data-side={side}]").input_value()) for side in SIDES]


def frame_drawn(page: Page, whole: tuple[int, int]) -> list[int]:
    """Where the frame stands on the picture, in the picture's pixels."""
    stage, frame = page.locator(".crop").bounding_box(), page.locator(".crop__frame").bounding_box()
    assert stage
    assert frame
    scale = whole[0] / stage["width"]
    inside = (frame["x"] - stage["x"], frame["y"] - stage["y"], frame["width"], frame["height"])
    return [round(each * scale) for each in inside]


@pytest.mark.requirement("R16")
def test_a_portrait_from_a_phone_is_cut_freely_by_keyboard_and_then_by_a_ready_crop(
    page: Page, portal: Portal, tmp_path: Path, complaints: list[str]
) -> None:
    page.set_viewport_size(PHONE)
    begin(page, portal, "vesikalik@ornek.test", PERSONAL)
    photo = samples.portrait(tmp_path)
    file_input(page).set_input_files(photo)
    expect(page.locator(".framings__choice")).to_have_count(5)  # around the face, three ends, free
    whole = Image.open(io.BytesIO(get(page, page.locator(".crop__picture").get_attribute("src"))))

    page.get_by_label("Kendim kırpayım").check()
    frame = page.get_by_role("application", name="Kırpma çerçevesi")
    frame.focus()
    for _ in range(18):
        page.keyboard.press("-")
    for _ in range(120):
        page.keyboard.press("ArrowUp")
    _left, top, width, height = frame_of(page)
    assert (top, height) == (0, round(width * 6 / 5)), "it stays in the picture and in shape"
    for _ in range(60):
        page.keyboard.press("-")
    assert frame_of(page)[2:] == [591, 709], "and never too small"
    page.keyboard.press("+")
    assert frame_of(page)[2] > 591
    # The numbers and the frame go together, both ways; a finger or a mouse does the same as the keyboard.
    page.get_by_label("Genişlik (piksel)").fill("1400")
    page.get_by_label("Soldan (piksel)").fill("99999")
    page.keyboard.press("Tab")
    assert frame_of(page)[0] == whole.width - 1400
    assert frame_of(page)[2:] == [1400, 1680]
    frame.scroll_into_view_if_needed()
    at = frame.bounding_box()
    assert at
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(at["x"] + at["width"] / 2 - 30, at["y"] + at["height"] / 2 + 20, steps=4)
    page.mouse.up()
    drawn = frame_drawn(page, whole.size)
    assert all(abs(one - other) < 12 for one, other in zip(drawn, frame_of(page), strict=True)), (drawn, frame_of(page))
    assert frame_of(page)[0] < whole.width - 1400

    chosen = frame_of(page)
    tool(page, "Bu kırpmayı kullan").click()
    road.files_checked(page)
    kept = Image.open(io.BytesIO(get(page, page.locator(".upload__image img").get_attribute("src"))))
    box = (chosen[0], chosen[1], chosen[0] + chosen[2], chosen[1] + chosen[3])
    assert abs(kept.width / kept.height - 5 / 6) < 0.01
    wanted = whole.crop(box).resize(kept.size)
    assert max(ImageStat.Stat(ImageChops.difference(kept.convert("RGB"), wanted.convert("RGB"))).mean) < 4

    # The same picture once more, and the ready crop around the face.
    file_input(page).set_input_files(photo)
    around = page.get_by_label("Yüze göre")
    expect(around).to_be_checked()
    tool(page, "Bu kırpmayı kullan").click()
    expect(page.locator(".upload__state")).to_have_text("Yüklendi ve denetlendi")
    expect(page.locator(".upload__hint")).to_have_count(0)
    kept = Image.open(io.BytesIO(get(page, page.locator(".upload__image img").get_attribute("src"))))
    head = ImageOps.invert(kept.convert("L")).point(lambda value: 255 if value > 60 else 0)
    hair = head.crop((0, 0, kept.width, kept.height // 2)).getbbox()
    assert hair
    assert abs((hair[0] + hair[2]) / 2 / kept.width - 0.5) < 0.06, "the head is in the middle"
    assert 0.08 < hair[1] / kept.height < 0.25, "with a little room above it"
    assert not complaints, complaints


@pytest.mark.requirement("R63", "R64")
def test_the_officer_reads_what_was_typed_into_a_form(
    page: Page, browser: Browser, portal: Portal, tmp_path: Path
) -> None:
    """Values without appearances, in letters that no old encoding holds; beside them what a "?" for each looks like."""
    road.enter_from_abroad(page, portal, road.new_person(portal, "form@ornek.test"))
    road.fill_profile(page, tmp_path)
    road.start(page, *SCIENCE)
    today = road.today()
    road.fill_work(page, tmp_path, today, today + timedelta(days=20), scripts=True, card=False)
    lost = {field: re.sub("[^\x20-\xff]", "?", value) for field, value in samples.FORM_VALUES.items()}
    road.choose_file(page, "Davet / kabul yazısı", samples.filled_form(tmp_path, "davet.pdf"))
    road.continue_(page)
    road.heading(page, "Ek Belgeler")
    road.choose_file(page, "Ek belgeler", samples.filled_form(tmp_path, "kayip.pdf", lost))
    road.files_checked(page)
    road.continue_(page, "Başvuru Ön İzlemesini Göster")
    number = road.send(page)

    desk = officer_page(browser, portal)
    road.officer(desk, "uzman2")
    road.find(desk, number)
    seen = {}
    for name in ("davet.pdf", "kayip.pdf"):
        for tab in [each.get_attribute("href") for each in desk.locator(".document-tabs a").all()]:
            desk.goto(re.sub(r"[?#].*", "", desk.url) + (tab or ""))
            if desk.locator(".viewer__bar", has_text=name).count():
                break
        seen[name] = Image.open(io.BytesIO(get(desk, desk.locator(".page-image").first.get_attribute("src")))).convert(
            "L"
        )
    scale = seen["davet.pdf"].height / 842
    for place in range(len(samples.FORM_VALUES)):
        low, high = (
            842 - samples.FORM_TOP + place * samples.FORM_STEP,
            842 - samples.FORM_TOP + place * samples.FORM_STEP + 30,
        )
        field = tuple(round(each * scale) for each in (60, low, 540, high))
        with_letters, without = (seen[name].crop(field) for name in ("davet.pdf", "kayip.pdf"))
        assert ink(with_letters) > 0.005, "the field is not empty"
        assert ink(ImageChops.invert(ImageChops.difference(with_letters, without))) > 0.003, (
            "its letters are not question marks"
        )
    desk.context.close()


def ink(image: Image.Image) -> float:
    return sum(image.histogram()[:128]) / (image.width * image.height)


@pytest.mark.requirement("R34")
def test_a_file_belongs_to_the_page_from_the_moment_it_is_there(
    page: Page, browser: Browser, portal: Portal, tmp_path: Path
) -> None:
    begin(page, portal, "birak@ornek.test", "/profil/")
    page.goto(PASSPORT)
    # The way there is closed for a moment; nobody has to choose the file again.
    page.route("**/belgeler/yukle/", lambda route: route.abort(), times=1)
    file_input(page).set_input_files(samples.pdf(tmp_path, "pasaport.pdf", 2))
    expect(page.locator(".upload__live")).to_have_text("Gönderilemedi. 3 saniye sonra yeniden denenecek.")
    expect(page.locator(".upload__live")).to_be_visible()
    road.files_checked(page)
    expect(page.locator(".upload__name")).to_have_text("pasaport.pdf")
    tool(page, "Sayfa 2: sola döndür").click()
    page.go_back()  # before the turn was sent
    expect(page).to_have_url(re.compile("/profil/$"))

    elsewhere = browser.new_context(
        base_url=portal.url, locale="tr-TR", storage_state=page.context.storage_state()
    ).new_page()
    elsewhere.goto(PASSPORT)
    expect(elsewhere.locator(".upload__name")).to_have_text("pasaport.pdf")
    road.files_checked(elsewhere)
    (first, second) = shown_pages(elsewhere)
    assert first.width < first.height, "as it was"
    assert second.width > second.height, "turned, although the page was left within the pause"
    elsewhere.context.close()


def test_pages_crops_and_refusals_can_be_used_by_everybody(
    page: Page, browser: Browser, portal: Portal, tmp_path: Path
) -> None:
    begin(page, portal, "erisilir@ornek.test", PERSONAL)
    file_input(page).set_input_files(samples.portrait(tmp_path, 1600))
    expect(page.locator(".framings")).to_be_visible()
    page.goto(PASSPORT)
    file_input(page).set_input_files(photographs(tmp_path)[3:])
    road.files_checked(page)

    inspector = Inspector(browser, portal)
    inspector.enter_as(page.context)
    for language, twin in inspector.pages.items():
        twin.goto(PERSONAL)
        twin.locator(".framings__choice--free input").check()
        inspector.inspect(twin, language, VIEWS[language])
        twin.goto(PASSPORT)
        inspector.inspect(twin, language, VIEWS[language])
        twin.locator("[data-tool=drop]").last.click()
        expect(twin.locator(".upload__undo")).to_be_visible()
        inspector.inspect(twin, language, VIEWS[language][:1])
        twin.locator(".upload__undo").click()
        expect(twin.locator(".upload__page")).to_have_count(3)
    locked = tmp_path / "kilitli.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(locked, encryption=pikepdf.Encryption(user="1234", owner="5678"))
    page.get_by_label("Yüklü belgenin yerine geçsin").check()
    file_input(page).set_input_files(locked)
    expect(page.locator(".upload__file--rejected")).to_be_visible()
    for language, twin in inspector.pages.items():
        twin.goto(PASSPORT)
        expect(twin.locator(".upload__file--rejected")).to_be_visible()
        inspector.inspect(twin, language, VIEWS[language])
    inspector.leave()
    assert not inspector.wrong, "\n".join(inspector.wrong)
