"""Whether two spellings name one person (A-38), and the keys by which a name is searched."""

import itertools
from collections.abc import Iterable, Iterator

from .transliteration import capital_words, consistent_forms, form_lengths, share_spelling

Words = tuple[str, ...]
MRZ_NAME_LENGTH = 39  # for the name in the machine-readable line of a passport (ICAO 9303 part 4)
FILLER = "<"
# Names of more words are compared word by word and all in one; every way of joining them would take too long.
MAX_JOINED_WORDS = 7
MIN_SEARCH_LENGTH = 3  # the trigram index finds nothing shorter


def is_same_name(one: str, other: str) -> bool:
    """Whether the two full names are spellings of one person's name (A-38).

    Apostrophes do not count, hyphens and spaces may be there or not, the words may stand in any order, and one
    may be the other cut off where the machine-readable line ends.
    """
    ours, theirs = capital_words(one), capital_words(other)
    if not ours or not theirs:
        return False
    return _has_same_words(ours, theirs) or _is_cut_off(one, other) or _is_cut_off(other, one)


def _has_same_words(ours: Words, theirs: Words) -> bool:
    if not _may_be_as_long(ours, theirs):
        return False
    arranged = list(_word_arrangements(theirs))
    return any(
        len(one) == len(other) and _can_pair_up(one, other) for one in _word_arrangements(ours) for other in arranged
    )


def _may_be_as_long(ours: Words, theirs: Words) -> bool:
    """Cheap and rules out most: no spelling of one is as long as any of the other."""
    shortest, longest = zip(*(form_lengths("".join(each)) for each in (ours, theirs)), strict=True)
    return max(shortest) <= min(longest)


def _word_arrangements(words: Words) -> Iterator[Words]:
    """The words with neighbours joined in every way; all in one also from each word on (either order)."""
    if len(words) <= MAX_JOINED_WORDS:
        for joins in itertools.product((False, True), repeat=len(words) - 1):
            joined = [words[0]]
            for word, is_joined in zip(words[1:], joins, strict=True):
                if is_joined:
                    joined[-1] += word
                else:
                    joined.append(word)
            yield tuple(joined)
    else:
        yield words
        yield ("".join(words),)
    for first in range(1, len(words)):
        yield ("".join(words[first:] + words[:first]),)


def _can_pair_up(ours: Words, theirs: Words) -> bool:
    """Whether each word is a spelling of another one of the other name (a perfect matching, by augmenting paths)."""
    partner: dict[int, int] = {}  # of each of their words: the word of ours

    def find(word: int, tried: set[int]) -> bool:
        for place, other in enumerate(theirs):
            if place not in tried and share_spelling(ours[word], other):
                tried.add(place)
                if place not in partner or find(partner[place], tried):
                    partner[place] = word
                    return True
        return False

    return all(find(word, set()) for word in range(len(ours)))


def _is_cut_off(whole: str, cut: str) -> bool:
    """Whether ``cut`` is what remains of ``whole`` in the thirty-nine places of the line."""
    kept = {line for line in _mrz_lines(cut) if MRZ_NAME_LENGTH - 2 <= len(line) <= MRZ_NAME_LENGTH}
    return bool(kept) and any(
        line[:MRZ_NAME_LENGTH].rstrip(FILLER) in kept for line in _mrz_lines(whole) if len(line) > MRZ_NAME_LENGTH
    )


def _mrz_lines(name: str) -> set[str]:
    """The lines that a full name may stand in: which words are the surname is not known, nor which come first."""
    lines: set[str] = set()
    for hyphens_part in (True, False):
        words = capital_words(name, hyphens_part=hyphens_part)
        for place in range(len(words)):
            for surname, given in ((words[place:], words[:place]), (words[:place], words[place:])):
                line = (FILLER * 2).join(FILLER.join(each) for each in (surname, given) if each)
                lines.update(consistent_forms(line))
    return lines


def search_key(*names: str) -> str:
    """The text in which a name is looked for: each spelling of each name in lower case, without gaps.

    Kept beside each application and asked with ``search_terms``; changing it needs a migration of what is kept.
    """
    keys = itertools.chain.from_iterable(consistent_forms("".join(capital_words(each))) for each in names)
    return " ".join(dict.fromkeys(each.lower() for each in keys if each))


def search_terms(asked: str) -> list[tuple[str, ...]]:
    """What a key must hold for the asked name: of each word one of its spellings.

    Words too short for the index are left out; when all of them are, they are asked for as one.
    """
    words = capital_words(asked)
    terms = [_lowercase_forms(consistent_forms(word)) for word in words if len(word) >= MIN_SEARCH_LENGTH]
    joined = {"".join(words), "".join(reversed(words))}
    if not terms and len("".join(words)) >= MIN_SEARCH_LENGTH:
        return [_lowercase_forms(itertools.chain.from_iterable(map(consistent_forms, sorted(joined))))]
    return terms


def _lowercase_forms(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.lower() for each in forms))
