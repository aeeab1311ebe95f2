"""Decision letters: what was decided about an application, on paper, in the certificate's family."""

from .facts import LetterFacts, LetterKind, unprintable_in
from .issue import issue

__all__ = ["LetterFacts", "LetterKind", "issue", "unprintable_in"]
