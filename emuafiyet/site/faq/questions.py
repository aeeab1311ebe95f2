"""A question, its answer, and how words are looked for in them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from emuafiyet.core.text.collation import strip_accents

Words = str | Promise
# Turkish, Russian and Arabic words carry their grammar at the end; the first letters tell what is meant.
STEM_LENGTH = 4


@dataclass(frozen=True)
class Question:
    """``answer``: paragraphs, and lists as tuples of them. ``anchor`` is an address that people keep: never changed."""

    anchor: str
    words: Words
    answer: tuple[Words | tuple[Words, ...], ...]
    link_words: Words = ""
    link: str = ""

    @property
    def blocks(self) -> list[dict[str, object]]:
        """The answer as a template draws it: one thing at a time, a paragraph or a list."""
        return [{"list": part} if isinstance(part, tuple) else {"text": part} for part in self.answer]

    def texts(self) -> Iterable[str]:
        yield str(self.words)
        for part in self.answer:
            yield from map(str, part if isinstance(part, tuple) else (part,))


@dataclass(frozen=True)
class Topic:
    anchor: str
    name: Words
    questions: tuple[Question, ...]


def extract_stems(text: str) -> set[str]:
    """The beginnings of the text's words, without accents, case or the dot that tells ı from i."""
    return {word[:STEM_LENGTH] for word in re.findall(r"\w+", strip_accents(text).replace("ı", "i"))}


def search_topics(topics: Iterable[Topic], wanted: str) -> list[Topic]:
    """The topics with those questions whose words begin like every word of ``wanted``."""
    looked_for = extract_stems(wanted)
    chosen = []
    for topic in topics:
        hits = tuple(each for each in topic.questions if _is_match(each, looked_for))
        if hits:
            chosen.append(Topic(topic.anchor, topic.name, hits))
    return chosen


def _is_match(question: Question, looked_for: set[str]) -> bool:
    there = extract_stems(" ".join(question.texts()))
    return all(any(word.startswith(start) for word in there) for start in looked_for)
