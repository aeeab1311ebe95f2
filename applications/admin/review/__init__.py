"""The review page of one application: what was sent, what the registries say, and the decision."""

from .decision import decide
from .documents import file, page_image
from .examination import give, note
from .page import page

__all__ = ["decide", "file", "give", "note", "page", "page_image"]
