"""What has been made of one part of a document: a clean PDF, and its pages as people will see them."""

from dataclasses import dataclass, field

from .page_drawing import PagePicture


@dataclass
class ConvertedPart:
    """``content`` is a PDF with nothing but drawing in it. ``warnings`` are keys of ``rules.WARNINGS``."""

    content: bytes
    pages: list[PagePicture] = field(default_factory=list)
    blank_pages: int = 0
    missing_pages: int = 0
    redrawn: bool = False
    warnings: set[str] = field(default_factory=set)
