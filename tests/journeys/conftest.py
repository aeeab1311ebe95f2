"""One portal and one browser for all journeys of a parallel worker."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from emuafiyet.dev.packages import find_program

from . import portal as portals
from .inspector import Inspector
from .portal import Portal
from .road import PATIENCE

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portals.running(tmp_path_factory.mktemp("var")) as portal:
        yield portal


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with the journeys: it leaves an event loop running in this thread, in which nothing can be sealed.

    Chromium without its windows draws and runs the same pages for less than half of the processor time.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        program = find_program("chromium-headless-shell")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained about: CSP violations and script errors."""
    return []


@pytest.fixture
def page(browser: Browser, portal: Portal, complaints: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A Turkish browser on an empty profile; parametrised with False (indirectly) it runs no scripts."""
    portal.let_codes_age()  # all journeys come from one network
    with_scripts = getattr(request, "param", True)
    context = browser.new_context(
        base_url=portal.url, locale="tr-TR", java_script_enabled=with_scripts, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def desk(browser: Browser, portal: Portal) -> Iterator[Page]:
    """An officer's browser."""
    context = browser.new_context(base_url=portal.url, locale="tr-TR", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def inspector(browser: Browser, portal: Portal) -> Iterator[Inspector]:
    inspector = Inspector(browser, portal)
    yield inspector
    inspector.leave()
