"""A restored installation proves itself: counts, every file's hash, and the seals of what was issued."""

import hashlib

import psycopg
from django.conf import settings

from documents import storage
from documents.issued.seal.check_seal import SealFinding, check_file
from documents.models import Certificate, Letter

from .archive import PIECE, BackupError, Manifest
from .postgresql import count_rows


def prove(manifest: Manifest, seals: int) -> dict[str, int]:
    """How many tables, files and sealed papers are as they were; ``seals``: how many papers of each kind to judge.

    Raises ``BackupError`` for the first thing that is not.
    """
    with psycopg.connect(settings.DATABASE_ADDRESS) as connection:
        rows = count_rows(connection)
    for table, count in manifest.rows.items():
        if rows.get(table) != count:
            raise BackupError(f"{table} has {rows.get(table, 0)} rows, not {count}")
    for name, digest in manifest.files.items():
        if _hash_file(name) != digest:
            raise BackupError(f"the file {name} is not what it was")
    return {"tables": len(manifest.rows), "files": len(manifest.files), "seals": _check_seals(seals)}


def _hash_file(name: str) -> str:
    digest = hashlib.sha256()
    with storage.open_file(name) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _check_seals(most: int) -> int:
    checked = 0
    for model in (Certificate, Letter):
        for paper in model.objects.exclude(pdf="").order_by("-created_at")[:most]:
            try:
                finding = check_file(storage.read_file(paper.pdf)).finding
            except FileNotFoundError:
                raise BackupError(f"the paper {paper.pk} has lost its file") from None
            if finding != SealFinding.GENUINE:
                raise BackupError(f"the paper {paper.pk} is {finding}")
            checked += 1
    return checked
