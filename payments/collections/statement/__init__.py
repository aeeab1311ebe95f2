"""Files of collections: read whatever people and programs hand in, compared with what is stored, and kept as read."""

from .findings import Finding
from .headings import COLUMNS
from .preview import Preview, preview
from .reading import MOST_LINES, Statement, StatementLine, read

__all__ = ["COLUMNS", "MOST_LINES", "Finding", "Preview", "Statement", "StatementLine", "preview", "read"]
