"""The private store: applicants' files and issued papers, under random names, never under a served path."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

# Where the object store's errors are defined; only a portal that uses one loads the library.
OBJECT_STORE = ("boto3.", "botocore.", "s3transfer.")


class StoreError(Exception):
    """The store took nothing: it is full, read-only or away. Trying again later may help."""


def generate_name(prefix: str, suffix: str = "", owner: uuid.UUID | None = None) -> str:
    """A fresh unguessable name. Nothing of it comes from a person, so no name can lead anywhere else.

    ``owner``: the row that will name the file, so that whoever finds the file can ask whether it does.
    """
    key = uuid.uuid4().hex
    if owner is not None:
        key = f"{owner.hex}-{key}"
    return f"{prefix}/{key[:2]}/{key}{suffix}"


def store_bytes(prefix: str, content: bytes, suffix: str, owner: uuid.UUID | None = None) -> str:
    """Keep ``content`` for good; returns the name to read it by. ``suffix`` is like ``.pdf``. Raises ``StoreError``."""
    return _save_file(generate_name(prefix, suffix, owner), ContentFile(content))


def store_file(prefix: str, content: IO[bytes], owner: uuid.UUID | None = None) -> str:
    """Keep an open file without reading it into memory. Raises ``StoreError``."""
    content.seek(0)
    return _save_file(generate_name(prefix, owner=owner), File(content))


def _save_file(name: str, content: File) -> str:
    try:
        return default_storage.save(name, content)
    except Exception as error:
        if isinstance(error, OSError) or type(error).__module__.startswith(OBJECT_STORE):
            raise StoreError(type(error).__name__) from error
        raise


def read_file(name: str) -> bytes:
    """Raises ``FileNotFoundError`` when there is no such file."""
    with default_storage.open(name, "rb") as file:
        return file.read()


def open_file(name: str) -> File:
    return default_storage.open(name, "rb")


def remove_file(name: str) -> None:
    """Removing what is not there is no error, so that it may be repeated."""
    if name:
        default_storage.delete(name)


def remove_files(names: Iterable[str]) -> None:
    for name in names:
        remove_file(name)


def list_folder(folder: str) -> tuple[list[str], list[str]]:
    """The folders and the names of the files right under a folder; none when there is no such folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(filter(None, folders)), sorted(f"{folder}/{each}" for each in files if each)


def modified_at(name: str) -> datetime:
    """Raises ``FileNotFoundError`` when there is no such file."""
    return default_storage.get_modified_time(name)
