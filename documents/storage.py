"""The private store: applicants' files and issued papers, under random names, never under a served path."""

import uuid
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage


def new_name(prefix: str, suffix: str = "") -> str:
    """A fresh unguessable name. Nothing of it comes from a person, so no name can lead anywhere else."""
    key = uuid.uuid4().hex
    return f"{prefix}/{key[:2]}/{key}{suffix}"


def store(prefix: str, content: bytes, suffix: str) -> str:
    """Keep ``content`` for good; returns the name to read it by. ``suffix`` is like ``.pdf``."""
    return default_storage.save(new_name(prefix, suffix), ContentFile(content))


def store_file(prefix: str, content: IO[bytes]) -> str:
    """Keep an open file without reading it into memory."""
    content.seek(0)
    return default_storage.save(new_name(prefix), File(content))


def read(name: str) -> bytes:
    """Raises ``FileNotFoundError`` when there is no such file."""
    with default_storage.open(name, "rb") as file:
        return file.read()


def open_file(name: str) -> File:
    return default_storage.open(name, "rb")


def remove(name: str) -> None:
    """Removing what is not there is no error, so that it may be repeated."""
    if name:
        default_storage.delete(name)
