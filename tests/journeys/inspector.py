"""Looks at pages as people meet them: phone and desk, mirrored, light and dark, by the rules of accessibility."""

from collections.abc import Sequence
from itertools import cycle

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from .portal import ROOT, Portal
from .road import PATIENCE

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DIRECTION = {"tr": "ltr", "ar": "rtl"}
Views = Sequence[tuple[int, str]]
PHONE, DESK = (390, "light"), (1280, "dark")
# Every page is opened in both languages; the rules of accessibility (half a second) are run in one view of one
# language, and pages take turns, so that between them they meet every language, width and scheme.
TURNS = [("tr", PHONE), ("ar", DESK), ("tr", DESK), ("ar", PHONE), ("tr", (390, "dark")), ("ar", (1280, "light"))]
NARROWEST = 320
SMALLEST: ViewportSize = {"width": NARROWEST, "height": 800}


class Inspector:
    """Looks at pages and writes down what is wrong with them; one browser profile for each language."""

    def __init__(self, browser: Browser, portal: Portal):
        self.browser, self.portal = browser, portal
        self.wrong: list[str] = []
        self.pages: dict[str, Page] = {}
        self.turns = cycle(TURNS)

    def enter_as(self, context: BrowserContext | None = None) -> None:
        """Look with this person's session from now on; without one, as a stranger."""
        self.leave()
        for language in DIRECTION:
            twin = self.browser.new_context(
                base_url=self.portal.url,
                locale=language,
                storage_state=context.storage_state() if context else None,
                viewport=SMALLEST,
            )
            twin.set_default_timeout(PATIENCE)
            page = self.pages[language] = twin.new_page()
            self.listen(page)

    def leave(self) -> None:
        for page in self.pages.values():
            page.context.close()
        self.pages = {}

    def listen(self, page: Page) -> None:
        page.on("console", lambda message: self.hear(page, message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.hear(page, str(error)))

    def hear(self, page: Page, complaint: str) -> None:
        self.wrong.append(f"{page.url}: the browser complains: {complaint}")

    def visit(self, *paths: str) -> None:
        for path in paths:
            chosen, view = next(self.turns)
            for language, page in self.pages.items():
                answer = page.goto(path)
                if answer is None or answer.status != 200:
                    self.wrong.append(f"{path} in {language} answers {answer and answer.status}")
                self.inspect(page, language, [view] if language == chosen else [])

    def inspect(
        self, page: Page, language: str = "tr", views: Views = (PHONE, DESK), *, says_direction: bool = True
    ) -> None:
        """The page as it stands: its frame, its least width, and the rules of accessibility in each view."""
        where = f"{page.url.removeprefix(self.portal.url)} ({language})"
        before = page.viewport_size
        assert before is not None
        page.wait_for_load_state()  # pressed a moment ago, the page that comes may have no element yet
        said = page.evaluate(
            "() => [document.documentElement.lang, document.documentElement.dir, document.title,"
            " document.querySelectorAll('h1').length]"
        )
        if said[0] != language or (says_direction and said[1] != DIRECTION[language]):
            self.wrong.append(f"{where}: lang={said[0]} dir={said[1]}")
        if not said[2].strip() or said[3] != 1:
            self.wrong.append(f"{where}: title {said[2]!r} and {said[3]} first headings")
        if before != SMALLEST:
            page.set_viewport_size(SMALLEST)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROWEST:
            self.wrong.append(f"{where}: {width} pixels wide on a screen of {NARROWEST}")
        if views:
            page.evaluate(AXE)
        for width, scheme in views:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in page.evaluate(
                "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'],"
                # Sheets that import others are read by way of inline styles, which our policy forbids: axe would
                # be the one who breaks it.
                " preload: [...document.styleSheets].every((sheet) =>"
                " [...sheet.cssRules].every((rule) => !(rule instanceof CSSImportRule)))})"
                ".then((found) => found.violations.map((each) =>"
                " each.id + ' ' + each.nodes.map((node) => node.target).join(' | ')))",
                RULES,
            ):
                self.wrong.append(f"{where} {width} {scheme}: {violation}")
        if views:
            page.emulate_media(color_scheme="light")
        if views or before != SMALLEST:
            page.set_viewport_size(before)
