"""Enter in a field presses the first button of its form: it must save the page, whatever other buttons stand there."""

from html.parser import HTMLParser

import pytest

from tests.builders.browsers import signed_in
from tests.builders.draft_pages import PAGES

from . import cases

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A-37")]
SUBMITTING = {None, "submit", "image"}


class Buttons(HTMLParser):
    """What the buttons of the form ``page-form`` would post, in the order of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside, self.names = "", []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "form":
            self.inside = facts.get("id") or "another"
        is_button = tag == "button" and facts.get("type") in SUBMITTING
        if is_button and (facts.get("form") or self.inside) == "page-form":
            self.names.append(facts.get("name"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = ""


@pytest.mark.parametrize("name", PAGES)
def test_enter_saves_and_never_presses_a_button_beside_a_document(name: str) -> None:
    cases.catalogue()
    made, typed, _shown = PAGES[name]
    person, address = made()
    browser = signed_in(person)
    for page in (browser.get(address).text, browser.post(address, typed).text):
        if page:  # an objection's draft is kept and left
            first, *others = Buttons(page).names
            assert first is None
            assert "_language" in others
