"""The words that a person reads on a page, and those that only a program understands."""

import re
from html.parser import HTMLParser

from django.conf import settings

from applicants.models import Notice

LANGUAGES = [code for code, _name in settings.LANGUAGES]


INTERNALS = re.compile(
    r"functools\.|<bound method|<function|<class |<django|object at 0x|\b(?:datetime|UUID|Decimal)\(|\bQuerySet\b"
    r"|\[\{?'|\{'|\bNone\b|\bNaN\b|\bTraceback\b"
)


PLACEHOLDERS = re.compile(r"\{\{|\}\}|\{%|%\}|%\(\w+\)[sd]|\{\w*\}|⟦")


RAW_KEYS = re.compile(r"(?<![\w./@-])[a-z]+(?:_[a-z]+)+(?![\w./@-])")


class Reader(HTMLParser):
    """The words of a page that people see or hear."""

    SPOKEN = ("aria-label", "title", "alt", "placeholder")

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.deaf = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.deaf += tag in {"script", "style"}
        self.words += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.deaf -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.deaf:
            self.words.append(data)


def words_of(page: str) -> str:
    reader = Reader()
    reader.feed(page)
    return "\n".join(reader.words)


def raw(text: str) -> list[str]:
    """What in ``text`` is no word for people; addresses of pages and mailboxes aside."""
    text = re.sub(r"https?://\S+|\S+@\S+", "", text)
    return [found for pattern in (INTERNALS, PLACEHOLDERS, RAW_KEYS) for found in pattern.findall(text)]


def unread() -> list[tuple[str, str, list[str]]]:
    """Every notice written so far with something raw in it."""
    return [
        (notice.kind, notice.language, found)
        for notice in Notice.objects.all()
        for part in (notice.title, notice.text, words_of(notice.html))
        if (found := raw(part))
    ]
