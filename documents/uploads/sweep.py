"""Files in the private store that no row names: what a crash between storing and writing down leaves behind."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from .. import storage
from ..models import PageImages, Upload

SWEPT_FOLDERS = ("originals", "clean", "pages", "framings")
SHARE_COUNT = 256  # the store's folders are named by two hexadecimal digits
MAX_NAMES = 20_000  # looked at in one run, after the share that it begins with
ORPHAN_AGE = timedelta(days=2)
ROW_FILE_PATTERN = re.compile(r"\w+/[0-9a-f]{2}/([0-9a-f]{32})-[0-9a-f]{32}(\.\w+)?")


def choose_share(now: datetime) -> int:
    """Where the run of this hour begins, so that a store of any size is gone through in eleven days at most."""
    return int(now.timestamp() // 3600) % SHARE_COUNT


def sweep_share(begin: int) -> int:
    """Remove what no row names from one share of the store, and from the next ones up to a bound. How many."""
    looked_at, gone = 0, 0
    for number in range(SHARE_COUNT):
        if number and looked_at >= MAX_NAMES:
            break
        names = list(_list_names((begin + number) % SHARE_COUNT))
        looked_at += len(names)
        gone += _remove_unnamed(names)
    return gone


def _list_names(share: int) -> Iterator[str]:
    for folder in SWEPT_FOLDERS:
        yield from storage.list_folder(f"{folder}/{share:02x}")[1]


def _remove_unnamed(names: Sequence[str]) -> int:
    """First what no row names, then whether it is old: a row that is still being written names a young file."""
    by_row: dict[UUID, set[str]] = {}
    others: set[str] = set()
    for name in names:
        found = ROW_FILE_PATTERN.fullmatch(name)
        if found:
            by_row.setdefault(UUID(found[1]), set()).add(name)
        else:
            others.add(name)
    unnamed = set().union(*by_row.values()) - _find_names_of_rows(list(by_row)) | others - _find_names_in_use(others)
    gone = 0
    for name in sorted(unnamed):
        try:
            if storage.modified_at(name) > timezone.now() - ORPHAN_AGE:
                continue
        except FileNotFoundError:
            continue
        storage.remove_file(name)
        gone += 1
    return gone


def _find_names_of_rows(keys: Sequence[UUID]) -> set[str]:
    """Every file that these rows and the pictures of their pages name."""
    named: set[str] = set()
    for at in range(0, len(keys), 500):
        some = keys[at : at + 500]
        for each in Upload.objects.filter(pk__in=some):
            named |= set(each.stored_files().values())
        for images in PageImages.objects.filter(upload__in=some):
            named |= set(images.stored_files().values())
    return named


# Names from before a file's name said whose it is can only be looked for in every row: one pass, whatever their number.
NAMES_IN_USE_SQL = """
SELECT rebuilt FROM documents_upload WHERE rebuilt = ANY(%(names)s)
UNION SELECT part ->> 'file' FROM documents_upload, jsonb_array_elements(parts) AS part
    WHERE part ->> 'file' = ANY(%(names)s)
UNION SELECT frame.value ->> 'file' FROM documents_upload, jsonb_each(framings) AS frame
    WHERE frame.value ->> 'file' = ANY(%(names)s)
UNION SELECT page ->> 'file' FROM documents_pageimages, jsonb_array_elements(pages) AS page
    WHERE page ->> 'file' = ANY(%(names)s)
"""


def _find_names_in_use(names: set[str]) -> set[str]:
    if not names:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(NAMES_IN_USE_SQL, {"names": list(names)})
        return {name for (name,) in cursor.fetchall()}
