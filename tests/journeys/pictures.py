"""``make pictures``: the README's four pictures, taken from a demo that is started for them and ends with them."""

import sys
import tempfile
from pathlib import Path

import psycopg
import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from emuafiyet.dev.packages import find_program
from tests.journeys import portal as portals
from tests.journeys import road
from tests.journeys.portal import Portal
from tests.sandbox_server import wait_for

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
MAX_BYTES = 200_000
COLOURS = 128
ISSUE_SECONDS = 300.0
READER = road.Person("yusuf.alhaddad@ornek.test", "", "")  # reads Arabic


def save(picture: Image.Image, name: str) -> None:
    """With few colours and no more bytes than a page of text should carry."""
    path = FOLDER / f"{name}.png"
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {picture.width} x {picture.height}, {size // 1000} kB")
    if size > MAX_BYTES:
        sys.exit(f"{path.name} is larger than {MAX_BYTES // 1000} kB")


def shoot(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        page.screenshot(path=file.name, animations="disabled")
        save(Image.open(file.name), name)


def open_page(browser: Browser, portal: Portal, width: int, height: int, *, phone: bool = False) -> Page:
    context = browser.new_context(
        base_url=portal.url,
        locale="tr-TR",
        viewport={"width": width, "height": height},
        device_scale_factor=2 if phone else 1,
        is_mobile=phone,
        has_touch=phone,
    )
    context.set_default_timeout(road.PATIENCE)
    return context.new_page()


def take_home(browser: Browser, portal: Portal) -> None:
    page = open_page(browser, portal, 1280, 800)
    page.goto("/")
    shoot(page, "home")


def take_wizard(browser: Browser, portal: Portal) -> None:
    """A new application as somebody who reads Arabic fills it in on a phone."""
    page = open_page(browser, portal, 1280, 900)
    page.goto("/")
    road.enter_again(page, portal, READER)
    road.start(page, *road.RESEARCH)
    address = page.url
    phone = open_page(browser, portal, 390, 844, phone=True)
    phone.context.add_cookies(page.context.cookies())
    phone.context.add_cookies([{"name": "language", "value": "ar", "url": portal.url}])
    phone.goto(address)
    shoot(phone, "wizard-phone-arabic")


def take_desk(browser: Browser, portal: Portal) -> None:
    page = open_page(browser, portal, 1280, 720)
    road.officer(page, "uzman1")
    page.goto("/admin/applications/application/")
    shoot(page, "desk")


def take_certificate(portal: Portal) -> None:
    """The first page of a certificate that the demo has issued."""
    private = Path(portal.environment["VAR_DIR"]) / "private"

    def look() -> str | None:
        with psycopg.connect(portal.environment["DATABASE_URL"]) as connection:
            found = connection.execute("SELECT pdf FROM documents_certificate WHERE pdf <> '' ORDER BY number LIMIT 1")
            row = found.fetchone()
        return row[0] if row else None

    name = wait_for(look, ISSUE_SECONDS)
    if name is None:
        sys.exit("the demo has issued no certificate")
    save(pypdfium2.PdfDocument(private / name)[0].render(scale=1.25).to_pil(), "certificate")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="emuafiyet-pictures-") as folder,
        portals.running(Path(folder), with_people=True) as portal,
        sync_playwright() as playwright,
    ):
        program = find_program("chromium-headless-shell")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        take_home(browser, portal)
        take_desk(browser, portal)
        take_wizard(browser, portal)
        take_certificate(portal)
        browser.close()


if __name__ == "__main__":
    main()
