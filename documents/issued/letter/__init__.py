"""Decision letters: what was decided about an application, on paper, in the certificate's family."""

from .issue_letter import enqueue_letter
from .letter_facts import LetterFacts, LetterKind, find_unprintable_characters

__all__ = ["LetterFacts", "LetterKind", "enqueue_letter", "find_unprintable_characters"]
