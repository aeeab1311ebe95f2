"""Questions and answers as they are written in ``content/``, and how words are looked for in them."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from emuafiyet.core.text.collation import strip_accents

CONTENT = Path(__file__).parent / "content"
MASTER_LANGUAGE = "tr"
# Turkish, Russian and Arabic words carry their grammar at the end; the first letters tell what is meant.
STEM_LENGTH = 4
_HEADING = re.compile(r"(?P<words>.+?)\s*\{#(?P<anchor>[a-z-]+)\}")
_LINK = re.compile(r"\[(?P<words>.+)\]\((?P<view>\w+)\)")
_TRANSLATES = re.compile(r"<!-- translates (?P<digest>[0-9a-f]{8}) -->")


@dataclass
class Question:
    """``blocks``: the answer in parts, ``{"text": …}``, ``{"list": […]}`` or ``{"link": view name, "words": …}``.

    ``anchor`` is an address that people keep, the same in every language: never changed. ``translates`` is the digest
    of the Turkish question that this one was translated from; a test compares.
    """

    anchor: str
    words: str
    blocks: list[dict] = field(default_factory=list)
    translates: str = ""

    def list_texts(self) -> list[str]:
        texts = [self.words]
        for block in self.blocks:
            texts += block["list"] if "list" in block else [block.get("text") or block["words"]]
        return texts

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(self.list_texts()).encode()).hexdigest()[:8]


@dataclass
class Topic:
    anchor: str
    name: str
    questions: list[Question] = field(default_factory=list)


@cache
def load_topics(language: str | None) -> list[Topic]:
    """The topics of the language's file, or of the Turkish one. Raises ``ValueError`` for what the page cannot show."""
    path = CONTENT / f"{language}.md"
    if not path.is_file():
        path = CONTENT / f"{MASTER_LANGUAGE}.md"
    topics: list[Topic] = []
    for node in SyntaxTreeNode(MarkdownIt().parse(path.read_text(encoding="utf-8"))).children:
        if node.type == "heading":
            heading = _HEADING.fullmatch(_read_text(node))
            if heading is None:
                raise ValueError(f"{path.name}: a heading without an anchor: {_read_text(node)}")
            if node.tag == "h1":
                topics.append(Topic(heading["anchor"], heading["words"]))
            else:
                topics[-1].questions.append(Question(heading["anchor"], heading["words"]))
        elif node.type == "html_block" and (mark := _TRANSLATES.fullmatch(node.content.strip())):
            topics[-1].questions[-1].translates = mark["digest"]
        else:
            topics[-1].questions[-1].blocks.append(_read_block(node, path.name))
    return topics


def _read_block(node: SyntaxTreeNode, name: str) -> dict:
    if node.type == "bullet_list":
        return {"list": [_read_text(item.children[0]) for item in node.children]}
    if node.type != "paragraph":
        raise ValueError(f"{name}: the page shows paragraphs, lists and links, no {node.type}")
    link = _LINK.fullmatch(_read_text(node))
    return {"link": link["view"], "words": link["words"]} if link else {"text": _read_text(node)}


def _read_text(node: SyntaxTreeNode) -> str:
    """The words as they were typed: the page escapes them, so no mark-up inside a line."""
    return node.children[0].content.replace("\n", " ")


def search_topics(topics: Iterable[Topic], wanted: str) -> list[Topic]:
    """The topics with those questions whose words begin like every word of ``wanted``."""
    looked_for = extract_stems(wanted)
    chosen = []
    for topic in topics:
        hits = [each for each in topic.questions if _is_match(each, looked_for)]
        if hits:
            chosen.append(Topic(topic.anchor, topic.name, hits))
    return chosen


def extract_stems(text: str) -> set[str]:
    """The beginnings of the text's words, without accents, case or the dot that tells ı from i."""
    return {word[:STEM_LENGTH] for word in re.findall(r"\w+", strip_accents(text).replace("ı", "i"))}


def _is_match(question: Question, looked_for: set[str]) -> bool:
    there = extract_stems(" ".join(question.list_texts()))
    return all(any(word.startswith(start) for word in there) for start in looked_for)
