"""Which formats may be handed in for a kind of document: what the catalogue's row of the kind says (domain.md 7.2).

The row lists what people hand in, not what is kept: pictures become one PDF, and every picture of a photo a JPEG. The
catalogue belongs to an app above this one, which says here how it is read when it starts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..upload_rules import rules

# Each answers the listed formats by kind, for those of the kinds that have a row.
catalogue_readers: list[Callable[[Collection[str]], Mapping[str, Sequence[str]]]] = []


def choose_formats(kind: str, listed: Collection[str]) -> tuple[str, ...]:
    """The formats that are taken where the row lists these, in the order of ``rules.FORMATS``.

    A photo is a picture (domain.md 7.1). A row that leaves nothing keeps nobody out: then all that the kind can be.
    """
    possible = rules.PICTURE_FORMATS if kind == rules.PHOTO_KIND else tuple(rules.FORMATS)
    return tuple(each for each in possible if each in listed) or possible


class KindFormats:
    """The formats of the kinds that one page asks for: read once, and only when somebody asks."""

    def __init__(self, listed: Mapping[str, Sequence[str] | None]):
        """``listed``: by kind what its row says where the caller knows it, else None."""
        self.listed = dict(listed)

    @cached_property
    def _read(self) -> dict[str, Sequence[str]]:
        unknown = [kind for kind, formats in self.listed.items() if formats is None]
        return {kind: formats for read in catalogue_readers if unknown for kind, formats in read(unknown).items()}

    def list_accepted(self, kind: str) -> tuple[str, ...]:
        listed = self.listed.get(kind)
        return choose_formats(kind, self._read.get(kind, ()) if listed is None else listed)


def explain_formats(kind: str, accepted: Collection[str]) -> tuple[str, dict[str, Any]]:
    """Why a file of another format is refused, as a key of ``rules.REASONS`` and what its sentence needs to know."""
    code = "photo_type" if kind == rules.PHOTO_KIND else "wrong_type" if "pdf" in accepted else "pictures_only"
    return code, {"formats": list(accepted)}
