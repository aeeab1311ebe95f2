"""How authorities write the letters of a name in A to Z (ICAO 9303 part 3, section 6; A-38)."""

import itertools
import re
import unicodedata
from functools import lru_cache

# Dropped in the machine-readable line. Keyboards, autocorrect and catalogues make all of these of one apostrophe,
# of the Uzbek ʻ and of the Arabic hamza; the middle dot is the Catalan one.
APOSTROPHES = "'’‘‛`´ʹʻʼʽʾʿˈˊˋ′‵＇｀ʽꞌ՚׳·∙"
# A filler or nothing in the line.
HYPHENS = "-‐‑‒–—―−⁃˗﹘﹣－"

# Letters that the tables give more than one spelling, or another than their base letter. The first is the usual one.
SPELLINGS = {
    "Ä": ("AE", "A"),
    "Å": ("AA", "A"),
    "Æ": ("AE",),
    "Ð": ("D",),
    "Đ": ("D", "DJ"),
    "Ə": ("E", "A"),
    "Ɛ": ("E",),
    "Ĳ": ("IJ",),
    "ĸ": ("Q",),
    "Ñ": ("N", "NXX"),
    "Ŋ": ("N",),
    "Ö": ("OE", "O"),
    "Ø": ("OE", "O"),
    "Œ": ("OE",),
    "Ɔ": ("O",),
    "ẞ": ("SS",),
    "Þ": ("TH",),
    "Ü": ("UE", "UXX", "U"),
}
_BASE_LETTER = re.compile(r"LATIN (?:CAPITAL|SMALL) LETTER (?:DOTLESS )?([A-Z])(?: WITH .*)?")

_DROPPED = {ord(each): None for each in APOSTROPHES}


def capital_words(name: str, *, hyphens_part: bool = True) -> tuple[str, ...]:
    """The words of a name in capitals with their accents, apostrophes dropped, hyphens dropped or read as spaces."""
    # Apostrophes first: the compatibility form of ´ is a space with an accent.
    text = unicodedata.normalize("NFKC", name.translate(_DROPPED)).replace("ß", "ẞ")
    # Python's capitals know no language: "i" becomes I, and so does the dotless one.
    text = text.upper().translate(_DROPPED)
    if not hyphens_part:
        text = "".join(each for each in text if each not in HYPHENS)
    kept = (each if unicodedata.category(each)[0] in "LM" else "" if _is_invisible(each) else " " for each in text)
    return tuple("".join(kept).split())


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf"


@lru_cache(maxsize=2048)
def letter_spellings(letter: str) -> tuple[str, ...]:
    """The spellings of one capital letter in A to Z; a letter of another alphabet stands for itself."""
    if letter in SPELLINGS:
        return SPELLINGS[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    if base != letter:
        return letter_spellings(base)
    named = _BASE_LETTER.fullmatch(unicodedata.name(letter, ""))
    return (named[1],) if named else (letter,)


@lru_cache(maxsize=8192)
def share_spelling(one: str, other: str) -> bool:
    """Whether some spelling of one capital word is also one of the other, each letter spelt in any of its ways.

    Both are written side by side; what one is ahead of the other never exceeds a letter's longest spelling, so the
    time grows with the product of the lengths and not with the number of spellings.
    """
    texts = tuple(tuple(map(letter_spellings, _without_accents_of_latin(each))) for each in (one, other))
    seen = {((0, 0), "", 0)}  # letters taken of each, what is ahead, and of which of the two
    waiting = list(seen)
    while waiting:
        taken, ahead, leader = waiting.pop()
        behind = 1 - leader
        if taken[behind] == len(texts[behind]):
            if not ahead and taken[leader] == len(texts[leader]):
                return True
            continue
        onward = (taken[0] + leader, taken[1] + behind)
        for spelling in texts[behind][taken[behind]]:
            if ahead.startswith(spelling):
                state = (onward, ahead[len(spelling) :], leader)
            elif spelling.startswith(ahead):
                state = (onward, spelling[len(ahead) :], behind)
            else:
                continue
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    return False


def form_lengths(text: str) -> tuple[int, int]:
    """The lengths of the shortest and of the longest spelling."""
    lengths = [sorted(map(len, letter_spellings(each))) for each in _without_accents_of_latin(text)]
    return sum(each[0] for each in lengths), sum(each[-1] for each in lengths)


def consistent_forms(text: str, most: int = 24) -> tuple[str, ...]:
    """The spellings in which equal letters are spelt alike; beyond ``most``: all first ones, all second, all last."""
    letters = _without_accents_of_latin(text)
    kinds = sorted({each for each in letters if len(letter_spellings(each)) > 1})
    choices = list(itertools.islice(itertools.product(*map(letter_spellings, kinds)), most + 1))
    if len(choices) > most:
        options = [letter_spellings(each) for each in kinds]
        choices = [tuple(each[min(place, len(each) - 1)] for each in options) for place in range(3)]
    found = []
    for choice in choices:
        chosen = dict(zip(kinds, choice, strict=True))
        found.append("".join(chosen.get(each) or letter_spellings(each)[0] for each in letters))
    return tuple(dict.fromkeys(found))


def _without_accents_of_latin(text: str) -> str:
    """The text without loose accents on Latin letters; vowel signs of other scripts are letters and stay."""
    kept, is_latin = [], False
    for each in text:
        is_mark = unicodedata.category(each)[0] == "M"
        if not is_mark:
            is_latin = unicodedata.name(each, "").startswith("LATIN")
        if not (is_mark and is_latin):
            kept.append(each)
    return "".join(kept)
