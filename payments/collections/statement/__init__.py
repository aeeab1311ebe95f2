"""Files of collections: read whatever people and programs hand in, compared with what is stored, and kept as read."""

from .headings import COLUMNS
from .preview import Preview, build_preview
from .read_statement import MAX_LINES, Statement, StatementLine, read_statement
from .statement_findings import StatementFinding

__all__ = [
    "COLUMNS",
    "MAX_LINES",
    "Preview",
    "Statement",
    "StatementFinding",
    "StatementLine",
    "build_preview",
    "read_statement",
]
