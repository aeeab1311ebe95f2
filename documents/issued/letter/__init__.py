"""Decision letters: what was decided about an application, on paper, in the certificate's family."""

from .issue_letter import issue
from .letter_facts import LetterFacts, LetterKind, unprintable_in

__all__ = ["LetterFacts", "LetterKind", "issue", "unprintable_in"]
