"""Files of collections that an officer handed in: what was read from one, and taking it in."""

from ..models import CollectionsFile
from .feed import import_lines
from .statement import Statement, build_preview, read_statement
from .statement.statement_storage import load_statement


def load_file(file: CollectionsFile) -> Statement:
    """What was read from the file when it was handed in; the officer and the worker see the same."""
    return load_statement(file.reading) if file.reading else read_statement(file.content)


def import_file(file: CollectionsFile) -> None:
    """Take in the lines that are new, and write down what that came to."""
    found = build_preview(load_file(file).lines)
    result = import_lines(found.fresh, file=file)
    CollectionsFile.objects.filter(pk=file.pk).update(
        judged=result.judged, contradicting=result.contradicting + len(found.contradicting)
    )
