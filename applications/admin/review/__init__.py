"""The review page of one application: what was sent, what the registries say, and the decision."""

from .decision import decide
from .documents import file, page_image
from .findings_and_notes import add_note, save_verdicts
from .page import page

__all__ = ["add_note", "decide", "file", "page", "page_image", "save_verdicts"]
